package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.state.Deadline;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.Timers;
import dev.holdfast.vrrp.state.Transition;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines with a defect each: if the simulation does not notice one, it would not notice the same in the real machine. */
class MutantTest {
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
                            ? new Transition(Altered.timers(right.state(), Timers.NONE), right.effects())
                            : right;
                }),
                new Mutant("does not wait between adverts", "leads to a later deadline", (state, event, now) -> {
                    Transition right = VrrpMachine.step(state, event, now);
                    return event instanceof Event.TimerFired
                            ? new Transition(
                                    Altered.timers(right.state(), Timers.onlyProtocol(Deadline.in(0, now))),
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
                                    Altered.holding(right.state()),
                                    right.effects().stream()
                                            .filter(effect -> !(effect instanceof Effect.RemoveAddresses))
                                            .toList())
                            : right;
                }),
                new Mutant(
                        "starts anew with what it rejects",
                        "a rejected advert changes nothing",
                        rejecting(right -> new Transition(
                                Altered.timers(right.state(), Timers.onlyProtocol(Deadline.in(1, 0))),
                                right.effects()))),
                new Mutant(
                        "answers what it rejects",
                        "a rejected advert is only reported",
                        rejecting(right -> with(right, new Effect.RemoveAddresses(List.of())))),
                new Mutant("advertises as a backup", "a master advertises", (state, event, now) -> {
                    Transition right = VrrpMachine.step(state, event, now);
                    boolean backup =
                            state.role() == Role.BACKUP && right.state().role() == Role.BACKUP;
                    return backup && event instanceof Event.TrackedChanged
                            ? with(right, new Effect.SendAdvert(state.advert(state.priority()), state.source()))
                            : right;
                }),
                new Mutant(
                        "advertises from another address",
                        "the source is the primary",
                        each(effect -> effect instanceof Effect.SendAdvert sent
                                ? List.of(new Effect.SendAdvert(sent.advert(), Ipv4Packets.address("10.0.0.77")))
                                : List.of(effect))),
                new Mutant(
                        "advertises twice",
                        "at most one advert a step",
                        each(effect ->
                                effect instanceof Effect.SendAdvert ? List.of(effect, effect) : List.of(effect))),
                new Mutant(
                        "adds addresses first",
                        "the advert comes before the addresses are added",
                        first(Effect.AddAddresses.class)),
                new Mutant(
                        "removes addresses first",
                        "priority 0 comes before the addresses are removed",
                        first(Effect.RemoveAddresses.class)),
                new Mutant(
                        "adds new addresses before it removes old ones",
                        "addresses are removed before others are added",
                        onReload(first(Effect.AddAddresses.class))),
                new Mutant(
                        "announces addresses first",
                        "addresses are added before gratuitous ARP",
                        first(Effect.SendGratuitousArps.class)),
                new Mutant(
                        "keeps what is no longer configured",
                        "a master holds its addresses and no others",
                        onReload(without(Effect.RemoveAddresses.class::isInstance))),
                new Mutant("adopts addresses in Fault", "adoption is for Backup", (state, event, now) -> {
                    Transition right = VrrpMachine.step(state, event, now);
                    return right.state().role() == Role.FAULT
                            ? new Transition(Altered.holding(right.state()), right.effects())
                            : right;
                }));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theInvariantsCatch(Mutant mutant) {
        Run.assertCaught(mutant.caughtBy(), seed -> new Simulation(seed, mutant.machine()));
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

    private static Machine onReload(Machine defect) {
        return (state, event, now) -> event instanceof Event.Reconfigured
                ? defect.step(state, event, now)
                : VrrpMachine.step(state, event, now);
    }

    /** Something else of what comes of an advert that is rejected. */
    private static Machine rejecting(UnaryOperator<Transition> change) {
        return (state, event, now) -> {
            Transition right = VrrpMachine.step(state, event, now);
            boolean rejects = right.effects().stream()
                    .anyMatch(effect ->
                            effect instanceof Effect.Report report && report.notice() instanceof Notice.AdvertRejected);
            return rejects ? change.apply(right) : right;
        };
    }

    /** Other effects in each one's place. */
    private static Machine each(Function<Effect, List<Effect>> change) {
        return (state, event, now) -> {
            Transition right = VrrpMachine.step(state, event, now);
            return new Transition(
                    right.state(),
                    right.effects().stream()
                            .flatMap(effect -> change.apply(effect).stream())
                            .toList());
        };
    }

    /** What is of this kind comes before everything else. */
    private static Machine first(Class<? extends Effect> kind) {
        return (state, event, now) -> {
            Transition right = VrrpMachine.step(state, event, now);
            List<Effect> effects = new ArrayList<>(
                    right.effects().stream().filter(kind::isInstance).toList());
            right.effects().stream().filter(effect -> !kind.isInstance(effect)).forEach(effects::add);
            return new Transition(right.state(), effects);
        };
    }

    private static Transition with(Transition right, Effect further) {
        List<Effect> effects = new ArrayList<>(right.effects());
        effects.add(further);
        return new Transition(right.state(), effects);
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
}
