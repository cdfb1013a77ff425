package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.RejectReason;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedItem;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator should read or a metric should count. A notice is a fact, not a text: the controller words it.
 */
public sealed interface Notice {
    /** Why a role was entered. */
    enum Cause {
        /** The instance started. */
        STARTED,
        /** It owns the addresses (priority 255). */
        ADDRESS_OWNER,
        /** Nothing was heard from the master in time. */
        MASTER_DOWN,
        /** A better master was heard. */
        BETTER_MASTER,
        /** The interface is down, gone, or without an address. */
        INTERFACE_DOWN,
        /** The interface can be used again. */
        INTERFACE_UP,
        /** The instance was told to stop. */
        SHUTDOWN,
        /** It started, and something that it tracks is not known yet. */
        WAITING,
        /** What it tracks makes it leave, or lets it take part again. */
        TRACKING,
        /** Its sync group went there. */
        GROUP,
        /** It was asked to let another take over. */
        STEPPED_DOWN,
        /** This machine stalled for so long that another must have taken over. */
        STALLED
    }

    /**
     * The instance changed its role, or entered its first one.
     *
     * @param from the role left
     * @param to the role entered
     * @param cause why
     */
    record RoleEntered(Role from, Role to, Cause cause) implements Notice {}

    /**
     * A backup heard nothing from its master for the master-down time.
     *
     * @param lateNanos how late the timer was handled, 0 or more: a large value means this machine stalled
     */
    record MasterDownTimerExpired(long lateNanos) implements Notice {}

    /**
     * A master heard a master that beats it by priority, and yields.
     *
     * @param source who sent it
     * @param theirs its priority
     * @param ours our effective priority
     */
    record HigherPriorityAdvert(InetAddress source, int theirs, int ours) implements Notice {}

    /**
     * A master heard a master of the same priority whose address is higher than ours, and yields.
     *
     * @param source who sent it
     * @param priority the priority of both
     */
    record EqualPriorityAdvert(InetAddress source, int priority) implements Notice {}

    /**
     * A master heard an advert with its own priority from its own address: a second host uses the address, or a loop.
     *
     * @param source our own address
     */
    record EqualPriorityFromOurAddress(InetAddress source) implements Notice {}

    /**
     * A master heard a master that it beats.
     *
     * @param source who sent it
     * @param theirs its priority
     * @param ours our effective priority
     * @param answered whether an advert is sent at once to make it yield
     */
    record LowerPriorityAdvert(InetAddress source, int theirs, int ours, boolean answered) implements Notice {}

    /**
     * A preempting backup ignores the advert of a master that it beats, and takes over when its timer runs out.
     *
     * @param source who sent it
     * @param theirs its priority
     * @param ours our effective priority
     */
    record LowerPriorityAdvertDiscarded(InetAddress source, int theirs, int ours) implements Notice {}

    /**
     * A master said that it is leaving.
     *
     * @param source who sent it
     * @param role our role, Backup or Master
     */
    record PriorityZeroReceived(InetAddress source, Role role) implements Notice {}

    /**
     * An advert did not pass the instance's checks and was dropped.
     *
     * @param source who sent it
     * @param reason what to count
     * @param detail the value found and the one expected
     */
    record AdvertRejected(InetAddress source, RejectReason reason, String detail) implements Notice {}

    /**
     * A peer's unicast advert had its checksum as keepalived before 1.3.7 ({@code old_unicast_checksum}); ours have, too, from now on.
     *
     * @param source the sender
     */
    record OldChecksumHeard(InetAddress source) implements Notice {}

    /**
     * The interval of a better v3 master is reckoned with from now on (RFC 9568 section 6.1, Active_Adver_Interval).
     *
     * @param source the master
     * @param fromCentis the interval used so far
     * @param toCentis the master's interval, used from now on
     */
    record IntervalLearned(InetAddress source, int fromCentis, int toCentis) implements Notice {}

    /**
     * A v3 router became master and advertises at its own interval again.
     *
     * @param fromCentis the last master's interval
     * @param toCentis the configured one
     */
    record OwnIntervalRestored(int fromCentis, int toCentis) implements Notice {}

    /** A master told the others that it is leaving. */
    record SentPriorityZero() implements Notice {}

    /**
     * The instance's addresses are being put on.
     *
     * @param count how many
     */
    record AddressesAdded(int count) implements Notice {}

