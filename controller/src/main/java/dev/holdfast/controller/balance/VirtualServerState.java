package dev.holdfast.controller.balance;

import dev.holdfast.controller.balance.Findings.Finding;
import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.VirtualServerId;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.controller.status.VirtualServerStatus;
import dev.holdfast.controller.status.VirtualServerStatus.FailingCheck;
import dev.holdfast.controller.status.VirtualServerStatus.RealServerStatus;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A virtual server with what its checks say, and the table entries that follow from both. Immutable and pure.
 *
 * @param config the configuration in force
 * @param servers its real servers, by their keys
 * @param found what the checks have found, by their places in the configuration, of each real server of which it is not that all
 *     pass and add nothing
 * @param quorumUp whether the working real servers reach the quorum
 * @param weightUp the weight of the working real servers
 */
record VirtualServerState(
        VirtualServerConfig config,
        Map<DestinationKey, RealServerConfig> servers,
        Map<DestinationKey, List<Finding>> found,
        boolean quorumUp,
        long weightUp) {
    private static final Finding PASSES = new Finding(Verdict.UP, 0);

    /**
     * What a step leads to.
     *
     * @param state the state to keep
     * @param events what to tell, in order
     */
    record Step(VirtualServerState state, List<DirectorEvent> events) {}

    /**
     * The state at the start.
     *
     * @param notifies {@code rs_init_notifies}: scripts and pipes are told of the servers that begin as up, and of a quorum that is
     *     not reached
     */
    static Step begin(VirtualServerConfig config, Findings findings, boolean notifies) {
        VirtualServerState state = looked(config, findings, false);
        List<DirectorEvent> events = new ArrayList<>();
        if (notifies) {
            for (RealServerConfig server : config.realServers()) {
                if (state.isUp(server)) {
                    events.add(state.stands(server, true));
                }
            }
        }
        if (state.reachesQuorum()) {
            events.add(state.quorumChanged(true, true));
            return new Step(state.withQuorum(true), events);
        }
        if (notifies || config.sorryServer() != null) {
            events.add(state.quorumChanged(false, true));
            state.tellSorryServer(true, events);
        }
        return new Step(state, events);
    }

    /** This state under a new configuration, with what is known of the checks that it has now. */
    Step reconfigured(VirtualServerConfig newConfig, Findings findings) {
        VirtualServerState next = looked(newConfig, findings, quorumUp);
        List<DirectorEvent> events = new ArrayList<>();
        for (RealServerConfig server : newConfig.realServers()) {
            RealServerConfig old = servers.get(server.destination().key());
            if (old != null) {
                if (next.isUp(server) != isUp(old)) {
                    events.add(next.serverChanged(server));
                }
                next.tellWeight(server, weight(old), events);
            }
        }
        return next.reckoned(events);
    }

    /** This state with what its checks have found by now. */
    Step caughtUp(Findings findings) {
        VirtualServerState next = looked(config, findings, quorumUp);
        List<DirectorEvent> events = new ArrayList<>();
        for (RealServerConfig server : config.realServers()) {
            if (next.isUp(server) != isUp(server)) {
                events.add(next.serverChanged(server));
            }
            next.tellWeight(server, weight(server), events);
        }
        return next.reckoned(events);
    }

    /** With what is known of its checks. */
    private static VirtualServerState looked(VirtualServerConfig config, Findings findings, boolean quorumUp) {
        Map<DestinationKey, RealServerConfig> servers = new HashMap<>();
        Map<DestinationKey, List<Finding>> found = new HashMap<>();
        for (RealServerConfig server : config.realServers()) {
            servers.put(server.destination().key(), server);
            List<Finding> its = server.checks().stream().map(findings::of).toList();
            if (!its.stream().allMatch(PASSES::equals)) {
                found.put(server.destination().key(), its);
            }
        }
        VirtualServerState state = new VirtualServerState(config, servers, found, quorumUp, 0);
        long weight =
                config.realServers().stream().mapToLong(state::weightOfLiving).sum();
        return new VirtualServerState(config, servers, found, quorumUp, weight);
    }

    /** The state after a check found something; one of a server or check that is not here changes nothing. */
    Step with(DestinationKey key, int check, Finding finding) {
        RealServerConfig server = servers.get(key);
        if (server == null || check >= server.checks().size()) {
            return new Step(this, List.of());
        }
        List<Finding> before = findings(server);
        if (before.get(check).equals(finding)) {
            return new Step(this, List.of());
        }
        List<Finding> after = new ArrayList<>(before);
        after.set(check, finding);
        Map<DestinationKey, List<Finding>> now = new HashMap<>(found);
        if (after.stream().allMatch(PASSES::equals)) {
            now.remove(key);
        } else {
            now.put(key, List.copyOf(after));
        }
        VirtualServerState next = new VirtualServerState(config, servers, now, quorumUp, weightUp);
        next = new VirtualServerState(
                config, servers, now, quorumUp, weightUp - weightOfLiving(server) + next.weightOfLiving(server));
        List<DirectorEvent> events = new ArrayList<>();
        if (next.isUp(server) != isUp(server)) {
            events.add(next.serverChanged(server));
        }
        // What takes a server down or lets it up again says so; keepalived is silent about a weight that comes with it.
        if (before.get(check).verdict() == finding.verdict()) {
            next.tellWeight(server, weight(server), events);
        }
        return next.reckoned(events);
    }

    /** This state with the quorum as the weights have it, and the events, to which it is added what that says. */
    private Step reckoned(List<DirectorEvent> events) {
        boolean reached = reachesQuorum();
        if (reached == quorumUp) {
            return new Step(this, events);
        }
        events.add(quorumChanged(reached, false));
        tellSorryServer(!reached, events);
        return new Step(withQuorum(reached), events);
    }

    /**
     * What scripts and pipes are told at the end with {@code omega}, in order: each server that was up, and the quorum when too few
     * are left.
     *
     * @param atOnce whether the servers leave with the whole table, which only the quorum's scripts are told of
     */
    List<DirectorEvent> ending(boolean atOnce) {
        List<DirectorEvent> events = new ArrayList<>();
        if (!config.omega()) {
            return events;
        }
        long weight = weightUp;
        boolean reached = quorumUp;
        for (RealServerConfig server : config.realServers()) {
            if (!atOnce && isUp(server)) {
                events.add(stands(server, false));
                weight -= weight(server);
                if (reached && weight < config.quorum() - config.hysteresis()) {
                    reached = false;
                    events.add(new DirectorEvent.ServerStands("VS " + id(), false));
                }
            }
        }
        if (atOnce && reached) {
            events.add(new DirectorEvent.ServerStands("VS " + id(), false));
        }
        return events;
    }

    /** What scripts and pipes are told with {@code omega} of a server that a reload takes away. */
    List<DirectorEvent> leaving(RealServerConfig server) {
        return config.omega() && isUp(server) ? List.of(stands(server, false)) : List.of();
    }

    /** The real servers that the kernel's table should have for each of its services. */
    Map<DestinationKey, Destination> destinations() {
        Map<DestinationKey, Destination> destinations = new LinkedHashMap<>();
        Destination sorry = config.sorryServer();
        boolean sorryServes = sorry != null && !quorumUp;
        for (RealServerConfig server : config.realServers()) {
            Destination destination = server.destination();
            boolean serves = isUp(server) && !sorryServes;
            if (serves) {
                destinations.put(destination.key(), destination.withWeight(weight(server)));
            } else if (server.inhibitOnFailure()) {
                destinations.put(destination.key(), destination.withWeight(0));
            }
        }
        if (sorry != null && (sorryServes || config.sorryServerInhibit())) {
            destinations.putIfAbsent(sorry.key(), sorryServes ? sorry : sorry.withWeight(0));
        }
        return destinations;
    }

    /**
     * How it stands, for people.
     *
     * @param resting whether its checks rest
     */
    VirtualServerStatus status(boolean resting) {
        Destination sorry = config.sorryServer();
        return new VirtualServerStatus(
                id().toString(),
                quorumUp,
                config.quorum(),
                weightUp,
                sorry == null ? null : id().realServer(sorry.key()),
                resting,
                config.realServers().stream().map(this::status).toList());
    }

    private RealServerStatus status(RealServerConfig server) {
        List<Finding> its = findings(server);
        List<FailingCheck> failing = new ArrayList<>();
        for (int i = 0; i < its.size(); i++) {
            if (its.get(i).verdict() == Verdict.DOWN) {
                failing.add(new FailingCheck(
                        CheckKeyword.of(server.checks().get(i)), its.get(i).why()));
            }
        }
        return new RealServerStatus(name(server), isUp(server), weight(server), failing);
    }

    /** Which one it is. */
    VirtualServerId id() {
        return config.id();
    }

    /** Whether none of the server's checks fails. */
    boolean isUp(RealServerConfig server) {
        return found.getOrDefault(server.destination().key(), List.of()).stream()
                .allMatch(finding -> finding.verdict() == Verdict.UP);
    }

    /** The configured weight and what its checks add, 0..2147483647. */
    private int weight(RealServerConfig server) {
        long sum = server.weight();
        for (Finding finding : found.getOrDefault(server.destination().key(), List.of())) {
            sum += finding.weight();
        }
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, sum));
    }

    private DirectorEvent serverChanged(RealServerConfig server) {
        boolean up = isUp(server);
        RealServerChange change;
        if (server.inhibitOnFailure()) {
            change = up ? RealServerChange.RESTORED : RealServerChange.INHIBITED;
        } else {
            change = up ? RealServerChange.ADDED : RealServerChange.REMOVED;
        }
        return new DirectorEvent.RealServerChanged(name(server), id().toString(), change);
    }

    private void tellWeight(RealServerConfig server, int before, List<DirectorEvent> events) {
        int after = weight(server);
        if (after != before) {
            events.add(new DirectorEvent.WeightChanged(name(server), id().toString(), before, after, isUp(server)));
        }
    }

    private DirectorEvent quorumChanged(boolean reached, boolean atStart) {
        return new DirectorEvent.QuorumChanged(
                id().toString(), reached, atStart, config.quorum(), config.hysteresis(), weightUp);
    }

    private void tellSorryServer(boolean serves, List<DirectorEvent> events) {
        Destination sorry = config.sorryServer();
        if (sorry != null) {
            events.add(new DirectorEvent.SorryServerChanged(
                    id().toString(), id().realServer(sorry.key()), serves, config.sorryServerInhibit()));
        }
    }

    private DirectorEvent stands(RealServerConfig server, boolean up) {
        return new DirectorEvent.ServerStands("RS " + name(server) + " " + id(), up);
    }

    private String name(RealServerConfig server) {
        return id().realServer(server.destination().key());
    }

    private VirtualServerState withQuorum(boolean reached) {
        return new VirtualServerState(config, servers, found, reached, weightUp);
    }

    private long weightOfLiving(RealServerConfig server) {
        return isUp(server) ? weight(server) : 0;
    }

    private List<Finding> findings(RealServerConfig server) {
        List<Finding> its = found.get(server.destination().key());
        return its != null ? its : Collections.nCopies(server.checks().size(), PASSES);
    }

    /** keepalived.conf(5) quorum, hysteresis: gained at quorum + hysteresis, lost below quorum - hysteresis. */
    private boolean reachesQuorum() {
        return quorumUp
                ? weightUp >= config.quorum() - config.hysteresis()
                : weightUp >= config.quorum() + config.hysteresis();
    }
}
