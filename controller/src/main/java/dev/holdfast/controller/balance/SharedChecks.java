package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.VirtualServerId;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.FileCondition;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.policy.CheckerState;
import dev.holdfast.ipvs.DestinationKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Which checks are made, and for whom. Equal checks of several real servers are one check, whose result counts for all of them;
 * keepalived makes each by itself. Used by one thread, but for {@link #usesOf}.
 *
 * <p>A check that asks the same at other times after a reload keeps its number, and with it what it has found. One that asks
 * something else gets another, so that what the old one is still about to tell does not count for it.
 */
final class SharedChecks implements Findings {
    /** Those that are made now, by what they are. */
    private Map<ServerCondition, Check> checks = Map.of();

    private Map<CheckId, Check> byId = Map.of();
    /** What tracked files say, by their names. */
    private final Map<String, Long> numbers = new HashMap<>();

    private Set<VirtualServerId> suspended = Set.of();
    private volatile Map<CheckId, List<Use>> uses = Map.of();
    private long last;

    /**
     * A check of a real server.
     *
     * @param server its virtual server
     * @param destination the real server
     * @param place which of its checks, from 0
     */
    record Use(VirtualServerId server, DestinationKey destination, int place) {}

    /** A check that is made, for whom, and what it has found. */
    private static final class Check {
        private final CheckId id;
        private final ServerCondition spec;
        private final List<Use> uses = new ArrayList<>(1);
        private Finding finding;

        Check(CheckId id, ServerCondition spec, Finding finding) {
            this.id = id;
            this.spec = spec;
            this.finding = finding;
        }
    }

    /** Makes these the virtual servers whose checks are made. */
    void replace(Collection<VirtualServerConfig> servers) {
        Map<ServerCondition, List<Use>> wanted = new LinkedHashMap<>();
        for (VirtualServerConfig server : servers) {
            for (RealServerConfig real : server.realServers()) {
                for (int place = 0; place < real.checks().size(); place++) {
                    wanted.computeIfAbsent(real.checks().get(place), spec -> new ArrayList<>(1))
                            .add(new Use(server.id(), real.destination().key(), place));
                }
            }
        }
        Map<Use, Check> leaving = new HashMap<>();
        checks.values().stream()
                .filter(check -> !wanted.containsKey(check.spec))
                .forEach(check -> check.uses.forEach(use -> leaving.put(use, check)));
        Map<ServerCondition, Check> next = new LinkedHashMap<>();
        Set<CheckId> taken = new HashSet<>();
        wanted.forEach((spec, itsUses) -> {
            Check check = checks.get(spec);
            if (check == null) {
                check = successor(spec, itsUses, leaving, taken);
            }
            check.uses.clear();
            check.uses.addAll(itsUses);
            next.put(spec, check);
        });
        checks = next;
        byId = new HashMap<>();
        Map<CheckId, List<Use>> told = new HashMap<>();
        for (Check check : next.values()) {
            byId.put(check.id, check);
            told.put(check.id, List.copyOf(check.uses));
        }
        uses = told;
    }

    /** What was known at one of these places, if it asked the same; otherwise a check that knows nothing. */
    private Check successor(ServerCondition spec, List<Use> places, Map<Use, Check> leaving, Set<CheckId> taken) {
        for (Use place : places) {
            Check old = leaving.get(place);
            if (old != null && CheckerState.asksTheSame(old.spec, spec) && taken.add(old.id)) {
                return new Check(old.id, spec, old.finding);
            }
        }
        return new Check(new CheckId("check " + ++last), spec, beginning(spec));
    }

    /** What is known before a check has been made: all of it, where a file says it. */
    private Finding beginning(ServerCondition spec) {
        Finding initial = Finding.initial(spec);
        return spec instanceof FileCondition file ? initial.with(file, numbers.getOrDefault(file.file(), 0L)) : initial;
    }

    /** The checks to be made, each under its number; what files say is not among them. */
    Map<CheckId, CheckSpec> specs() {
        Map<CheckId, CheckSpec> specs = new LinkedHashMap<>();
        for (Check check : checks.values()) {
            if (check.spec instanceof CheckSpec made) {
                specs.put(check.id, made);
            }
        }
        return specs;
    }

    /** Takes in the number that a tracked file has now; returns those whose condition it is, each under its number. */
    Map<CheckId, FileCondition> number(String file, long number) {
        numbers.put(file, number);
        Map<CheckId, FileCondition> concerned = new LinkedHashMap<>();
        for (Check check : checks.values()) {
            if (check.spec instanceof FileCondition condition
                    && condition.file().equals(file)) {
                concerned.put(check.id, condition);
            }
        }
        return concerned;
    }

    /** Lets the checks rest that only these virtual servers use; what others find is not theirs either. */
    void suspend(Set<VirtualServerId> servers) {
        suspended = Set.copyOf(servers);
    }

    /** The checks that rest. */
    Set<CheckId> resting() {
        Set<CheckId> resting = new HashSet<>();
        for (Check check : checks.values()) {
            if (check.uses.stream().allMatch(use -> suspended.contains(use.server()))) {
                resting.add(check.id);
            }
        }
        return resting;
    }

    /**
     * Takes in what a check found.
     *
     * @return the places it counts for; none when the check is no longer made
     */
    List<Use> found(CheckId id, UnaryOperator<Finding> change) {
        Check check = byId.get(id);
        if (check == null) {
            return List.of();
        }
        check.finding = change.apply(check.finding);
        return check.uses.stream()
                .filter(use -> !suspended.contains(use.server()))
                .toList();
    }

    @Override
    public Finding of(ServerCondition spec) {
        Check check = checks.get(spec);
        return check == null ? beginning(spec) : check.finding;
    }

    /** What this check has found. */
    Finding finding(CheckId id) {
        Check check = byId.get(id);
        if (check == null) {
            throw new IllegalArgumentException("check " + id + " (expected one that is made)");
        }
        return check.finding;
    }

    /** For whom the check is made; none when it is no longer made. May be called by any thread. */
    List<Use> usesOf(CheckId id) {
        return uses.getOrDefault(id, List.of());
    }
}
