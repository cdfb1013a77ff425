package dev.holdfast.controller.network;

import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.controller.network.InterfaceNames.NoSuchInterfaceException;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Change;
import dev.holdfast.linuxnet.rtnetlink.Outcome;
import dev.holdfast.linuxnet.rtnetlink.PlacedRoute;
import dev.holdfast.linuxnet.rtnetlink.Route;
import dev.holdfast.linuxnet.rtnetlink.RoutingMonitor;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Routes and rules in the kernel, by who wants them there. Only what differs is changed; what somebody else removes is put back;
 * what fails is told in a line and tried again after 1, 2, 4, 8, 16 and then every 30 seconds. Used by one thread.
 */
public final class KernelRouting implements RoutingMonitor.Handler {
    private static final long SECOND = 1_000_000_000L;
    private static final int LONGEST_RETRY_SECONDS = 30;
    private static final int DOUBLINGS = 5;

    private final Rtnetlink rtnetlink;
    private final EventBus bus;
    private final Function<Runnable, TimerQueue.Timer> timers;
    private final LongSupplier nanoClock;
    private final RouteTranslation routeTranslation;
    private final RuleTranslation ruleTranslation;
    private final Set<Owner> owners = new LinkedHashSet<>();

    /**
     * Nothing yet.
     *
     * @param timers makes a timer that runs its action
     */
    public KernelRouting(
            Rtnetlink rtnetlink,
            InterfaceNames interfaces,
            RoutingNumbers numbers,
            EventBus bus,
            Function<Runnable, TimerQueue.Timer> timers,
            LongSupplier nanoClock) {
        this.rtnetlink = rtnetlink;
        this.bus = bus;
        this.timers = timers;
        this.nanoClock = nanoClock;
        this.routeTranslation = new RouteTranslation(numbers, interfaces);
        this.ruleTranslation = new RuleTranslation(numbers);
    }

    /** Whose routes and rules: an instance's, or the static ones. */
    public final class Owner {
        private final String label;
        private final String kind;
        private final TimerQueue.Timer retry;
        private final Map<RouteSettings, PlacedRoute> routes = new LinkedHashMap<>();
        private final Map<RuleSettings, Rule> rules = new LinkedHashMap<>();
        private Set<RouteSettings> wantedRoutes = Set.of();
        private Set<RuleSettings> wantedRules = Set.of();
        private @Nullable String failure;
        private int attempts;

        private Owner(String label, String kind) {
            this.label = label;
            this.kind = kind;
            this.retry = timers.apply(() -> settle(this));
        }

        /**
         * Puts these on, and takes off what is on besides.
         *
         * @param newRules with preferences
         */
        public void hold(List<RouteSettings> newRoutes, List<RuleSettings> newRules) {
            want(newRoutes, newRules);
        }

        /**
         * Takes everything off.
         *
         * @param oldRoutes what may be on besides what this has put on: of a program that ended without taking it off
         * @param oldRules the same of rules, with preferences
         */
        public void release(List<RouteSettings> oldRoutes, List<RuleSettings> oldRules) {
            for (RouteSettings route : oldRoutes) {
                if (!routes.containsKey(route)) {
                    translate(route, text -> {}, placed -> routes.put(route, placed));
                }
            }
            for (RuleSettings rule : oldRules) {
                rules.computeIfAbsent(rule, ruleTranslation::rule);
            }
            want(List.of(), List.of());
        }

        /** Takes everything off and forgets the owner. */
        public void close() {
            release(List.of(), List.of());
            retry.clear();
            owners.remove(this);
        }

        private void want(List<RouteSettings> newRoutes, List<RuleSettings> newRules) {
            wantedRoutes = new LinkedHashSet<>(newRoutes);
            wantedRules = new LinkedHashSet<>(newRules);
            if (!routes.keySet().equals(wantedRoutes) || !rules.keySet().equals(wantedRules)) {
                attempts = 0;
                settle(this);
            }
        }
    }

    /**
     * A new owner, of nothing yet.
     *
     * @param label how its lines begin: {@code (VI_1)}
     * @param kind put before {@code Routes} and {@code Rules}, where keepalived does: {@code "Virtual "}, or nothing
     */
    public Owner owner(String label, String kind) {
        Owner owner = new Owner(label, kind);
        owners.add(owner);
        return owner;
    }

