package dev.holdfast.controller.ipvsadm;

import static dev.holdfast.controller.ipvsadm.IpvsadmOption.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which options go with which command, and which tunnel options with which tunnel, as ipvsadm has it. */
final class OptionRules {
    private static final Map<IpvsadmOption, Rule> RULES = rules();
    /** Of these a listing takes one. */
    private static final Set<IpvsadmOption> LISTED = Set.of(TCP_SERVICE, CONNECTION, TIMEOUT, DAEMON);

    private static final Set<IpvsadmOption> COUNTERS = Set.of(STATS, RATE, THRESHOLDS);
    private static final Set<IpvsadmOption> TUNNEL_OPTIONS =
            Set.of(TUN_TYPE, TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM);

    private OptionRules() {}

    /** The kinds of options a command needs, and those it may have besides. */
    private record Rule(Set<IpvsadmOption> required, Set<IpvsadmOption> optional) {}

    private static Map<IpvsadmOption, Rule> rules() {
        Map<IpvsadmOption, Rule> rules = new EnumMap<>(IpvsadmOption.class);
        Rule service = new Rule(Set.of(TCP_SERVICE), Set.of(SCHEDULER, PERSISTENT, NETMASK, OPS, PE, SCHED_FLAGS));
        rules.put(ADD_SERVICE, service);
        rules.put(EDIT_SERVICE, service);
        rules.put(DELETE_SERVICE, new Rule(Set.of(TCP_SERVICE), Set.of()));
        Rule server = new Rule(
                Set.of(TCP_SERVICE, REAL_SERVER),
                Set.of(
                        GATEWAYING,
                        WEIGHT,
                        U_THRESHOLD,
                        L_THRESHOLD,
                        TUN_TYPE,
                        TUN_PORT,
                        TUN_NOCSUM,
                        TUN_CSUM,
                        TUN_REMCSUM));
        rules.put(ADD_SERVER, server);
        rules.put(EDIT_SERVER, server);
        rules.put(DELETE_SERVER, new Rule(Set.of(TCP_SERVICE, REAL_SERVER), Set.of()));
        rules.put(
                LIST,
                new Rule(
                        Set.of(),
                        Set.of(
                                TCP_SERVICE,
                                CONNECTION,
                                TIMEOUT,
                                DAEMON,
                                NUMERIC,
                                STATS,
                                RATE,
                                THRESHOLDS,
                                PERSISTENT_CONN,
                                TUN_INFO,
                                NOSORT,
                                EXACT,
                                SYNCID,
                                JSON)));
        rules.put(ZERO, new Rule(Set.of(), Set.of(TCP_SERVICE)));
        rules.put(
                START_DAEMON,
                new Rule(Set.of(), Set.of(MCAST_INTERFACE, SYNCID, SYNC_MAXLEN, MCAST_GROUP, MCAST_PORT, MCAST_TTL)));
        rules.put(STOP_DAEMON, new Rule(Set.of(), Set.of(SYNCID)));
        rules.put(SAVE, new Rule(Set.of(), Set.of(NUMERIC)));
        rules.put(RESTORE, new Rule(Set.of(), Set.of(REPLACE)));
        for (IpvsadmOption alone : List.of(CLEAR, SET)) {
            rules.put(alone, new Rule(Set.of(), Set.of()));
        }
        return Collections.unmodifiableMap(rules);
    }

    /**
     * Refuses what does not go together.
     *
     * @param given each kind of option that was given, with the very option
     */
    static void check(IpvsadmOption command, Map<IpvsadmOption, IpvsadmOption> given) throws UsageException {
        Rule rule = RULES.get(command);
        if (rule == null) {
            throw new IllegalStateException(command + " has no rule");
        }
        for (Map.Entry<IpvsadmOption, IpvsadmOption> option : given.entrySet()) {
            if (!rule.required().contains(option.getKey()) && !rule.optional().contains(option.getKey())) {
                throw UsageException.value(
                        "option " + option.getValue() + " does not go with " + command + belongs(option.getKey()));
            }
        }
        if (rule.required().contains(TCP_SERVICE) && !given.containsKey(TCP_SERVICE)) {
            throw UsageException.value(command + " without a virtual server (expected -t, -u, --sctp-service or -f)");
        }
        if (rule.required().contains(REAL_SERVER) && !given.containsKey(REAL_SERVER)) {
            throw UsageException.value(command + " without a real server (expected -r address[:port])");
        }
        if (command == LIST) {
            checkListing(given);
        }
    }

    /** Which commands an option is for, in words. */
    private static String belongs(IpvsadmOption kind) {
        String commands = RULES.entrySet().stream()
                .filter(rule -> rule.getValue().required().contains(kind)
                        || rule.getValue().optional().contains(kind))
                .map(rule -> rule.getKey().toString())
                .collect(Collectors.joining(", "));
        return commands.isEmpty() ? "" : " (it is for " + commands + ")";
    }

    private static void checkListing(Map<IpvsadmOption, IpvsadmOption> given) throws UsageException {
        List<IpvsadmOption> listed = of(LISTED, given);
        if (listed.size() > 1) {
            throw UsageException.value(
                    "options " + listed.get(0) + " and " + listed.get(1) + " together (expected one)");
        }
        boolean noTable = !listed.isEmpty() && !listed.get(0).kind().equals(TCP_SERVICE);
        List<IpvsadmOption> columns = of(COUNTERS, given);
        if (noTable && columns.isEmpty() && listed.get(0) != CONNECTION) {
            columns = of(Set.of(PERSISTENT_CONN), given);
        }
        if (noTable && !columns.isEmpty()) {
            throw UsageException.value("option " + columns.get(0) + " does not go with " + listed.get(0));
        }
    }

    /** Refuses tunnel options for other forwarding methods, and those the tunnel type does not have. */
    static void checkTunnel(boolean tunnel, String type, Map<IpvsadmOption, IpvsadmOption> given)
            throws UsageException {
        List<IpvsadmOption> options = of(TUNNEL_OPTIONS, given);
        if (!tunnel && !options.isEmpty()) {
            throw UsageException.value("option " + options.get(0) + " without a tunnel (expected -i as well)");
        }
        Set<IpvsadmOption> allowed = switch (type) {
            case "gue" -> Set.of(TUN_PORT, TUN_NOCSUM, TUN_CSUM, TUN_REMCSUM);
            case "gre" -> Set.of(TUN_NOCSUM, TUN_CSUM);
            default -> Set.of();
        };
        List<IpvsadmOption> checksums = new ArrayList<>();
        for (IpvsadmOption option : options) {
            if (option != TUN_TYPE && !allowed.contains(option)) {
                throw UsageException.value("option " + option + " does not go with tunnel type " + type);
            }
            if (option != TUN_TYPE && option != TUN_PORT) {
                checksums.add(option);
            }
        }
        if (type.equals("gue") && !given.containsKey(TUN_PORT)) {
            throw UsageException.value("tunnel type gue without a port (expected --tun-port 1..65535)");
        }
        if (checksums.size() > 1) {
            throw UsageException.value(
                    "options " + checksums.get(0) + " and " + checksums.get(1) + " together (expected one)");
        }
    }

    private static List<IpvsadmOption> of(Set<IpvsadmOption> kinds, Map<IpvsadmOption, IpvsadmOption> given) {
        List<IpvsadmOption> found = new ArrayList<>();
        given.forEach((kind, option) -> {
            if (kinds.contains(kind)) {
                found.add(option);
            }
        });
        return found;
    }
}
