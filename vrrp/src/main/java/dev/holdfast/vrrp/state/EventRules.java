package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

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
        step.priority = step.config.basePriority();
        step.masterIntervalCentis = step.config.advertIntervalCentis();
        step.failedAttempts = 0;
        step.timers = Timers.NONE;
        step.interfaceUp = event.interfaceUp();
        step.source = event.interfaceUp() ? event.primaryAddress() : null;
        step.holdsAddresses = event.addressesPresent();
        if (step.source == null) {
            step.report(
                    event.interfaceUp() ? new Notice.NoPrimaryAddress() : new Notice.InterfaceLost("interface down"));
            step.leave(Role.FAULT, Notice.Cause.INTERFACE_DOWN);
            return step.done();
        }
        if (event.addressesPresent()) {
            step.report(new Notice.AddressesAdopted());
        }
        takePart(Notice.Cause.STARTED);
        return step.done();
    }

    /** RFC 3768 and RFC 9568, section 6.4.1: the owner is master at once, anybody else waits for a master first. */
    private void takePart(Notice.Cause cause) {
        if (step.priority == InstanceConfig.OWNER_PRIORITY) {
            step.enterMaster(Notice.Cause.ADDRESS_OWNER);
        } else {
            step.enterBackup(cause);
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
            if (step.role == Role.MASTER) {
                step.advertise();
            } else {
                step.report(new Notice.MasterDownTimerExpired(
                        step.now - due.protocol().nanos()));
                step.enterMaster(Notice.Cause.MASTER_DOWN);
                return step.done();
            }
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
                step.report(new Notice.NoPrimaryAddress());
            }
            if (step.role != Role.FAULT) {
                fault();
            }
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
        if (step.role == Role.FAULT) {
            step.masterIntervalCentis = step.config.advertIntervalCentis();
            takePart(Notice.Cause.INTERFACE_UP);
        }
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
        requireSame("version", old.version(), now.version());
        requireSame("address family", old.family(), now.family());
        Advert advertBefore = step.state().advert(step.priority);

        step.config = now;
        step.changePriority(priorityAfter(old, now));
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
        return step.done();
    }

    /** Tracking's part of the priority stays; an owner's priority has no such part. */
    private int priorityAfter(InstanceConfig old, InstanceConfig now) {
        if (now.basePriority() == old.basePriority()) {
            return step.priority;
        }
        if (now.isOwner() || old.isOwner()) {
            return now.basePriority();
        }
        int tracked = step.priority - old.basePriority();
        return Math.max(1, Math.min(InstanceConfig.OWNER_PRIORITY - 1, now.basePriority() + tracked));
    }

    private void backupReconfigured(InstanceConfig old, InstanceConfig now) {
        // A v3 backup reckons with the interval of the master it hears, whatever its own becomes.
        boolean learned = now.version() == VrrpVersion.V3 && step.lastMaster != null;
        boolean intervalChanged = !learned && now.advertIntervalCentis() != old.advertIntervalCentis();
        if (intervalChanged) {
            step.masterIntervalCentis = now.advertIntervalCentis();
        }
        if (intervalChanged || now.downTimerAdverts() != old.downTimerAdverts()) {
            step.timers = step.timers.withProtocol(step.masterDownFromNow());
        }
    }

    private static List<VirtualAddress> without(List<VirtualAddress> these, List<VirtualAddress> those) {
        List<VirtualAddress> rest = new ArrayList<>(these);
        rest.removeAll(those);
        return rest;
    }

    private static void requireSame(String what, Object old, Object now) {
        if (!old.equals(now)) {
            throw new IllegalArgumentException(
                    what + " " + now + " (expected " + old + ": an instance with another is another instance)");
        }
    }

    @Override
    public Transition priorityChanged(Event.PriorityChanged event) {
        int least = step.config.isOwner() ? InstanceConfig.OWNER_PRIORITY : 1;
        int most = step.config.isOwner() ? InstanceConfig.OWNER_PRIORITY : InstanceConfig.OWNER_PRIORITY - 1;
        if (event.priority() < least || event.priority() > most) {
            throw new IllegalArgumentException(
                    "effective priority " + event.priority() + " (expected " + least + ".." + most + ")");
        }
        if (event.priority() == step.priority) {
            return step.unchanged();
        }
        step.changePriority(event.priority());
        if (step.role == Role.MASTER) {
            step.advertise();
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
