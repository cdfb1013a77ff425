package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What each event does, but for adverts, which {@link AdvertEventRules} has. One for each step. */
final class EventRules implements Event.Visitor<Transition> {
    private static final long FIRST_RETRY_NANOS = 1_000_000_000L;
    private static final long LONGEST_RETRY_NANOS = 30_000_000_000L;
    private static final int DOUBLINGS = 5;

    private final Step step;

    EventRules(Step step) {
        this.step = step;
    }

    @Override
    public Transition started(Event.Started event) {
        if (step.role != Role.INITIALIZE) {
            return step.unchanged();
        }
        step.priority = step.state().tally().priority();
        step.candidacy = Candidacy.NEW.withHeld(step.candidacy.held());
        step.masterIntervalCentis = step.config.advertIntervalCentis();
        step.failedAttempts = 0;
        step.timers = Timers.NONE;
        step.interfaceUp = event.interfaceUp();
        step.source = event.interfaceUp() ? event.primaryAddress() : null;
        step.holdsAddresses = event.addressesPresent();
        if (step.source == null) {
            step.report(
                    event.interfaceUp()
                            ? new Notice.NoPrimaryAddress(step.config.family())
                            : new Notice.InterfaceLost("interface down"));
            step.leave(Role.FAULT, Notice.Cause.INTERFACE_DOWN);
            return step.done();
        }
        if (!step.state().isReady()) {
            reportFaults();
            boolean faulty = !step.state().tally().faults().isEmpty();
            step.leave(Role.FAULT, faulty ? Notice.Cause.TRACKING : Notice.Cause.WAITING);
            return step.done();
        }
        if (step.candidacy.held()) {
            step.leave(Role.FAULT, Notice.Cause.GROUP);
            return step.done();
        }
        if (event.addressesPresent()) {
            step.report(new Notice.AddressesAdopted());
        }
        step.takePart(Notice.Cause.STARTED);
        return step.done();
    }

    private void reportFaults() {
        for (TrackedItem fault : step.state().tally().faults()) {
            step.report(new Notice.TrackedFault(
                    fault, step.statuses.getOrDefault(fault.id(), TrackStatus.Condition.UNKNOWN)));
        }
    }

    @Override
    public Transition advertReceived(Event.AdvertReceived event) {
        return new AdvertEventRules(step).received(event.advert());
    }

    @Override
    public Transition timerFired(Event.TimerFired event) {
        Timers due = step.timers;
        if (due.protocol().isDue(step.now)) {
            long late = step.now - due.protocol().nanos();
            if (step.role == Role.BACKUP) {
                masterFellSilent(late);
                return step.done();
            }
            if (hasBeenReplaced(late)) {
                step.report(new Notice.MasterStalled(late));
                step.enterBackup(Notice.Cause.STALLED);
                return step.done();
            }
            step.advertise();
        }
        if (due.retry().isDue(step.now)) {
            retry();
        }
        List<VirtualAddress> addresses = step.config.allAddresses();
        if (due.garpAgain().isDue(step.now)) {
            step.timers = step.timers.withGarpAgain(Deadline.NONE);
            step.announce(addresses, step.config.garp().repeatAfterDelay());
        }
        if (due.garpLowerPriority().isDue(step.now)) {
            step.timers = step.timers.withGarpLowerPriority(Deadline.NONE);
            step.announce(addresses, step.config.garp().lowerPriorityRepeat());
        }
        if (due.garpRefresh().isDue(step.now)) {
            step.scheduleRefresh();
            step.announce(addresses, step.config.garp().refreshRepeat());
        }
        return step.done();
    }

    private void masterFellSilent(long late) {
        if (!step.config.grouped()) {
            step.report(new Notice.MasterDownTimerExpired(late));
            step.enterMaster(Notice.Cause.MASTER_DOWN);
            return;
        }
        if (!step.candidacy.wantsMaster()) {
            step.report(new Notice.MasterDownTimerExpired(late));
            step.candidacy = step.candidacy.withWantsMaster(true);
        }
        step.timers = step.timers.withProtocol(step.masterDownFromNow());
    }

    /** Whether a backup of the priority that was configured for this ran out of patience before this advert. */
    private boolean hasBeenReplaced(long late) {
        int theirs = step.config.timerExpiredBackup();
        if (theirs == 0) {
            return false;
        }
        long sinceAdvert = late + ProtocolTimes.centisToNanos(step.config.advertIntervalCentis());
        return sinceAdvert >= ProtocolTimes.masterDownNanos(step.config, theirs, step.config.advertIntervalCentis());
    }