    /**
     * The instance's addresses are being taken off.
     *
     * @param count how many
     */
    record AddressesRemoved(int count) implements Notice {}

    /** Addresses were there at the start; they stay until it is known who is master. */
    record AddressesAdopted() implements Notice {}

    /**
     * Somebody removed an address of a master; it is put back.
     *
     * @param address the address
     */
    record AddressRestored(VirtualAddress address) implements Notice {}

    /**
     * Adverts go out with another source address from now on.
     *
     * @param from the address used so far, or null for none
     * @param to the address used from now on
     */
    record SourceChanged(@Nullable InetAddress from, InetAddress to) implements Notice {}

    /**
     * The effective priority changed.
     *
     * @param from the effective priority so far
     * @param to the one from now on
     */
    record PriorityChanged(int from, int to) implements Notice {}

    /**
     * The interface is down, gone, or without an address.
     *
     * @param why for people
     */
    record InterfaceLost(String why) implements Notice {}

    /**
     * The interface is up but has no address to send from; the instance waits in Fault.
     *
     * @param family which kind of address is missing
     */
    record NoPrimaryAddress(AddressFamily family) implements Notice {}

    /**
     * Something tracked makes the instance leave.
     *
     * @param item what is tracked
     * @param status how it stands
     */
    record TrackedFault(TrackedItem item, TrackStatus status) implements Notice {}

    /**
     * A master of lower priority is heard and left alone for a while ({@code preempt_delay}).
     *
     * @param nanos for how long
     */
    record PreemptDelayStarted(long nanos) implements Notice {}

    /** The master that was to be left alone for a while is not of lower priority any more. */
    record PreemptDelayStopped() implements Notice {}

    /**
     * A master's timer was so late that another must have taken over; it steps back ({@code timer_expired_backup}).
     *
     * @param lateNanos how late
     */
    record MasterStalled(long lateNanos) implements Notice {}

    /**
     * Another router claims to own the addresses (priority 255), as this one does: a configuration error.
     *
     * @param source the other one
     */
    record TwoOwners(InetAddress source) implements Notice {}

    /**
     * Putting addresses on, or taking them off, failed; the role stays and it is tried again.
     *
     * @param effect what failed
     * @param reason for people
     * @param attempt how many tries failed, 1 or more
     * @param inNanos when the next follows
     */
    record EffectRetried(Effect effect, String reason, int attempt, long inNanos) implements Notice {}

    /**
     * An effect failed and is not tried again by itself.
     *
     * @param effect what failed
     * @param reason for people
     */
    record EffectAbandoned(Effect effect, String reason) implements Notice {}

    /** Calls the one method of the visitor that fits. */
    default <R> R match(Visitor<R> visitor) {
        if (this instanceof RoleEntered notice) {
            return visitor.roleEntered(notice);
        } else if (this instanceof MasterDownTimerExpired notice) {
            return visitor.masterDownTimerExpired(notice);
        } else if (this instanceof HigherPriorityAdvert notice) {
            return visitor.higherPriorityAdvert(notice);
        } else if (this instanceof EqualPriorityAdvert notice) {
            return visitor.equalPriorityAdvert(notice);
        } else if (this instanceof EqualPriorityFromOurAddress notice) {
            return visitor.equalPriorityFromOurAddress(notice);
        } else if (this instanceof LowerPriorityAdvert notice) {
            return visitor.lowerPriorityAdvert(notice);
        } else if (this instanceof LowerPriorityAdvertDiscarded notice) {
            return visitor.lowerPriorityAdvertDiscarded(notice);
        } else if (this instanceof PriorityZeroReceived notice) {
            return visitor.priorityZeroReceived(notice);
        } else if (this instanceof AdvertRejected notice) {
            return visitor.advertRejected(notice);
        } else if (this instanceof IntervalLearned notice) {
            return visitor.intervalLearned(notice);
        } else if (this instanceof OldChecksumHeard notice) {
            return visitor.oldChecksumHeard(notice);
        } else if (this instanceof OwnIntervalRestored notice) {
            return visitor.ownIntervalRestored(notice);
        } else if (this instanceof SentPriorityZero notice) {
            return visitor.sentPriorityZero(notice);
        } else if (this instanceof AddressesAdded notice) {
            return visitor.addressesAdded(notice);
        } else if (this instanceof AddressesRemoved notice) {
            return visitor.addressesRemoved(notice);
        } else if (this instanceof AddressesAdopted notice) {
            return visitor.addressesAdopted(notice);
        } else if (this instanceof AddressRestored notice) {
            return visitor.addressRestored(notice);
        } else if (this instanceof SourceChanged notice) {
            return visitor.sourceChanged(notice);
        } else if (this instanceof PriorityChanged notice) {
            return visitor.priorityChanged(notice);
        } else if (this instanceof InterfaceLost notice) {
            return visitor.interfaceLost(notice);
        } else if (this instanceof NoPrimaryAddress notice) {
            return visitor.noPrimaryAddress(notice);
        } else if (this instanceof TrackedFault notice) {
            return visitor.trackedFault(notice);
        } else if (this instanceof PreemptDelayStarted notice) {
            return visitor.preemptDelayStarted(notice);
        } else if (this instanceof PreemptDelayStopped notice) {
            return visitor.preemptDelayStopped(notice);
        } else if (this instanceof MasterStalled notice) {
            return visitor.masterStalled(notice);
        } else if (this instanceof TwoOwners notice) {
            return visitor.twoOwners(notice);
        } else if (this instanceof EffectRetried notice) {
            return visitor.effectRetried(notice);
        }
        return visitor.effectAbandoned((EffectAbandoned) this);
    }

