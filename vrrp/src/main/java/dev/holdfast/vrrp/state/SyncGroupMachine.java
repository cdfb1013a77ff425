package dev.holdfast.vrrp.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of a sync group (keepalived.conf(5), "VRRP synchronization group(s)"): steps its instances and sees to it that
 * after each step all of them have the same role.
 *
 * <ul>
 *   <li>One that cannot take part puts all into Fault; when all can again, all are Backup.
 *   <li>One that hears a better master, or steps down, makes all Backup.
 *   <li>One whose master is silent waits until the masters of all are; then all become Master.
 * </ul>
 *
 * <p>Between the start of the first and of the last instance nobody becomes master.
 */
public final class SyncGroupMachine {
    private static final int ROUNDS = 3;

    private final List<InstanceState> members;
    private final List<SyncGroupTransition.Output> effects = new ArrayList<>();
    private final String name;
    private final long now;
    private Role role;

    private SyncGroupMachine(SyncGroupState state, long nowNanos) {
        name = state.name();
        role = state.role();
        members = new ArrayList<>(state.members());
        now = nowNanos;
    }

    /**
     * One of its instances has an event.
     *
     * @param member the instance's place in the group
     * @param nowNanos the present on {@link System#nanoTime}'s scale
     * @throws IllegalArgumentException as {@link VrrpMachine#step} does
     */
    public static SyncGroupTransition step(SyncGroupState state, int member, Event event, long nowNanos) {
        SyncGroupMachine machine = new SyncGroupMachine(state, nowNanos);
        if (event instanceof Event.Started) {
            machine.holdBack(member);
        }
        machine.stepMember(member, event);
        return machine.settled(member, state.members().get(member));
    }

    /**
     * Makes a group of instances that may run already, each in any role, as when a reload adds the group or changes who is in it. They keep
     * what they have if all agree; otherwise those that are master give way.
     *
     * @param role the group's role so far; Initialize for a new one
     */
    public static SyncGroupTransition form(String name, Role role, List<InstanceState> members, long nowNanos) {
        SyncGroupMachine machine = new SyncGroupMachine(new SyncGroupState(name, role, members), nowNanos);
        machine.adoptMasters();
        return machine.settled(0, null);
    }

    private void stepMember(int member, Event event) {
        InstanceState before = members.get(member);
        Transition transition = VrrpMachine.step(before, event, now);
        members.set(member, transition.state());
        transition.effects().forEach(effect -> effects.add(new SyncGroupTransition.OfMember(member, effect)));
    }

    /** One that starts beside another in Fault starts there as well. */
    private void holdBack(int member) {
        if (members.get(member).role() == Role.INITIALIZE) {
            boolean faulty = any(state -> state.role() == Role.FAULT);
            stepMember(member, new Event.GroupMoved(faulty ? Role.FAULT : Role.BACKUP));
        }
    }

    /** Running masters make a new group one of masters, which those that have yet to start will join. */
    private void adoptMasters() {
        boolean joined = any(state -> state.role() == Role.INITIALIZE) && any(state -> state.role() == Role.MASTER);
        if (role == Role.INITIALIZE
                && joined
                && all(state -> state.role() == Role.INITIALIZE || state.role() == Role.MASTER)) {
            effects.add(new SyncGroupTransition.GroupEntered(role, Role.MASTER));
            role = Role.MASTER;
        }
    }

    /** Brings all to the role that what happened to this one asks for; owners go on to Master in a second round. */
    private SyncGroupTransition settled(int first, @Nullable InstanceState before) {
        for (int round = 0; round < ROUNDS; round++) {
            Role wanted = wanted(before != null && before.role() == Role.INITIALIZE);
            if (wanted == null || (wanted == role && all(state -> state.role() == wanted))) {
                break;
            }
            // The instance that it comes from goes first, as its own effects have begun already.
            boolean handover = before != null && hasSteppedDown(before, members.get(first));
            stepMember(first, new Event.GroupMoved(wanted));
            if (wanted != role) {
                effects.add(new SyncGroupTransition.GroupEntered(role, wanted));
                role = wanted;
            }
            for (int i = 0; i < members.size(); i++) {
                if (i != first) {
                    stepMember(i, handover ? new Event.FailoverRequested() : new Event.GroupMoved(wanted));
                }
            }
            before = null;
        }
        return new SyncGroupTransition(new SyncGroupState(name, role, members), effects);
    }

    /**
     * The role for all; null while not all have started, and when not all have been shut down.
     *
     * @param joins whether one has just started
     */
    private @Nullable Role wanted(boolean joins) {
        if (any(state -> state.role() == Role.INITIALIZE)) {
            if (all(state -> state.role() == Role.INITIALIZE)) {
                role = Role.INITIALIZE;
            }
            return null;
        }
        if (!all(InstanceState::isReady)) {
            return Role.FAULT;
        }
        boolean allMasters = all(state -> state.role() == Role.MASTER);
        boolean willing =
                all(state -> state.role() == Role.MASTER || state.candidacy().wantsMaster());
        // One that joins a group of masters is master as well; if its segment has a better one, that will be heard.
        return allMasters || (willing && role == Role.BACKUP) || (joins && role == Role.MASTER)
                ? Role.MASTER
                : Role.BACKUP;
    }

    private static boolean hasSteppedDown(InstanceState before, InstanceState after) {
        return before.role() == Role.MASTER
                && after.role() == Role.BACKUP
                && after.candidacy().steppedDown();
    }

    private boolean any(Predicate<InstanceState> test) {
        return members.stream().anyMatch(test);
    }

    private boolean all(Predicate<InstanceState> test) {
        return members.stream().allMatch(test);
    }
}