    private void settle(Owner owner) {
        Failures failures = new Failures();
        removeRules(owner, failures);
        removeRoutes(owner, failures);
        addRoutes(owner, failures);
        addRules(owner, failures);
        report(owner, failures.first);
    }

    private void report(Owner owner, @Nullable String failure) {
        if (failure == null) {
            owner.retry.clear();
            owner.failure = null;
            owner.attempts = 0;
            return;
        }
        long seconds = owner.attempts >= DOUBLINGS ? LONGEST_RETRY_SECONDS : 1L << owner.attempts;
        owner.attempts++;
        if (!failure.equals(owner.failure)) {
            say(owner, Severity.ERROR, failure + "; it is tried again in " + seconds + " s, then less often");
            owner.failure = failure;
        }
        owner.retry.set(nanoClock.getAsLong() + seconds * SECOND);
    }

    private void removeRules(Owner owner, Failures failures) {
        List<RuleSettings> gone = without(owner.rules.keySet(), owner.wantedRules);
        List<Rule> toRemove = new ArrayList<>();
        for (RuleSettings settings : gone) {
            Rule rule = Objects.requireNonNull(owner.rules.get(settings), "a key of the map");
            if (isHeldByAnother(owner, rule)) {
                owner.rules.remove(settings);
            } else {
                toRemove.add(rule);
            }
        }
        if (!toRemove.isEmpty()) {
            say(owner, Severity.DETAIL, "removing " + owner.kind + "Rules");
        }
        for (Change<Rule> change : rtnetlink.removeRules(toRemove)) {
            if (failures.note(change.error())) {
                owner.rules.values().remove(change.subject());
            }
        }
    }

    private void removeRoutes(Owner owner, Failures failures) {
        List<PlacedRoute> toRemove = new ArrayList<>();
        for (RouteSettings settings : without(owner.routes.keySet(), owner.wantedRoutes)) {
            PlacedRoute route = Objects.requireNonNull(owner.routes.get(settings), "a key of the map");
            if (isHeldByAnother(owner, route)) {
                owner.routes.remove(settings);
            } else {
                toRemove.add(route);
            }
        }
        if (!toRemove.isEmpty()) {
            say(owner, Severity.DETAIL, "removing " + owner.kind + "Routes");
        }
        for (Change<PlacedRoute> change : rtnetlink.removeRoutes(toRemove)) {
            if (failures.note(change.error())) {
                owner.routes.values().remove(change.subject());
            }
        }
    }

    private void addRoutes(Owner owner, Failures failures) {
        List<RouteSettings> missing = new ArrayList<>();
        List<PlacedRoute> toAdd = new ArrayList<>();
        for (RouteSettings settings : without(owner.wantedRoutes, owner.routes.keySet())) {
            translate(settings, text -> failures.note(text), route -> {
                missing.add(settings);
                toAdd.add(route);
            });
        }
        if (!toAdd.isEmpty()) {
            say(owner, Severity.DETAIL, "setting " + owner.kind + "Routes");
        }
        List<Change<PlacedRoute>> changes = rtnetlink.addRoutes(toAdd);
        for (int i = 0; i < changes.size(); i++) {
            if (failures.note(changes.get(i).error())) {
                owner.routes.put(missing.get(i), toAdd.get(i));
            }
        }
    }

    private void addRules(Owner owner, Failures failures) {
        List<RuleSettings> missing = without(owner.wantedRules, owner.rules.keySet());
        List<Rule> toAdd = missing.stream().map(ruleTranslation::rule).toList();
        if (!toAdd.isEmpty()) {
            say(owner, Severity.DETAIL, "setting " + owner.kind + "Rules");
        }
        List<Change<Rule>> changes = rtnetlink.addRules(toAdd);
        for (int i = 0; i < changes.size(); i++) {
            if (failures.note(changes.get(i).error())) {
                owner.rules.put(missing.get(i), toAdd.get(i));
            }
        }
    }

