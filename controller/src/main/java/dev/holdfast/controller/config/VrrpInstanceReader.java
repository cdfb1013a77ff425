package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Suggestion;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.Transport;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings.Options;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one vrrp_instance, keepalived.conf(5) "VRRP instance(s)". */
final class VrrpInstanceReader {
    private static final int DEFAULT_PRIORITY = 100;
    private static final int MOST_ADDRESSES = 255;

    private final Statement block;
    private final Entries entries;
    private final GlobalDefs globals;
    private final TrackingReader tracking;
    private final Set<String> virtualInterfaces;
    private final SystemFacts facts;
    private final Problems problems;
    private final GarpSettings garp;
    private final List<AddressSettings> addresses = new ArrayList<>();
    private final List<AddressSettings> excluded = new ArrayList<>();
    private final Set<InetAddress> seen = new HashSet<>();

    VrrpInstanceReader(
            Statement block,
            GlobalDefs globals,
            TrackingReader tracking,
            Set<String> virtualInterfaces,
            SystemFacts facts,
            Problems problems) {
        this.block = block;
        this.globals = globals;
        this.tracking = tracking;
        this.virtualInterfaces = virtualInterfaces;
        this.facts = facts;
        this.problems = problems;
        entries = new Entries(block.children());
        garp = new GarpSettings(globals.vrrpGarp());
    }

    /** The instance; empty when it cannot run, which has been said then. */
    Optional<VrrpInstanceSettings> read() {
        String state = state();
        String interfaceName = interfaceName();
        for (Statement statement : block.children()) {
            garp.take(statement, "", problems);
        }
        for (Statement statement : block.children()) {
            if (statement.name().equals("virtual_ipaddress")) {
                addresses(statement, addresses);
            } else if (statement.name().equals("virtual_ipaddress_excluded")) {
                addresses(statement, excluded);
            }
        }
        int givenVrid = entries.integer("virtual_router_id", 0);
        TransportReader transportReader = new TransportReader(block, entries, problems);
        Boolean peers6 = transportReader.ipv6();
        boolean ipv6 = addresses.isEmpty()
                ? (peers6 != null ? peers6 : entries.has("native_ipv6"))
                : !addresses.get(0).isIpv4();
        Transport transport = transportReader.read(ipv6, globals);
        boolean complete = complete(givenVrid, interfaceName, transport);
        // Without a number the rest is read all the same, for what is wrong there.
        int vrid = Math.max(1, givenVrid);
        StrictMode mode =
                new StrictMode(entries.flag("strict_mode", globals.vrrp().strict()), block, entries, problems);
        boolean strict = mode.isStrict();
        VrrpVersion version = mode.version(version(ipv6), ipv6);
        boolean wantsMaster = "MASTER".equals(state);
        int priority = priority(wantsMaster);
        InstanceTiming timing = new InstanceTiming(block, entries, globals, problems);
        boolean master = mode.beginsAsMaster(state, priority);
        mode.checkFirst(addresses, !transport.peers().isEmpty());
        var password = new AuthenticationReader(entries, problems).password(version, ipv6, strict);
        if (password != null && password.header() && master && priority != InstanceConfig.OWNER_PRIORITY) {
            Statement given = entries.last("authentication");
            problems.warning(
                    given == null ? block.word() : given.word(),
                    "ah-master",
                    "auth_type AH with state MASTER",
                    "state BACKUP",
                    "BACKUP is used");
            master = false;
        }
        VirtualInterface virtual =
                mode.virtualInterface(new VirtualInterfaceReader(entries, virtualInterfaces, facts, problems)
                        .read(block, vrid, ipv6, !transport.peers().isEmpty()));
        VrrpInstanceSettings settings = new VrrpInstanceSettings(
                block.text(0),
                interfaceName,
                vrf(interfaceName),
                ipv6,
                version,
                vrid,
                priority,
                master,
                timing.read(version, priority, wantsMaster, strict),
                password,
                new AuthenticationReader(entries, problems).hmac(),
                transport,
                virtual,
                addresses,
                excluded,
                routes(),
                rules(),
                tracking.read(block, interfaceName),
                !entries.has("dont_track_primary"),
                NotificationsReader.read(entries, globals),
                options(version, priority, mode));
        return complete ? Optional.of(settings) : Optional.empty();
    }