    /** One method for each kind of notice. */
    interface Visitor<R> {
        /** For {@link RoleEntered}. */
        R roleEntered(RoleEntered notice);

        /** For {@link MasterDownTimerExpired}. */
        R masterDownTimerExpired(MasterDownTimerExpired notice);

        /** For {@link HigherPriorityAdvert}. */
        R higherPriorityAdvert(HigherPriorityAdvert notice);

        /** For {@link EqualPriorityAdvert}. */
        R equalPriorityAdvert(EqualPriorityAdvert notice);

        /** For {@link EqualPriorityFromOurAddress}. */
        R equalPriorityFromOurAddress(EqualPriorityFromOurAddress notice);

        /** For {@link LowerPriorityAdvert}. */
        R lowerPriorityAdvert(LowerPriorityAdvert notice);

        /** For {@link LowerPriorityAdvertDiscarded}. */
        R lowerPriorityAdvertDiscarded(LowerPriorityAdvertDiscarded notice);

        /** For {@link PriorityZeroReceived}. */
        R priorityZeroReceived(PriorityZeroReceived notice);

        /** For {@link AdvertRejected}. */
        R advertRejected(AdvertRejected notice);

        /** For {@link IntervalLearned}. */
        R intervalLearned(IntervalLearned notice);

        /** For {@link OldChecksumHeard}. */
        R oldChecksumHeard(OldChecksumHeard notice);

        /** For {@link OwnIntervalRestored}. */
        R ownIntervalRestored(OwnIntervalRestored notice);

        /** For {@link SentPriorityZero}. */
        R sentPriorityZero(SentPriorityZero notice);

        /** For {@link AddressesAdded}. */
        R addressesAdded(AddressesAdded notice);

        /** For {@link AddressesRemoved}. */
        R addressesRemoved(AddressesRemoved notice);

        /** For {@link AddressesAdopted}. */
        R addressesAdopted(AddressesAdopted notice);

        /** For {@link AddressRestored}. */
        R addressRestored(AddressRestored notice);

        /** For {@link SourceChanged}. */
        R sourceChanged(SourceChanged notice);

        /** For {@link PriorityChanged}. */
        R priorityChanged(PriorityChanged notice);

        /** For {@link InterfaceLost}. */
        R interfaceLost(InterfaceLost notice);

        /** For {@link NoPrimaryAddress}. */
        R noPrimaryAddress(NoPrimaryAddress notice);

        /** For {@link TrackedFault}. */
        R trackedFault(TrackedFault notice);

        /** For {@link PreemptDelayStarted}. */
        R preemptDelayStarted(PreemptDelayStarted notice);

        /** For {@link PreemptDelayStopped}. */
        R preemptDelayStopped(PreemptDelayStopped notice);

        /** For {@link MasterStalled}. */
        R masterStalled(MasterStalled notice);

        /** For {@link TwoOwners}. */
        R twoOwners(TwoOwners notice);

        /** For {@link EffectRetried}. */
        R effectRetried(EffectRetried notice);

        /** For {@link EffectAbandoned}. */
        R effectAbandoned(EffectAbandoned notice);
    }
}
