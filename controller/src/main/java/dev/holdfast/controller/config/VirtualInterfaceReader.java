package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.config.vrrp.VirtualInterface.Kind;
import dev.holdfast.controller.config.vrrp.VirtualInterface.Mode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code use_vmac [NAME] [MAC]}, {@code use_ipvlan [NAME] [ADDRESS] [bridge|private|vepa]} and what goes with them. */
final class VirtualInterfaceReader {
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){4,5}");
    private static final int OCTETS = 6;

    private final Entries entries;
    private final Set<String> taken;
    private final SystemFacts facts;
    private final Problems problems;
    private @Nullable String name;

    /**
     * A reader.
     *
     * @param taken the names of the interfaces of other instances, to which this one's is added
     */
    VirtualInterfaceReader(Entries entries, Set<String> taken, SystemFacts facts, Problems problems) {
        this.entries = entries;
        this.taken = taken;
        this.facts = facts;
        this.problems = problems;
    }

    /**
     * Reads them.
     *
     * @param instance the instance, to point at
     * @param vrid its number, the last octet of a MAC address that has only five
     * @param ipv6 its family
     * @param unicast whether it speaks to peers
     */
    VirtualInterface read(Statement instance, int vrid, boolean ipv6, boolean unicast) {
        Kind kind = Kind.NONE;
        String mac = null;
        InetAddress address = null;
        Mode mode = null;
        for (Statement statement : entries.all("use_vmac")) {
            kind = Kind.VMAC;
            mac = vmac(statement, vrid);
        }
        for (Statement statement : entries.all("use_ipvlan")) {
            kind = Kind.IPVLAN;
            mac = null;
            mode = null;
            for (Word word : statement.arguments()) {
                InetAddress given = Addresses.parse(Addresses.withoutPrefix(word.text()));
                if (given != null && (address != null || given instanceof Inet6Address != ipv6)) {
                    String expected = address != null ? "one address" : "an address of the instance's family";
                    problems.error(word, "address-family", "use_ipvlan " + word, expected, "it is ignored");
                } else if (given != null) {
                    address = given;
                } else if (isMode(word.text()) && mode != null) {
                    problems.error(word, "extra-argument", "use_ipvlan " + word, "one mode", "it is ignored");
                } else if (isMode(word.text())) {
                    mode = Mode.valueOf(word.text().toUpperCase(Locale.ROOT));
                } else {
                    takeName(word, "use_ipvlan", "ipvlan");
                }
            }
            mode = mode == null ? Mode.BRIDGE : mode;
            if (address == null && !ipv6) {
                problems.error(
                        statement.word(),
                        "no-address",
                        "use_ipvlan without an IPv4 address",
                        "use_ipvlan ADDRESS",
                        "a fault of the instance");
            }
        }
        return new VirtualInterface(
                kind, name, mac, address, mode, fromBase(kind, unicast, instance), entries.has("use_vmac_addr"));
    }

    private boolean fromBase(Kind kind, boolean unicast, Statement instance) {
        Statement given = entries.last("vmac_xmit_base");
        if (given != null && kind != Kind.VMAC) {
            problems.error(given.word(), "no-vmac", "vmac_xmit_base without use_vmac", "use_vmac", "it is ignored");
            return false;
        }
        if (given == null && kind == Kind.VMAC && unicast) {
            Statement vmac = entries.last("use_vmac");
            problems.warning(
                    vmac == null ? instance.word() : vmac.word(),
                    "vmac-unicast",
                    "use_vmac with unicast_peer",
                    "vmac_xmit_base",
                    "it is taken as given");
            return true;
        }
        return given != null;
    }

    private static boolean isMode(String text) {
        return text.equals("bridge") || text.equals("private") || text.equals("vepa");
    }

    private @Nullable String vmac(Statement statement, int vrid) {
        String mac = null;
        for (Word word : statement.arguments()) {
            if (MAC.matcher(word.text()).matches()) {
                mac = mac(word.text(), vrid);
            } else if (word.text().indexOf(':') >= 0) {
                problems.error(word, "bad-address", "MAC address " + word, "six octets", "it is ignored");
            } else {
                takeName(word, "use_vmac", "macvlan");
            }
        }
        return mac;
    }

    private static String mac(String text, int vrid) {
        String[] given = text.split(":", -1);
        StringBuilder mac = new StringBuilder();
        for (int i = 0; i < OCTETS; i++) {
            int octet = i < given.length ? Integer.parseInt(given[i], 16) : vrid;
            mac.append(i == 0 ? "" : ":").append(String.format(Locale.ROOT, "%02x", octet));
        }
        return mac.toString();
    }

    private void takeName(Word word, String keyword, String kind) {
        String text = word.text();
        if (name != null) {
            problems.error(
                    word, "extra-argument", keyword + " " + word + " after another name", "one name", "it is ignored");
        } else if (text.isEmpty()
                || text.length() > AddressReader.LONGEST_INTERFACE_NAME
                || text.indexOf('/') >= 0
                || text.indexOf(' ') >= 0) {
            problems.error(
                    word, "bad-value", keyword + " " + word, "1..15 characters without blanks and /", "it is ignored");
        } else if (facts.isOtherInterface(text, kind)) {
            problems.error(
                    word,
                    "interface-exists",
                    keyword + " " + word + ", which is an interface of another kind",
                    "a name that is free",
                    "it is ignored");
        } else if (!taken.add(text)) {
            problems.error(
                    word,
                    "repeated-name",
                    keyword + " " + word + " of another instance",
                    "another name",
                    "it is ignored");
        } else {
            name = text;
        }
    }
}