    private void retry() {
        step.timers = step.timers.withRetry(Deadline.NONE);
        if (step.role == Role.MASTER) {
            step.addAndAnnounce(step.config.allAddresses());
        } else {
            step.remove(step.config.allAddresses());
        }
    }

    @Override
    public Transition interfaceUp(Event.InterfaceUp event) {
        if (step.role == Role.INITIALIZE) {
            return step.unchanged();
        }
        InetAddress primary = event.primary();
        boolean wasUp = step.interfaceUp;
        step.interfaceUp = true;
        if (primary == null) {
            if (step.role != Role.FAULT || !wasUp) {
                step.report(new Notice.NoPrimaryAddress(step.config.family()));
            }
            if (step.role != Role.FAULT) {
                fault();
            }
            step.source = null;
        } else {
            usePrimary(primary);
        }
        return step.done();
    }

    @Override
    public Transition interfaceDown(Event.InterfaceDown event) {
        if (step.role == Role.INITIALIZE) {
            return step.unchanged();
        }
        step.interfaceUp = false;
        if (step.role != Role.FAULT) {
            step.report(new Notice.InterfaceLost(event.why()));
            fault();
        }
        return step.done();
    }

    private void fault() {
        step.leave(Role.FAULT, Notice.Cause.INTERFACE_DOWN);
        step.source = null;
    }

    @Override
    public Transition primaryAddressChanged(Event.PrimaryAddressChanged event) {
        if (step.role == Role.INITIALIZE || !step.interfaceUp) {
            return step.unchanged();
        }
        usePrimary(event.primary());
        return step.done();
    }

    private void usePrimary(InetAddress primary) {
        if (!primary.equals(step.source)) {
            if (step.role != Role.FAULT) {
                step.report(new Notice.SourceChanged(step.source, primary));
            }
            step.source = primary;
        }
        step.settle(Notice.Cause.INTERFACE_UP);
    }

    @Override
    public Transition addressVanished(Event.AddressVanished event) {
        if (step.role != Role.MASTER || !step.config.allAddresses().contains(event.address())) {
            return step.unchanged();
        }
        step.failedAttempts = 0;
        step.report(new Notice.AddressRestored(event.address()));
        step.addAndAnnounce(List.of(event.address()));
        return step.done();
    }

    @Override
    public Transition reconfigured(Event.Reconfigured event) {
        InstanceConfig old = step.config;
        InstanceConfig now = event.config();
        requireSame("interface", old.interfaceName(), now.interfaceName());
        requireSame("virtual_router_id", old.vrid(), now.vrid());
        requireSame("address family", old.family(), now.family());
        Advert advertBefore = step.state().advert(step.priority);

        step.config = now;
        step.track(step.statuses);
        if (now.isOwner() && !old.isOwner()) {
            step.changePriority(now.basePriority());
        }
        if (step.role == Role.BACKUP) {
            backupReconfigured(old, now);
        } else if (step.role != Role.MASTER) {
            step.masterIntervalCentis = now.advertIntervalCentis();
        }
        if (step.holdsAddresses) {
            step.remove(without(old.allAddresses(), now.allAddresses()));
        }
        if (step.role == Role.MASTER) {
            step.masterIntervalCentis = now.advertIntervalCentis();
            if (!step.state().advert(step.priority).equals(advertBefore)) {
                step.advertise();
            }
            step.addAndAnnounce(without(now.allAddresses(), old.allAddresses()));
            if (now.garp().refreshNanos() != old.garp().refreshNanos()
                    || now.garp().refreshRepeat() != old.garp().refreshRepeat()) {
                step.scheduleRefresh();
            }
        }
        if (!now.grouped()) {
            step.candidacy = step.candidacy.withHeld(false).withWantsMaster(false);
        }
        step.settle(Notice.Cause.TRACKING);
        return step.done();
    }

    private void backupReconfigured(InstanceConfig old, InstanceConfig now) {
        // A v3 backup reckons with the interval of the master it hears, whatever its own becomes.
        boolean learned = now.version() == VrrpVersion.V3 && step.lastMaster != null;
        boolean intervalChanged = !learned && step.masterIntervalCentis != now.advertIntervalCentis();
        if (intervalChanged) {
            step.masterIntervalCentis = now.advertIntervalCentis();
        }
        boolean versionChanged = now.version() != old.version();
        if (intervalChanged || versionChanged || now.downTimerAdverts() != old.downTimerAdverts()) {
            step.timers = step.timers.withProtocol(step.masterDownFromNow());
        }
    }

