package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.track.Tally;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of a state during one step, and the moves every rule is made of. Lives only inside one call of {@link
 * VrrpMachine#step}; keeps the order of {@link Effect}.
 */
final class Step {
    final InstanceState before;
    final long now;
    private final List<Effect> effects = new ArrayList<>();

    InstanceConfig config;
    Role role;

    @Nullable InetAddress source;

    boolean interfaceUp;
    Map<TrackedId, TrackStatus> statuses;
    int priority;
    int masterIntervalCentis;

    @Nullable InetAddress lastMaster;

    boolean holdsAddresses;
    int failedAttempts;
    Deadline toldAgainUntil;
    Candidacy candidacy;
    Timers timers;

    Step(InstanceState before, long nowNanos) {
        this.before = before;
        now = nowNanos;
        config = before.config();
        role = before.role();
        source = before.source();
        interfaceUp = before.interfaceUp();
        statuses = before.statuses();
        priority = before.priority();
        masterIntervalCentis = before.masterIntervalCentis();
        lastMaster = before.lastMaster();
        holdsAddresses = before.holdsAddresses();
        failedAttempts = before.failedAttempts();
        toldAgainUntil = before.toldAgainUntil();
        candidacy = before.candidacy();
        timers = before.timers();
    }

    Transition done() {
        return new Transition(state(), effects);
    }

    /** The state stays the very same object; only what was reported comes out. */
    Transition unchanged() {
        return new Transition(before, effects);
    }

    InstanceState state() {
        return new InstanceState(
                config,
                role,
                source,
                interfaceUp,
                statuses,
                priority,
                masterIntervalCentis,
                lastMaster,
                holdsAddresses,
                failedAttempts,
                toldAgainUntil,
                candidacy,
                timers);
    }

    void report(Notice notice) {
        effects.add(new Effect.Report(notice));
    }

    void enterMaster(Notice.Cause cause) {
        changeRole(Role.MASTER, cause);
        candidacy = Candidacy.NEW;
        lastMaster = null;
        if (masterIntervalCentis != config.advertIntervalCentis()) {
            report(new Notice.OwnIntervalRestored(masterIntervalCentis, config.advertIntervalCentis()));
            masterIntervalCentis = config.advertIntervalCentis();
        }
        timers = Timers.NONE;
        advertise();
        holdsAddresses = true;
        addAndAnnounce(config.allAddresses());
        if (config.garp().delayNanos() > 0 && config.garp().repeatAfterDelay() > 0) {
            timers = timers.withGarpAgain(Deadline.in(config.garp().delayNanos(), now));
        }
        scheduleRefresh();
    }

    /** Backup with the master-down timer restarted; a master's addresses go. */
    void enterBackup(Notice.Cause cause) {
        boolean wasMaster = role == Role.MASTER;
        changeRole(Role.BACKUP, cause);
        candidacy = new Candidacy(Deadline.NONE, candidacy.steppedDown(), false, false);
        timers = Timers.onlyProtocol(masterDownFromNow());
        if (wasMaster) {
            removeHeldAddresses();
        }
    }

    /** Leaves Backup or Master for a role without timers; a master says so first, and no address stays. */
    void leave(Role to, Notice.Cause cause) {
        boolean wasMaster = role == Role.MASTER;
        changeRole(to, cause);
        candidacy = new Candidacy(Deadline.NONE, candidacy.steppedDown(), false, candidacy.held());
        timers = Timers.NONE;
        lastMaster = null;
        if (wasMaster) {
            sayGoodbye();
        }
        removeHeldAddresses();
    }

    private void sayGoodbye() {
        sendAdvert(0);
        report(new Notice.SentPriorityZero());
    }

    /** A master becomes a backup that leaves whoever takes over alone; it waits long enough for that. */
    void stepDown() {
        changeRole(Role.BACKUP, Notice.Cause.STEPPED_DOWN);
        candidacy = Candidacy.NEW.withSteppedDown();
        timers = Timers.onlyProtocol(masterDownFromNow());
        sayGoodbye();
        removeHeldAddresses();
    }

    /**
     * Takes part, or stops doing so, as everything now says. In a sync group it is the group that lets it take part again.
     *
     * @param cause of taking part
     */
    void settle(Notice.Cause cause) {
        boolean ready = state().isReady() && !candidacy.held();
        if (role == Role.FAULT && ready && !config.grouped()) {
            masterIntervalCentis = config.advertIntervalCentis();
            takePart(cause);
        } else if ((role == Role.BACKUP || role == Role.MASTER) && !ready) {
            leave(Role.FAULT, cause);
        }
    }

    /**
     * RFC 3768 and RFC 9568, section 6.4.1: the owner is master at once, anybody else waits for a master first. In a sync group the
     * owner, too, waits for the others.
     */
    void takePart(Notice.Cause cause) {
        if (priority != InstanceConfig.OWNER_PRIORITY) {
            enterBackup(cause);
        } else if (config.grouped()) {
            enterBackup(cause);
            candidacy = candidacy.withWantsMaster(true);
        } else {
            enterMaster(Notice.Cause.ADDRESS_OWNER);
        }
    }

    /** Puts into force what the tracked things come to; what makes the instance leave is reported first. */
    void track(Map<TrackedId, TrackStatus> now) {
        List<TrackedItem> before = state().tally().faults();
        statuses = now;
        Tally tally = state().tally();
        if (role == Role.INITIALIZE) {
            return;
        }
        for (TrackedItem fault : tally.faults()) {
            if (!before.contains(fault)) {
                report(new Notice.TrackedFault(
                        fault, statuses.getOrDefault(fault.id(), TrackStatus.Condition.UNKNOWN)));
            }
        }
        if (!config.isOwner()) {
            changePriority(tally.priority());
        }
    }

    private void changeRole(Role to, Notice.Cause cause) {
        report(new Notice.RoleEntered(role, to, cause));
        role = to;
        failedAttempts = 0;
    }

    /** Sends an advert and waits one interval from now: a timer that was missed many times sends one advert only. */
    void advertise() {
        sendAdvert(priority);
        timers = timers.withProtocol(Deadline.in(ProtocolTimes.centisToNanos(config.advertIntervalCentis()), now));
    }

    /** Sends an advert and leaves the advert timer alone. */
    void sendAdvert(int withPriority) {
        if (source != null) {
            effects.add(new Effect.SendAdvert(state().advert(withPriority), source));
        }
    }

    void addAndAnnounce(List<VirtualAddress> addresses) {
        if (!addresses.isEmpty()) {
            report(new Notice.AddressesAdded(addresses.size()));
            effects.add(new Effect.AddAddresses(addresses));
            announce(addresses, config.garp().repeat());
        }
    }

    void announce(List<VirtualAddress> addresses, int count) {
        if (count > 0 && !addresses.isEmpty()) {
            effects.add(new Effect.SendGratuitousArps(addresses, count));
        }
    }

    void removeHeldAddresses() {
        if (holdsAddresses) {
            holdsAddresses = false;
            remove(config.allAddresses());
        }
    }

    void remove(List<VirtualAddress> addresses) {
        if (!addresses.isEmpty()) {
            report(new Notice.AddressesRemoved(addresses.size()));
            effects.add(new Effect.RemoveAddresses(addresses));
        }
    }

    void scheduleRefresh() {
        timers = timers.withGarpRefresh(
                config.garp().refreshNanos() > 0 && config.garp().refreshRepeat() > 0
                        ? Deadline.in(config.garp().refreshNanos(), now)
                        : Deadline.NONE);
    }

    Deadline masterDownFromNow() {
        return Deadline.in(ProtocolTimes.masterDownNanos(config, priority, masterIntervalCentis), now);
    }

    long skewNanos() {
        return ProtocolTimes.skewNanos(config.version(), priority, masterIntervalCentis);
    }

    /** Moves a backup's deadline by what the change of priority does to the skew; the time already waited counts. */
    void changePriority(int to) {
        if (to == priority) {
            return;
        }
        long skewBefore = skewNanos();
        report(new Notice.PriorityChanged(priority, to));
        priority = to;
        if (role == Role.BACKUP) {
            timers = timers.withProtocol(
                    Deadline.in(skewNanos() - skewBefore, timers.protocol().nanos()));
        }
    }
}