    private boolean complete(int vrid, @Nullable String interfaceName, Transport transport) {
        String name = block.text(0);
        if (vrid == 0) {
            problems.error(
                    block.at(0),
                    "no-router-id",
                    "vrrp_instance " + name + " without virtual_router_id",
                    "virtual_router_id 1..255",
                    "the instance is left out");
            return false;
        }
        if (interfaceName == null && transport.peers().isEmpty()) {
            problems.error(
                    block.at(0),
                    "no-interface",
                    "vrrp_instance " + name + " without an interface",
                    "interface NAME",
                    "the instance is left out");
            return false;
        }
        if (addresses.isEmpty() && !entries.has("no_virtual_ipaddress")) {
            problems.warning(
                    block.at(0),
                    "no-addresses",
                    "vrrp_instance " + name + " has no virtual_ipaddress",
                    "at least one",
                    null);
        }
        Statement native6 = entries.last("native_ipv6");
        if (native6 != null && !addresses.isEmpty() && addresses.get(0).isIpv4()) {
            problems.error(
                    native6.word(),
                    "address-family",
                    "native_ipv6 with IPv4 addresses",
                    "IPv6 addresses",
                    "it is ignored");
        }
        return true;
    }

    private int priority(boolean wantsMaster) {
        Statement last = entries.last("priority");
        if (last == null) {
            return wantsMaster ? InstanceConfig.OWNER_PRIORITY : DEFAULT_PRIORITY;
        }
        OptionalLong number = last.number();
        return (int) number.orElse(DEFAULT_PRIORITY);
    }

    private VrrpVersion version(boolean ipv6) {
        VrrpVersion version = null;
        for (Statement statement : entries.all("version")) {
            OptionalLong number = statement.number();
            if (number.isEmpty()) {
                continue;
            }
            VrrpVersion given = number.getAsLong() == 3 ? VrrpVersion.V3 : VrrpVersion.V2;
            if (version == null) {
                version = given;
            } else if (version != given) {
                problems.error(
                        statement.at(0),
                        "repeated-version",
                        "version " + statement.text(0) + " after version " + (version == VrrpVersion.V3 ? 3 : 2),
                        "one version",
                        "the first counts");
            }
        }
        if (version != null) {
            return version;
        }
        return ipv6 ? VrrpVersion.V3 : globals.vrrpVersion();
    }

    private @Nullable String vrf(@Nullable String interfaceName) {
        Statement vrf = entries.last("vrf");
        if (vrf != null && interfaceName != null) {
            problems.error(vrf.word(), "vrf-and-interface", "vrf with interface", "one of them", "vrf is ignored");
            return null;
        }
        return vrf == null ? null : vrf.text(0);
    }

    private @Nullable String state() {
        String state = null;
        for (Statement statement : entries.all("state")) {
            Word word = statement.at(0);
            if (!word.text().equals("MASTER") && !word.text().equals("BACKUP")) {
                String hint = Suggestion.hint(word.text(), List.of("MASTER", "BACKUP"), "BACKUP is used");
                problems.error(word, "bad-value", "state " + word, "MASTER or BACKUP", hint);
            } else if (state == null) {
                state = word.text();
            } else if (!state.equals(word.text())) {
                problems.error(
                        word,
                        "repeated-state",
                        "state " + word + " after state " + state,
                        "one state",
                        "the first counts");
            }
        }
        return state;
    }

    private @Nullable String interfaceName() {
        String found = null;
        for (Statement statement : entries.all("interface")) {
            Word word = statement.at(0);
            int longest = AddressReader.LONGEST_INTERFACE_NAME;
            if (word.text().length() > longest || word.text().isEmpty()) {
                String expected = "1.." + longest + " characters";
                problems.error(word, "bad-value", "interface " + word, expected, "it is ignored");
                continue;
            }
            if (facts.isLoopback(word.text())) {
                problems.error(
                        word,
                        "loopback-interface",
                        "interface " + word + ", which is a loopback interface",
                        "an interface to other machines",
                        "the instance is left out");
                found = null;
                continue;
            }
            if (!facts.interfaceExists(word.text())) {
                problems.error(
                        word,
                        "no-such-interface",
                        "interface " + word + " does not exist",
                        "an interface of this host",
                        null);
            }
            found = word.text();
        }
        return found;
    }

