package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** What can happen to an instance. */
public sealed interface Event {
    /**
     * The instance starts; the first event, and again after {@link ShutdownRequested}.
     *
     * @param interfaceUp whether the interface is up and running
     * @param primaryAddress the address adverts are sent from, of the instance's family, or null if it has none
     * @param addressesPresent whether any of the instance's addresses is already there (left behind by an earlier run)
     */
    record Started(boolean interfaceUp, @Nullable InetAddress primaryAddress, boolean addressesPresent)
            implements Event {}

    /** A well-formed advert arrived on the instance's interface; the instance's own checks are made by the machine. */
    record AdvertReceived(ReceivedAdvert advert) implements Event {}

    /** The state's deadline may have passed. Fired early it does nothing, so it is safe at any time. */
    record TimerFired() implements Event {}

    /**
     * The interface is up and running.
     *
     * @param primary the address adverts are sent from, of the instance's family, or null if it has none: then the instance waits in Fault
     */
    record InterfaceUp(@Nullable InetAddress primary) implements Event {}

    /**
     * The interface went down or away, or lost its last primary address.
     *
     * @param why for people
     */
    record InterfaceDown(String why) implements Event {}

    /** The interface's primary address is now this one. */
    record PrimaryAddressChanged(InetAddress primary) implements Event {}

    /** Somebody else removed one of the instance's addresses. */
    record AddressVanished(VirtualAddress address) implements Event {}

    /** The configuration changed; interface, VRID, version and address family, which make the virtual router, must not. */
    record Reconfigured(InstanceConfig config) implements Event {}

    /**
     * Something that may be tracked has another status; before {@link Started} too. What the configuration does not track is kept
     * for a later one that does.
     *
     * @param id what
     * @param status how it stands now
     */
    record TrackedChanged(TrackedId id, TrackStatus status) implements Event {}

    /** A master is to let another take over, with the protocol's means; see {@link VrrpMachine}. */
    record FailoverRequested() implements Event {}

    /**
     * The instance's sync group is in this role now; only for instances in one, from {@link SyncGroupMachine}.
     *
     * @param role Backup, Master or Fault
     */
    record GroupMoved(Role role) implements Event {}

    /** The instance is to stop and let go of its addresses. */
    record ShutdownRequested() implements Event {}

    /**
     * An effect could not be carried out.
     *
     * @param effect the effect
     * @param reason for people
     */
    record EffectFailed(Effect effect, String reason) implements Event {}

    /** Calls the one method of the visitor that fits. */
    default <R> R match(Visitor<R> visitor) {
        if (this instanceof AdvertReceived event) {
            return visitor.advertReceived(event);
        } else if (this instanceof TimerFired event) {
            return visitor.timerFired(event);
        } else if (this instanceof Started event) {
            return visitor.started(event);
        } else if (this instanceof InterfaceUp event) {
            return visitor.interfaceUp(event);
        } else if (this instanceof InterfaceDown event) {
            return visitor.interfaceDown(event);
        } else if (this instanceof PrimaryAddressChanged event) {
            return visitor.primaryAddressChanged(event);
        } else if (this instanceof AddressVanished event) {
            return visitor.addressVanished(event);
        } else if (this instanceof Reconfigured event) {
            return visitor.reconfigured(event);
        } else if (this instanceof TrackedChanged event) {
            return visitor.trackedChanged(event);
        } else if (this instanceof FailoverRequested event) {
            return visitor.failoverRequested(event);
        } else if (this instanceof GroupMoved event) {
            return visitor.groupMoved(event);
        } else if (this instanceof ShutdownRequested event) {
            return visitor.shutdownRequested(event);
        }
        return visitor.effectFailed((EffectFailed) this);
    }

    /** One method for each kind of event. */
    interface Visitor<R> {
        /** For {@link Started}. */
        R started(Started event);

        /** For {@link AdvertReceived}. */
        R advertReceived(AdvertReceived event);

        /** For {@link TimerFired}. */
        R timerFired(TimerFired event);

        /** For {@link InterfaceUp}. */
        R interfaceUp(InterfaceUp event);

        /** For {@link InterfaceDown}. */
        R interfaceDown(InterfaceDown event);

        /** For {@link PrimaryAddressChanged}. */
        R primaryAddressChanged(PrimaryAddressChanged event);

        /** For {@link AddressVanished}. */
        R addressVanished(AddressVanished event);

        /** For {@link Reconfigured}. */
        R reconfigured(Reconfigured event);

        /** For {@link TrackedChanged}. */
        R trackedChanged(TrackedChanged event);

        /** For {@link FailoverRequested}. */
        R failoverRequested(FailoverRequested event);

        /** For {@link GroupMoved}. */
        R groupMoved(GroupMoved event);

        /** For {@link ShutdownRequested}. */
        R shutdownRequested(ShutdownRequested event);

        /** For {@link EffectFailed}. */
        R effectFailed(EffectFailed event);
    }
}