    private void translate(RouteSettings settings, Consumer<String> failed, Consumer<PlacedRoute> done) {
        try {
            done.accept(routeTranslation.route(settings));
        } catch (NoSuchInterfaceException e) {
            failed.accept("route to " + destination(settings) + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            failed.accept("route to " + destination(settings) + ": " + e.getMessage());
        }
    }

    private static String destination(RouteSettings settings) {
        return settings.destination() == null ? "default" : String.valueOf(settings.destination());
    }

    private boolean isHeldByAnother(Owner owner, PlacedRoute route) {
        return owners.stream().anyMatch(other -> other != owner && other.routes.containsValue(route));
    }

    private boolean isHeldByAnother(Owner owner, Rule rule) {
        return owners.stream().anyMatch(other -> other != owner && other.rules.containsValue(rule));
    }

    private static <T> List<T> without(Set<T> these, Set<T> those) {
        List<T> rest = new ArrayList<>(these);
        rest.removeAll(those);
        return rest;
    }

    @Override
    public void routeRemoved(Route.Key key) {
        for (Owner owner : List.copyOf(owners)) {
            for (RouteSettings settings : List.copyOf(owner.routes.keySet())) {
                PlacedRoute route = Objects.requireNonNull(owner.routes.get(settings), "a key of the map");
                // Another's route may have had the same key: adding ours again does no harm then.
                if (route.route().key().equals(key) && settings.tracked()) {
                    putBack(owner, settings, route);
                }
            }
        }
    }

    private void putBack(Owner owner, RouteSettings settings, PlacedRoute route) {
        Change<PlacedRoute> change = rtnetlink.addRoutes(List.of(route)).get(0);
        switch (change.outcome()) {
            case DONE -> sayRestored(owner, route);
            case ALREADY -> {}
            case FAILED -> {
                owner.routes.remove(settings);
                settle(owner);
            }
        }
    }

    @Override
    public void ruleRemoved(Rule.Key key) {
        for (Owner owner : List.copyOf(owners)) {
            for (RuleSettings settings : List.copyOf(owner.rules.keySet())) {
                Rule rule = Objects.requireNonNull(owner.rules.get(settings), "a key of the map");
                if (rule.key().equals(key) && settings.tracked()) {
                    putBack(owner, settings, rule);
                }
            }
        }
    }

    private void putBack(Owner owner, RuleSettings settings, Rule rule) {
        Change<Rule> change = rtnetlink.addRules(List.of(rule)).get(0);
        switch (change.outcome()) {
            case DONE -> say(owner, Severity.WARNING, "Restoring deleted rule " + rule.notation());
            case ALREADY -> {}
            case FAILED -> {
                owner.rules.remove(settings);
                settle(owner);
            }
        }
    }

    @Override
    public void overrun() {
        recheck();
    }

    /**
     * Looks whether all is still there. The kernel does not tell of IPv4 routes that go with an address or a link.
     */
    public void recheck() {
        for (Owner owner : List.copyOf(owners)) {
            for (RouteSettings settings : List.copyOf(owner.routes.keySet())) {
                if (settings.tracked()) {
                    translate(
                            settings,
                            // Its interface is gone, and the route with it.
                            gone -> owner.routes.remove(settings),
                            route -> owner.routes.put(settings, route));
                }
            }
            List<PlacedRoute> tracked = owner.routes.entrySet().stream()
                    .filter(entry -> entry.getKey().tracked())
                    .map(Map.Entry::getValue)
                    .toList();
            for (Change<PlacedRoute> change : rtnetlink.addRoutes(tracked)) {
                if (change.error() != null) {
                    owner.routes.values().remove(change.subject());
                } else if (change.outcome() == Outcome.DONE) {
                    sayRestored(owner, change.subject());
                }
            }
            List<Rule> rules = owner.rules.entrySet().stream()
                    .filter(entry -> entry.getKey().tracked())
                    .map(Map.Entry::getValue)
                    .toList();
            for (Change<Rule> change : rtnetlink.addRules(rules)) {
                if (change.error() != null) {
                    owner.rules.values().remove(change.subject());
                }
            }
            settle(owner);
        }
    }

    /** Whether nobody has any. */
    public boolean isEmpty() {
        return owners.stream().allMatch(owner -> owner.wantedRoutes.isEmpty() && owner.wantedRules.isEmpty());
    }

    private void sayRestored(Owner owner, PlacedRoute route) {
        say(owner, Severity.WARNING, "Restoring deleted route " + route.route().notation());
    }

    private void say(Owner owner, Severity severity, String text) {
        bus.say(Part.VRRP, severity, owner.label + " " + text);
    }

    /** Keeps the first of several failures, for the one line that is told. */
    private static final class Failures {
        private @Nullable String first;

        void note(String text) {
            first = first == null ? text : first;
        }

        /** True when there is none. */
        boolean note(@Nullable LinuxException error) {
            if (error != null) {
                note(String.valueOf(error.getMessage()));
            }
            return error == null;
        }
    }
}
