package dev.holdfast.vrrp.sim;

import static org.assertj.core.api.Assertions.fail;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Coordinators with a defect each, as {@link MutantTest} has machines. */
class GroupMutantTest {
    private static final int SEEDS = 200;

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
                        members(state -> with(
                                state,
                                new Candidacy(
                                        state.candidacy().preemptAt(),
                                        state.candidacy().steppedDown(),
                                        false,
                                        state.candidacy().held()),
                                state.timers()))),
                new Mutant(
                        "forgets that it handed over",
                        "who handed over is not master",
                        members(state -> with(
                                state,
                                new Candidacy(
                                        state.candidacy().preemptAt(),
                                        false,
                                        state.candidacy().wantsMaster(),
                                        state.candidacy().held()),
                                state.timers()))),
                new Mutant(
                        "forgets the timers of backups",
                        "always have a protocol deadline",
                        members(state ->
                                state.role() == Role.BACKUP ? with(state, state.candidacy(), Timers.NONE) : state)),
                new Mutant(
                        "does not wait between adverts", "leads to a later deadline", (state, member, event, now) -> {
                            SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                            return !(event instanceof Event.TimerFired)
                                    ? right
                                    : members(
                                            right,
                                            one -> with(
                                                    one, one.candidacy(), Timers.onlyProtocol(Deadline.in(0, now))));
                        }),
                new Mutant("does things in another order", "comes before", (state, member, event, now) -> {
                    SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                    List<SyncGroupTransition.Output> reversed = new ArrayList<>(right.effects());
                    Collections.reverse(reversed);
                    return new SyncGroupTransition(right.state(), reversed);
                }),
                new Mutant(
                        "does not say that it leaves", "a master that leaves says so", (state, member, event, now) -> {
                            SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                            return new SyncGroupTransition(
                                    right.state(),
                                    right.effects().stream()
                                            .filter(output -> !isGoodbye(output))
                                            .toList());
                        }),
                new Mutant(
                        "keeps the others' addresses", "who is not master holds none", (state, member, event, now) -> {
                            SyncGroupTransition right = SyncGroupMachine.step(state, member, event, now);
                            return new SyncGroupTransition(
                                    right.state(),
                                    right.effects().stream()
                                            .filter(output -> !(output instanceof SyncGroupTransition.OfMember one
                                                    && one.member() != member
                                                    && one.effect() instanceof Effect.RemoveAddresses))
                                            .toList());
                        }));
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void theInvariantsCatch(Mutant mutant) {
        Set<String> others = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                new GroupSimulation(seed, mutant.machine()).run();
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

    private static InstanceState with(InstanceState state, Candidacy candidacy, Timers timers) {
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
                candidacy,
                timers);
    }
}
