package dev.holdfast.controller.lint;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules about one or several vrrp_instance blocks. */
final class VrrpRules {
    private static final int OWNER_PRIORITY = 255;

    private final ConfigurationTree tree;
    private final Host host;
    private final Lints.Findings findings;
    private final Map<List<Object>, Statement> owners = new HashMap<>();

    VrrpRules(ConfigurationTree tree, Host host, Lints.Findings findings) {
        this.tree = tree;
        this.host = host;
        this.findings = findings;
    }

    void run() {
        for (Statement instance : tree.all("vrrp_instance")) {
            addresses(instance);
            peers(instance);
        }
    }

    /** The priority of an instance, as far as the file says it; 100 is the default. */
    static int priority(Statement instance) {
        List<Statement> given = instance.children("priority");
        if (given.isEmpty()) {
            boolean master = instance.children("state").stream()
                    .limit(1)
                    .anyMatch(state -> state.text(0).equals("MASTER"));
            return master ? OWNER_PRIORITY : 100;
        }
        return (int) given.get(given.size() - 1).number().orElse(100);
    }

    private void addresses(Statement instance) {
        List<Statement> interfaces = instance.children("interface");
        String interfaceName = interfaces.isEmpty()
                ? ""
                : interfaces.get(interfaces.size() - 1).text(0);
        Set<InetAddress> own = new HashSet<>();
        for (String kind : List.of("virtual_ipaddress", "virtual_ipaddress_excluded")) {
            for (Statement block : instance.children(kind)) {
                for (Statement line : block.children()) {
                    AddressText vip = AddressText.of(line.name());
                    if (vip != null && own.add(vip.address())) {
                        address(instance, interfaceName, line, vip);
                    }
                }
            }
        }
    }

    private void address(Statement instance, String interfaceName, Statement line, AddressText vip) {
        Word at = line.word();
        // A link-local address is another one on each interface.
        String device = deviceOf(line, interfaceName);
        List<Object> key = List.of(vip.address(), vip.address().isLinkLocalAddress() ? device : "");
        Statement other = owners.putIfAbsent(key, instance);
        if (other != null) {
            findings.add(
                    at,
                    Rule.REPEATED_VIP,
                    "address " + at + " of " + instance.text(0) + ", which " + other.text(0) + " has too",
                    "another address",
                    "both would take it from each other");
        }
        if (vip.isNetworkOrBroadcast()) {
            findings.add(
                    at,
                    Rule.NETWORK_ADDRESS,
                    "address " + at + ", which is its network's own or broadcast address",
                    "the address of a host",
                    null);
        }
        if (priority(instance) != OWNER_PRIORITY && isOwn(instance, device, vip)) {
            findings.add(
                    at,
                    Rule.OWN_ADDRESS,
                    "address " + at + ", which is this host's own, with priority " + priority(instance),
                    "priority 255, or another address",
                    "as a backup this host loses it, and speaks from it no more");
        }
    }

    private static String deviceOf(Statement line, String otherwise) {
        for (int i = 0; i + 1 < line.arguments().size(); i++) {
            if (line.text(i).equals("dev")) {
                return line.text(i + 1);
            }
        }
        return otherwise;
    }

    /**
     * Whether an address is the host's without VRRP: adverts are sent from it, or it is the only one of its interface. Others that
     * are there may be there because this host is master.
     */
    private boolean isOwn(Statement instance, String interfaceName, AddressText vip) {
        for (String source : List.of("unicast_src_ip", "mcast_src_ip")) {
            for (Statement statement : instance.children(source)) {
                AddressText address = AddressText.of(statement.text(0));
                if (address != null && address.address().equals(vip.address())) {
                    return true;
                }
            }
        }
        List<InetAddress> sameFamily = host.addresses(interfaceName).stream()
                .filter(address -> address.getClass() == vip.address().getClass() && !address.isLinkLocalAddress())
                .toList();
        return sameFamily.equals(List.of(vip.address()));
    }

    private void peers(Statement instance) {
        Set<InetAddress> own = new HashSet<>();
        for (Statement source : instance.children("unicast_src_ip")) {
            AddressText address = AddressText.of(source.text(0));
            if (address != null) {
                own.add(address.address());
            }
        }
        for (Statement block : instance.children("unicast_peer")) {
            for (Statement line : block.children()) {
                AddressText peer = AddressText.of(line.name());
                if (peer != null && own.contains(peer.address())) {
                    findings.add(
                            line.word(),
                            Rule.PEER_IS_SELF,
                            "unicast_peer " + line.name() + ", which is the instance's own unicast_src_ip",
                            "the addresses of the others",
                            null);
                }
            }
        }
    }
}
