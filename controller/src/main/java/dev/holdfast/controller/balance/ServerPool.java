package dev.holdfast.controller.balance;

import dev.holdfast.controller.balance.Findings.Finding;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.VirtualServerId;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.status.VirtualServerStatus;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * All virtual servers with their checks, and the table that follows. Does no I/O; used by one thread, but for {@link #usesOf}.
 */
final class ServerPool {
    private final Map<VirtualServerId, VirtualServerState> states = new LinkedHashMap<>();
    private final SharedChecks checks = new SharedChecks();
    private Map<ServiceKey, List<Owned>> owners = Map.of();
    private Set<VirtualServerId> suspended = Set.of();
    private Set<InetAddress> addresses = Set.of();

    /** A service of a virtual server. */
    private record Owned(VirtualServerId owner, Service service) {}

    /**
     * What happened.
     *
     * @param events what to tell, in order
     * @param services whose entries may have changed
     */
    record Outcome(List<DirectorEvent> events, Set<ServiceKey> services) {}

    /**
     * Makes these the virtual servers.
     *
     * @param settings what is said of all of them
     */
    Outcome reconfigure(List<VirtualServerConfig> wanted, LvsSettings settings) {
        Set<ServiceKey> services = new LinkedHashSet<>(owners.keySet());
        List<DirectorEvent> events = new ArrayList<>();
        Map<VirtualServerId, VirtualServerConfig> next = new LinkedHashMap<>();
        wanted.forEach(config -> next.putIfAbsent(config.id(), config));
        states.values().forEach(old -> events.addAll(PoolWording.left(old, next.get(old.id()), settings)));
        checks.replace(next.values());
        Map<VirtualServerId, VirtualServerState> before = new HashMap<>(states);
        states.clear();
        for (VirtualServerConfig config : next.values()) {
            VirtualServerState old = before.get(config.id());
            VirtualServerState.Step step = old == null
                    ? VirtualServerState.begin(config, checks, settings.lvs().notifyAtStart())
                    : old.reconfigured(config, checks);
            if (old != null) {
                events.addAll(PoolWording.joined(old, config));
            }
            states.put(config.id(), step.state());
            events.addAll(step.events());
        }
        owners = new LinkedHashMap<>();
        for (VirtualServerConfig config : next.values()) {
            for (Service service : config.services()) {
                owners.computeIfAbsent(service.key(), key -> new ArrayList<>(1)).add(new Owned(config.id(), service));
            }
        }
        services.addAll(owners.keySet());
        suspended = withoutAddress();
        checks.suspend(suspended);
        next.values().forEach(config -> events.addAll(PoolWording.begun(config, suspended.contains(config.id()))));
        return new Outcome(events, services);
    }

    /** Takes in which addresses this host has. */
    Outcome addresses(Set<InetAddress> now) {
        addresses = Set.copyOf(now);
        Set<VirtualServerId> before = suspended;
        suspended = withoutAddress();
        checks.suspend(suspended);
        List<DirectorEvent> events = new ArrayList<>();
        Set<ServiceKey> services = new LinkedHashSet<>();
        for (VirtualServerState state : List.copyOf(states.values())) {
            boolean rests = suspended.contains(state.id());
            if (rests != before.contains(state.id())) {
                events.addAll(PoolWording.suspended(state.config(), rests));
                if (!rests) {
                    caughtUp(state, events);
                    state.config().services().forEach(service -> services.add(service.key()));
                }
            }
        }
        return new Outcome(events, services);
    }

    /** What its checks found for others meanwhile. */
    private void caughtUp(VirtualServerState state, List<DirectorEvent> events) {
        VirtualServerState.Step step = state.caughtUp(checks);
        states.put(state.id(), step.state());
        events.addAll(step.events());
    }

    private Set<VirtualServerId> withoutAddress() {
        Set<VirtualServerId> without = new HashSet<>();
        for (VirtualServerState state : states.values()) {
            if (state.config().suspends() && !isHere(state.config())) {
                without.add(state.id());
            }
        }
        return without;
    }

    private boolean isHere(VirtualServerConfig config) {
        return config.services().stream()
                .map(Service::key)
                .anyMatch(key -> key.match(of -> addresses.contains(of.address()), mark -> false));
    }

    /** Whether there is a virtual server whose checks rest while its address is not here. */
    boolean needsAddresses() {
        return states.values().stream().anyMatch(state -> state.config().suspends());
    }

    /** Takes in what a check found; one that is no longer made changes nothing. */
    Outcome found(CheckId id, UnaryOperator<Finding> change) {
        List<DirectorEvent> events = new ArrayList<>();
        Set<ServiceKey> services = new LinkedHashSet<>();
        for (SharedChecks.Use use : checks.found(id, change)) {
            VirtualServerState state = states.get(use.server());
            if (state != null) {
                VirtualServerState.Step step = state.with(use.destination(), use.place(), checks.finding(id));
                states.put(state.id(), step.state());
                events.addAll(step.events());
                state.config().services().forEach(service -> services.add(service.key()));
            }
        }
        return new Outcome(events, services);
    }

    /** Takes in the number that a tracked file has now. */
    Outcome number(String file, long number) {
        List<DirectorEvent> events = new ArrayList<>();
        Set<ServiceKey> services = new LinkedHashSet<>();
        checks.number(file, number).forEach((id, condition) -> {
            Finding before = checks.finding(id);
            Finding after = before.with(condition, number);
            if (after.verdict() != before.verdict()) {
                usesOf(id)
                        .forEach(use -> events.add(PoolWording.fileTakesDown(
                                use.server().realServer(use.destination()), file, after.verdict() == Verdict.DOWN)));
            }
            Outcome outcome = found(id, finding -> after);
            events.addAll(outcome.events());
            services.addAll(outcome.services());
        });
        return new Outcome(events, services);
    }

    /** The checks to be made. */
    Map<CheckId, CheckSpec> specs() {
        return checks.specs();
    }

    /** Those of them that rest. */
    Set<CheckId> resting() {
        return checks.resting();
    }

    /** For whom a check is made. May be called by any thread. */
    List<SharedChecks.Use> usesOf(CheckId id) {
        return checks.usesOf(id);
    }

    /** All services. */
    Set<ServiceKey> services() {
        return Set.copyOf(owners.keySet());
    }

    /** What the kernel should have of these services; several virtual servers of one group may have some in common. */
    Map<ServiceKey, IpvsTable.Entry> wanted(Collection<ServiceKey> services) {
        Map<VirtualServerId, Map<DestinationKey, Destination>> destinations = new HashMap<>();
        Map<ServiceKey, IpvsTable.Entry> wanted = new LinkedHashMap<>();
        for (ServiceKey key : services) {
            for (Owned owned : owners.getOrDefault(key, List.of())) {
                VirtualServerState state = states.get(owned.owner());
                if (state != null) {
                    Map<DestinationKey, Destination> its =
                            destinations.computeIfAbsent(owned.owner(), of -> state.destinations());
                    wanted.merge(key, new IpvsTable.Entry(owned.service(), its), ServerPool::both);
                }
            }
        }
        return wanted;
    }

    private static IpvsTable.Entry both(IpvsTable.Entry first, IpvsTable.Entry second) {
        Map<DestinationKey, Destination> destinations = new LinkedHashMap<>(first.destinations());
        second.destinations().forEach(destinations::putIfAbsent);
        return new IpvsTable.Entry(first.service(), destinations);
    }

    /** How all of them stand, in the configuration's order. */
    List<VirtualServerStatus> status() {
        return states.values().stream()
                .map(state -> state.status(suspended.contains(state.id())))
                .toList();
    }

    /** What is told at the end. */
    List<DirectorEvent> ending(LvsSettings settings) {
        List<DirectorEvent> events = new ArrayList<>();
        states.values().forEach(state -> events.addAll(PoolWording.ending(state, settings)));
        return events;
    }
}
