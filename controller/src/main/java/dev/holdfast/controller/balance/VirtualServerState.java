package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.ServiceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A virtual server with what its checks say, and the table entry that follows from both. Immutable and pure.
 *
 * @param config the configuration in force
 * @param failing for each real server that is down, which of its checks fail, by their place in the configuration
 * @param quorumUp whether the working real servers reach the quorum
 */
record VirtualServerState(VirtualServerConfig config, Map<DestinationKey, Set<Integer>> failing, boolean quorumUp) {
    VirtualServerState {
        failing = Collections.unmodifiableMap(new HashMap<>(failing));
    }

    /**
     * What a step leads to.
     *
     * @param state the state to keep
     * @param events what to tell, in order
     */
    record Step(VirtualServerState state, List<DirectorEvent> events) {}

    /** The state at the start: a real server is up unless a check with alpha has yet to pass. */
    static Step begin(VirtualServerConfig config) {
        return step(config, failingAtStart(config), false, List.of());
    }

    private static Map<DestinationKey, Set<Integer>> failingAtStart(VirtualServerConfig config) {
        Map<DestinationKey, Set<Integer>> failing = new HashMap<>();
        for (RealServerConfig server : config.realServers()) {
            Set<Integer> down = new TreeSet<>();
            for (int i = 0; i < server.checks().size(); i++) {
                if (server.checks().get(i).timing().alpha()) {
                    down.add(i);
                }
            }
            put(failing, server, down);
        }
        return failing;
    }

    /** The step to these failing checks, with what it says of the quorum after what it says of the servers. */
    private static Step step(
            VirtualServerConfig config,
            Map<DestinationKey, Set<Integer>> failing,
            boolean quorumBefore,
            List<DirectorEvent> serverEvents) {
        boolean quorum = reachesQuorum(config, failing, quorumBefore);
        List<DirectorEvent> events = new ArrayList<>(serverEvents);
        if (quorum != quorumBefore) {
            events.add(new DirectorEvent.QuorumChanged(
                    ServerNames.virtualServer(config.service().key()),
                    quorum,
                    config.quorum(),
                    config.hysteresis(),
                    weightUp(config, failing)));
        }
        return new Step(new VirtualServerState(config, failing, quorum), events);
    }

    /**
     * This state under a new configuration. What a check that did not change has found stays true; a check that changed
     * begins again.
     */
    Step reconfigured(VirtualServerConfig newConfig) {
        Map<DestinationKey, RealServerConfig> before = new HashMap<>();
        config.realServers().forEach(server -> before.put(server.destination().key(), server));
        Map<DestinationKey, Set<Integer>> carried = failingAtStart(newConfig);
        for (RealServerConfig server : newConfig.realServers()) {
            DestinationKey key = server.destination().key();
            RealServerConfig old = before.get(key);
            if (old != null) {
                put(carried, server, carry(old.checks(), server.checks(), key, carried));
            }
        }
        return step(newConfig, carried, quorumUp, List.of());
    }

    private Set<Integer> carry(
            List<CheckSpec> old, List<CheckSpec> now, DestinationKey key, Map<DestinationKey, Set<Integer>> fresh) {
        Set<Integer> down = new TreeSet<>();
        for (int i = 0; i < now.size(); i++) {
            boolean unchanged = i < old.size() && old.get(i).equals(now.get(i));
            if ((unchanged ? failing : fresh).getOrDefault(key, Set.of()).contains(i)) {
                down.add(i);
            }
        }
        return down;
    }

    /** The state after a check changed its mind; one of a server or check that is not here changes nothing. */
    Step withVerdict(DestinationKey key, int check, Verdict verdict) {
        RealServerConfig server = server(key);
        if (server == null || check >= server.checks().size()) {
            return new Step(this, List.of());
        }
        Set<Integer> down = new TreeSet<>(failing.getOrDefault(key, Set.of()));
        boolean wasUp = down.isEmpty();
        boolean changed = switch (verdict) {
            case UP -> down.remove(check);
            case DOWN -> down.add(check);
        };
        if (!changed) {
            return new Step(this, List.of());
        }
        Map<DestinationKey, Set<Integer>> now = new HashMap<>(failing);
        put(now, server, down);
        List<DirectorEvent> events =
                wasUp == down.isEmpty() ? List.of() : List.of(serverChanged(server, down.isEmpty()));
        return step(config, now, quorumUp, events);
    }

    /** What the kernel's table should have for this virtual server. */
    IpvsTable.Entry wanted() {
        Map<DestinationKey, Destination> destinations = new LinkedHashMap<>();
        Destination sorry = config.sorryServer();
        boolean sorryServes = sorry != null && !quorumUp;
        for (RealServerConfig server : config.realServers()) {
            Destination destination = server.destination();
            boolean serves = isUp(destination.key()) && !sorryServes;
            if (serves) {
                destinations.put(destination.key(), destination);
            } else if (server.inhibitOnFailure()) {
                destinations.put(destination.key(), destination.withWeight(0));
            }
        }
        if (sorry != null && (sorryServes || config.sorryServerInhibit())) {
            destinations.putIfAbsent(sorry.key(), sorryServes ? sorry : sorry.withWeight(0));
        }
        return new IpvsTable.Entry(config.service(), destinations);
    }

    ServiceKey key() {
        return config.service().key();
    }

    boolean isUp(DestinationKey key) {
        return !failing.containsKey(key);
    }

    private String name() {
        return ServerNames.virtualServer(key());
    }

    private DirectorEvent serverChanged(RealServerConfig server, boolean up) {
        RealServerChange change;
        if (server.inhibitOnFailure()) {
            change = up ? RealServerChange.RESTORED : RealServerChange.INHIBITED;
        } else {
            change = up ? RealServerChange.ADDED : RealServerChange.REMOVED;
        }
        String realServer = ServerNames.realServer(key(), server.destination().key());
        return new DirectorEvent.RealServerChanged(realServer, name(), change);
    }

    private @Nullable RealServerConfig server(DestinationKey key) {
        for (RealServerConfig server : config.realServers()) {
            if (server.destination().key().equals(key)) {
                return server;
            }
        }
        return null;
    }

    private static long weightUp(VirtualServerConfig config, Map<DestinationKey, Set<Integer>> failing) {
        long weight = 0;
        for (RealServerConfig server : config.realServers()) {
            if (!failing.containsKey(server.destination().key())) {
                weight += server.weight();
            }
        }
        return weight;
    }

    /** keepalived.conf(5) quorum, hysteresis: gained at quorum + hysteresis, lost below quorum - hysteresis. */
    private static boolean reachesQuorum(
            VirtualServerConfig config, Map<DestinationKey, Set<Integer>> failing, boolean before) {
        long weight = weightUp(config, failing);
        return before
                ? weight >= config.quorum() - config.hysteresis()
                : weight >= config.quorum() + config.hysteresis();
    }

    private static void put(Map<DestinationKey, Set<Integer>> failing, RealServerConfig server, Set<Integer> down) {
        DestinationKey key = server.destination().key();
        if (down.isEmpty()) {
            failing.remove(key);
        } else {
            failing.put(key, Set.copyOf(down));
        }
    }
}