    private List<RouteSettings> routes() {
        List<RouteSettings> routes = new ArrayList<>();
        for (Statement list : entries.all("virtual_routes")) {
            for (Statement line : list.children()) {
                RouteSettings route = new RouteReader(line, false, facts, problems).read();
                if (route != null) {
                    routes.add(route);
                }
            }
        }
        return routes;
    }

    private List<RuleSettings> rules() {
        List<RuleSettings> rules = new ArrayList<>();
        for (Statement list : entries.all("virtual_rules")) {
            for (Statement line : list.children()) {
                RuleSettings rule = new RuleReader(line, false, facts, problems).read();
                if (rule != null) {
                    rules.add(rule);
                }
            }
        }
        return rules;
    }

    private Options options(VrrpVersion version, int priority, StrictMode mode) {
        Statement extra = entries.last("garp_extra_if");
        Statement sync = entries.last("lvs_sync_daemon_interface");
        return new Options(
                mode.garp(garp.schedule()),
                extra == null ? globals.vrrp().garpExtra() : GlobalVrrpReader.garpExtra(extra, 0, problems),
                accept(version, priority, mode.isStrict()),
                mode.isStrict(),
                entries.flag("skip_check_adv_addr", globals.skipCheckAdvertAddresses()),
                entries.has("promote_secondaries"),
                entries.has("no_virtual_ipaddress"),
                receiveBuffer(),
                entries.has("linkbeat_use_polling"),
                entries.integer("debug", 0),
                sync == null ? null : sync.text(0));
    }

    /** The last of accept and no_accept counts. */
    private boolean accept(VrrpVersion version, int priority, boolean strict) {
        boolean accept = !strict || priority == InstanceConfig.OWNER_PRIORITY;
        for (Statement statement : block.children()) {
            if (statement.name().equals("no_accept")) {
                accept = false;
            } else if (statement.name().equals("accept")) {
                accept = true;
                if (strict && version == VrrpVersion.V2) {
                    problems.warning(
                            statement.word(),
                            "strict",
                            "accept with VRRP version 2 and strict_mode",
                            "version 3",
                            "it is ignored");
                    accept = false;
                }
            }
        }
        return accept;
    }

    private @Nullable Long receiveBuffer() {
        Long found = null;
        for (Statement statement : entries.all("kernel_rx_buf_size")) {
            OptionalLong bytes = statement.arguments().size() == 1
                    ? Numbers.within(statement.text(0), 0, 0xffff_ffffL)
                    : OptionalLong.empty();
            if (bytes.isEmpty()) {
                problems.error(
                        statement.at(0),
                        "bad-value",
                        "kernel_rx_buf_size " + statement.text(0),
                        "0..4294967295",
                        "it is ignored");
            } else {
                found = bytes.getAsLong();
            }
        }
        return found;
    }

    private void addresses(Statement statement, List<AddressSettings> into) {
        boolean advertised = into == addresses;
        for (Statement line : statement.children()) {
            AddressSettings address = new AddressReader(line, false, facts, problems).read();
            if (address != null && isNew(line, address) && (!advertised || (fits(line, address) && hasRoom(line)))) {
                into.add(address);
            }
        }
    }

    private boolean isNew(Statement line, AddressSettings address) {
        boolean added = seen.add(address.address().address());
        if (!added) {
            problems.remark(
                    line.word(), "repeated-address", "address " + line.word() + " a second time", "", "it is left out");
        }
        return added;
    }

    /** The count of addresses in a packet is one byte (RFC 9568 section 5.2.5). */
    private boolean hasRoom(Statement line) {
        if (addresses.size() == MOST_ADDRESSES) {
            problems.error(
                    line.word(),
                    "many-addresses",
                    "more than " + MOST_ADDRESSES + " addresses in virtual_ipaddress",
                    "virtual_ipaddress_excluded for the rest",
                    "it is left out");
            return false;
        }
        return true;
    }

    /** The first address says which family the instance is of. */
    private boolean fits(Statement line, AddressSettings address) {
        if (addresses.isEmpty() || addresses.get(0).isIpv4() == address.isIpv4()) {
            return true;
        }
        problems.error(
                line.word(),
                "address-family",
                "address " + line.word() + " of another family than the one before it",
                "virtual_ipaddress_excluded",
                "it is left out");
        return false;
    }
}
