package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.state.Candidacy;
import dev.holdfast.vrrp.state.Deadline;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.SyncGroupMachine;
import dev.holdfast.vrrp.state.SyncGroupState;
import dev.holdfast.vrrp.state.SyncGroupTransition;
import dev.holdfast.vrrp.state.Timers;
import dev.holdfast.vrrp.state.Transition;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Coordinators with a defect each, as {@link MutantTest} has machines. */
class GroupMutantTest {
    private record Mutant(String name, String caughtBy, GroupMachine machine) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Mutant> mutants() {
        return List.of(
                new Mutant("leaves the others where they are", "a sync group is never split", GroupMutantTest::alone),
                new Mutant(
                        "forgets who wants to be master",
                        "exactly one master of all segments",
                        members(state -> Altered.candidacy(
                                state,
                                new Candidacy(
                                        state.candidacy().preemptAt(),
                                        state.candidacy().steppedDown(),
                                        false,
                                        state.candidacy().held())))),
                new Mutant(
                        "forgets that it handed over",
                        "who handed over is not master",
                        members(state -> Altered.candidacy(
                                state,
                                new Candidacy(
                                        state.candidacy().preemptAt(),
                                        false,
                                        state.candidacy().wantsMaster(),
                                        state.candidacy().held())))),
                new Mutant(
                        "forgets the timers of backups",
                        "always have a protocol deadline",
                        members(state -> state.role() == Role.BACKUP ? Altered.timers(state, Timers.NONE) : state)),
                new Mutant(
                        "does not wait between adverts", "leads to a later deadline", (state, member, event, now) -> {
                            SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                            return !(event instanceof Event.TimerFired)
                                    ? right
                                    : members(
                                            right,
                                            one -> Altered.timers(one, Timers.onlyProtocol(Deadline.in(0, now))));
                        }),
                new Mutant("does things in another order", "comes before", (state, member, event, now) -> {
                    SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                    List<SyncGroupTransition.Output> reversed = new ArrayList<>(right.effects());
                    Collections.reverse(reversed);
                    return new SyncGroupTransition(right.state(), reversed);
                }),
                new Mutant(
                        "does not say that it leaves",
                        "a master that leaves says so",
                        without((member, output) -> isGoodbye(output))),
                new Mutant(
                        "keeps the others' addresses",
                        "who is not master holds none",
                        without((member, output) -> isOfAnother(member, output, Effect.RemoveAddresses.class))),
                new Mutant(
                        "forgets the others' addresses",
                        "a master holds its addresses and no others",
                        without((member, output) -> isOfAnother(member, output, Effect.AddAddresses.class))),
                new Mutant(
                        "lets the first be master",
                        "nobody is master before all of its group have started",
                        (state, member, event, now) -> {
                            SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                            boolean started =
                                    right.state().members().stream().noneMatch(one -> one.role() == Role.INITIALIZE);
                            return started
                                    ? right
                                    : members(
                                            right,
                                            one -> one.timers().protocol().isSet()
                                                    ? Altered.role(one, Role.MASTER)
                                                    : one);
                        }),
                new Mutant(
                        "goes on without an interface",
                        "a fault of one is a fault of all",
                        (state, member, event, now) -> {
                            if (!(event instanceof Event.InterfaceDown) || state.role() == Role.INITIALIZE) {
                                return SyncGroupMachine.step(state, member, event, now);
                            }
                            List<InstanceState> members = new ArrayList<>(state.members());
                            members.set(member, Altered.interfaceDown(members.get(member)));
                            return new SyncGroupTransition(
                                    new SyncGroupState(state.name(), state.role(), members), List.of());
                        }),
                new Mutant(
                        "keeps what it found at the start",
                        "only the master holds the addresses",
                        (state, member, event, now) -> {
                            InstanceState before = state.members().get(member);
                            SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                            if (before.role() != Role.BACKUP
                                    || !before.holdsAddresses()
                                    || right.state().role() != Role.BACKUP) {
                                return right;
                            }
                            List<InstanceState> members =
                                    new ArrayList<>(right.state().members());
                            members.set(member, Altered.holding(members.get(member)));
                            return without(
                                    new SyncGroupTransition(
                                            new SyncGroupState(
                                                    state.name(), right.state().role(), members),
                                            right.effects()),
                                    output -> output instanceof SyncGroupTransition.OfMember one
                                            && one.effect() instanceof Effect.RemoveAddresses);
                        }));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theInvariantsCatch(Mutant mutant) {
        Run.assertCaught(mutant.caughtBy(), seed -> new GroupSimulation(seed, mutant.machine()));
    }

    private static SyncGroupTransition alone(SyncGroupState state, int member, Event event, long now) {
        SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
        Transition own = VrrpMachine.step(state.members().get(member), event, now);
        Role before = state.members().get(member).role();
        boolean moves = before == Role.MASTER && own.state().role() != Role.MASTER;
        if (!moves) {
            return right;
        }
        List<InstanceState> members = new ArrayList<>(state.members());
        members.set(member, own.state());
        return new SyncGroupTransition(
                new SyncGroupState(state.name(), state.role(), members),
                own.effects().stream()
                        .<SyncGroupTransition.Output>map(effect -> new SyncGroupTransition.OfMember(member, effect))
                        .toList());
    }

    private static GroupMachine without(BiPredicate<Integer, SyncGroupTransition.Output> forgotten) {
        return (state, member, event, now) ->
                without(SyncGroupMachine.step(state, member, event, now), output -> forgotten.test(member, output));
    }

    private static SyncGroupTransition without(
            SyncGroupTransition right, Predicate<SyncGroupTransition.Output> forgotten) {
        return new SyncGroupTransition(
                right.state(),
                right.effects().stream().filter(forgotten.negate()).toList());
    }

    private static boolean isOfAnother(int member, SyncGroupTransition.Output output, Class<? extends Effect> kind) {
        return output instanceof SyncGroupTransition.OfMember one
                && one.member() != member
                && kind.isInstance(one.effect());
    }

    private static boolean isGoodbye(SyncGroupTransition.Output output) {
        return output instanceof SyncGroupTransition.OfMember one
                && one.effect() instanceof Effect.SendAdvert sent
                && sent.advert().priority() == 0;
    }

    private static GroupMachine members(UnaryOperator<InstanceState> change) {
        return (state, member, event, now) -> members(SyncGroupMachine.step(state, member, event, now), change);
    }

    private static SyncGroupTransition members(SyncGroupTransition right, UnaryOperator<InstanceState> change) {
        SyncGroupState state = right.state();
        return new SyncGroupTransition(
                new SyncGroupState(
                        state.name(),
                        state.role(),
                        state.members().stream().map(change).toList()),
                right.effects());
    }
}
