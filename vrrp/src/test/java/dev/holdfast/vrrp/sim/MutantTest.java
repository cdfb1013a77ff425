package dev.holdfast.vrrp.sim;

import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.state.Deadline;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.Timers;
import dev.holdfast.vrrp.state.Transition;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines with a defect each: if the simulation does not notice one, it would not notice the same in the real machine. */
class MutantTest {
    private static final int SEEDS = 200;

    private record Mutant(String name, String caughtBy, Machine machine) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Mutant> mutants() {
        return List.of(
                new Mutant("ignores priority 0", "exactly one master", deaf(received -> priority(received) == 0)),
                new Mutant("never yields", "exactly one master", (state, event, now) -> {
                    boolean better = event instanceof Event.AdvertReceived received
                            && state.role() == Role.MASTER
                            && priority(received.advert()) >= state.priority();
                    return better ? nothing(state) : VrrpMachine.step(state, event, now);
                }),
                new Mutant("has no tie-break", "exactly one master", (state, event, now) -> {
                    boolean equal = event instanceof Event.AdvertReceived received
                            && state.role() == Role.MASTER
                            && priority(received.advert()) == state.priority();
                    return equal ? nothing(state) : VrrpMachine.step(state, event, now);
                }),
                new Mutant("hears nothing", "exactly one master", deaf(received -> true)),
                new Mutant(
                        "never says that it leaves",
                        "a master that leaves says so",
                        without(effect -> effect instanceof Effect.SendAdvert sent
                                && sent.advert().priority() == 0)),
                new Mutant(
                        "forgets to remove addresses",
                        "who is not master holds none",
                        without(Effect.RemoveAddresses.class::isInstance)),
                new Mutant(
                        "forgets to add addresses",
                        "gratuitous ARP only for addresses that are held",
                        without(Effect.AddAddresses.class::isInstance)),
                new Mutant("does things in another order", "comes before", (state, event, now) -> {
                    Transition right = VrrpMachine.step(state, event, now);
                    List<Effect> reversed = new ArrayList<>(right.effects());
                    Collections.reverse(reversed);
                    return new Transition(right.state(), reversed);
                }),
                new Mutant("forgets the master-down timer", "always have a protocol deadline", (state, event, now) -> {
                    Transition right = VrrpMachine.step(state, event, now);
                    return event instanceof Event.AdvertReceived
                            ? new Transition(withTimers(right.state(), Timers.NONE), right.effects())
                            : right;
                }),
                new Mutant("does not wait between adverts", "leads to a later deadline", (state, event, now) -> {
                    Transition right = VrrpMachine.step(state, event, now);
                    return event instanceof Event.TimerFired
                            ? new Transition(
                                    withTimers(right.state(), Timers.onlyProtocol(Deadline.in(0, now))),
                                    right.effects())
                            : right;
                }),
                new Mutant("does not preempt", "no preempting backup is better", (state, event, now) -> {
                    if (event instanceof Event.AdvertReceived received
                            && state.role() == Role.BACKUP
                            && priority(received.advert()) > 0
                            && priority(received.advert()) < state.priority()) {
                        return VrrpMachine.step(state, new Event.AdvertReceived(raised(received.advert())), now);
                    }
                    return VrrpMachine.step(state, event, now);
                }),
                new Mutant("keeps what it found at the start", "only the master holds", (state, event, now) -> {
                    boolean adopted = state.role() == Role.BACKUP && state.holdsAddresses();
                    Transition right = VrrpMachine.step(state, event, now);
                    return adopted && right.state().role() == Role.BACKUP
                            ? new Transition(
                                    withHeld(right.state()),
                                    right.effects().stream()
                                            .filter(effect -> !(effect instanceof Effect.RemoveAddresses))
                                            .toList())
                            : right;
                }));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theInvariantsCatch(Mutant mutant) {
        Set<String> others = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new Simulation(seed, mutant.machine()).run();
            } catch (AssertionError e) {
                String violated =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                if (violated.contains(mutant.caughtBy())) {
                    return;
                }
                others.add(violated);
            }
        }
        fail("not caught by '" + mutant.caughtBy() + "' in " + SEEDS + " seeds, but by " + others);
    }

    private static Machine deaf(Predicate<ReceivedAdvert> to) {
        return (state, event, now) -> event instanceof Event.AdvertReceived received && to.test(received.advert())
                ? nothing(state)
                : VrrpMachine.step(state, event, now);
    }

    private static Machine without(Predicate<Effect> forgotten) {
        return (state, event, now) -> {
            Transition right = VrrpMachine.step(state, event, now);
            return new Transition(
                    right.state(),
                    right.effects().stream().filter(forgotten.negate()).toList());
        };
    }

    private static Transition nothing(InstanceState state) {
        return new Transition(state, List.of());
    }

    private static int priority(ReceivedAdvert received) {
        return received.advert().priority();
    }

    private static ReceivedAdvert raised(ReceivedAdvert received) {
        Advert advert = received.advert();
        return new ReceivedAdvert(
                new Advert(
                        advert.version(),
                        advert.vrid(),
                        255,
                        advert.advertIntervalCentis(),
                        advert.addresses(),
                        advert.authentication()),
                received.source(),
                received.destination(),
                received.ttl());
    }

    private static InstanceState withTimers(InstanceState state, Timers timers) {
        return new InstanceState(
                state.config(),
                state.role(),
                state.source(),
                state.interfaceUp(),
                state.statuses(),
                state.priority(),
                state.masterIntervalCentis(),
                state.lastMaster(),
                state.holdsAddresses(),
                state.failedAttempts(),
                state.candidacy(),
                timers);
    }

    private static InstanceState withHeld(InstanceState state) {
        return new InstanceState(
                state.config(),
                state.role(),
                state.source(),
                state.interfaceUp(),
                state.statuses(),
                state.priority(),
                state.masterIntervalCentis(),
                state.lastMaster(),
                true,
                state.failedAttempts(),
                state.candidacy(),
                state.timers());
    }
}