    private static List<VirtualAddress> without(List<VirtualAddress> these, List<VirtualAddress> those) {
        List<VirtualAddress> rest = new ArrayList<>(these);
        rest.removeAll(those);
        return rest;
    }

    private static void requireSame(String what, @Nullable Object old, @Nullable Object now) {
        if (!Objects.equals(old, now)) {
            throw new IllegalArgumentException(
                    what + " " + now + " (expected " + old + ": an instance with another is another instance)");
        }
    }

    @Override
    public Transition trackedChanged(Event.TrackedChanged event) {
        if (event.status().equals(step.statuses.get(event.id()))) {
            return step.unchanged();
        }
        Map<TrackedId, TrackStatus> statuses = new HashMap<>(step.statuses);
        statuses.put(event.id(), event.status());
        int before = step.priority;
        step.track(statuses);
        step.settle(Notice.Cause.TRACKING);
        if (step.role == Role.MASTER && step.before.role() == Role.MASTER && step.priority != before) {
            step.advertise();
        }
        return step.done();
    }

    @Override
    public Transition failoverRequested(Event.FailoverRequested event) {
        if (step.role != Role.MASTER) {
            return step.unchanged();
        }
        step.stepDown();
        return step.done();
    }

    @Override
    public Transition groupMoved(Event.GroupMoved event) {
        if (!step.config.grouped()) {
            return step.unchanged();
        }
        step.candidacy = step.candidacy.withHeld(event.role() == Role.FAULT);
        if (step.role == Role.INITIALIZE) {
            return step.done();
        }
        switch (event.role()) {
            case FAULT -> step.settle(Notice.Cause.GROUP);
            case MASTER -> {
                if (step.role == Role.BACKUP) {
                    step.enterMaster(Notice.Cause.GROUP);
                }
            }
            case BACKUP -> {
                if (step.role == Role.FAULT) {
                    step.masterIntervalCentis = step.config.advertIntervalCentis();
                    step.takePart(Notice.Cause.GROUP);
                } else if (step.role == Role.MASTER) {
                    step.enterBackup(Notice.Cause.GROUP);
                }
            }
            case INITIALIZE -> throw new IllegalArgumentException("group moved to INITIALIZE (expected another role)");
        }
        return step.done();
    }

    @Override
    public Transition shutdownRequested(Event.ShutdownRequested event) {
        if (step.role == Role.INITIALIZE) {
            return step.unchanged();
        }
        step.leave(Role.INITIALIZE, Notice.Cause.SHUTDOWN);
        step.source = null;
        step.interfaceUp = false;
        return step.done();
    }

    /**
     * Addresses that a master could not put on, or that another role could not take off, are tried again after 1, 2, 4, 8, 16
     * and then every 30 seconds. The other effects are not: the next advert comes by itself.
     */
    @Override
    public Transition effectFailed(Event.EffectFailed event) {
        boolean again = event.effect().match(new WorthRetrying());
        if (!again) {
            step.report(new Notice.EffectAbandoned(event.effect(), event.reason()));
            return step.unchanged();
        }
        step.failedAttempts++;
        long delay =
                step.failedAttempts > DOUBLINGS ? LONGEST_RETRY_NANOS : FIRST_RETRY_NANOS << (step.failedAttempts - 1);
        step.report(new Notice.EffectRetried(event.effect(), event.reason(), step.failedAttempts, delay));
        step.timers = step.timers.withRetry(Deadline.in(delay, step.now));
        return step.done();
    }

    private final class WorthRetrying implements Effect.Visitor<Boolean> {
        @Override
        public Boolean sendAdvert(Effect.SendAdvert effect) {
            return false;
        }

        @Override
        public Boolean addAddresses(Effect.AddAddresses effect) {
            return step.role == Role.MASTER;
        }

        @Override
        public Boolean removeAddresses(Effect.RemoveAddresses effect) {
            return step.role == Role.BACKUP || step.role == Role.FAULT;
        }

        @Override
        public Boolean sendGratuitousArps(Effect.SendGratuitousArps effect) {
            return false;
        }

        @Override
        public Boolean report(Effect.Report effect) {
            return false;
        }
    }
}
