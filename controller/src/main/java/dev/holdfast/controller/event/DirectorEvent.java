package dev.holdfast.controller.event;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import java.net.InetAddress;

/** Everything that happens in a director and that somebody may want to read, count or act on. */
public sealed interface DirectorEvent {
    /**
     * A VRRP instance has something to tell.
     *
     * @param instance the instance's name
     * @param notice what it tells
     */
    record RouterNotice(String instance, Notice notice) implements DirectorEvent {}

    /**
     * A sync group changed its role; comes after what happened to the instance that caused it, before the others'.
     *
     * @param group the group's name
     * @param from the role left; Initialize at the start
     * @param to the role entered
     */
    record SyncGroupEntered(String group, Role from, Role to) implements DirectorEvent {}

    /**
     * An interface became usable or unusable.
     *
     * @param name the interface
     * @param up whether it is up and running now
     */
    record InterfaceChanged(String name, boolean up) implements DirectorEvent {}

    /**
     * Gratuitous ARP is about to be sent for an address, several in a row.
     *
     * @param instance the instance that holds the address
     * @param interfaceName the interface
     * @param address the address
     * @param count how many go out now; the others wait
     */
    record GratuitousArpSent(String instance, String interfaceName, InetAddress address, int count)
            implements DirectorEvent {}

    /**
     * Gratuitous ARP that had to wait was sent.
     *
     * @param interfaceName the interface
     * @param address the address
     */
    record DelayedGratuitousArpSent(String interfaceName, InetAddress address) implements DirectorEvent {}

    /**
     * A packet on an interface was no advert of any instance's, and was dropped.
     *
     * @param interfaceName the interface
     * @param reason which check it failed
     * @param detail the value found and the one expected
     */
    record PacketDropped(String interfaceName, String reason, String detail) implements DirectorEvent {}

    /**
     * Timers of VRRP fired later than adverts can stand: the machine was busy, or this process was paused.
     *
     * @param latestNanos how late the worst of them was
     * @param times how many there were since this was last told
     */
    record TimersLate(long latestNanos, long times) implements DirectorEvent {}

    /**
     * This process, or the whole machine, did not run for so long that adverts may have been missed.
     *
     * @param nanos how late the first timer is
     */
    record Paused(long nanos) implements DirectorEvent {}

    /**
     * A checker has something to tell.
     *
     * @param realServer the real server as keepalived names it: {@code [192.0.2.5]:tcp:80}
     * @param virtualServer its virtual server, in the same way
     * @param notice what it tells
     */
    record CheckerNotice(String realServer, String virtualServer, CheckNotice notice) implements DirectorEvent {}

    /**
     * A real server changed in its virtual server's table.
     *
     * @param realServer the real server as keepalived names it
     * @param virtualServer its virtual server, in the same way
     * @param change what changed
     */
    record RealServerChanged(String realServer, String virtualServer, RealServerChange change)
            implements DirectorEvent {}

    /**
     * The weight of a real server changed, by a reload or by what a check found.
     *
     * @param realServer the real server as keepalived names it
     * @param virtualServer its virtual server, in the same way
     * @param before the weight it had, 0 or more
     * @param after the one it has
     * @param active whether the server is up
     */
    record WeightChanged(String realServer, String virtualServer, int before, int after, boolean active)
            implements DirectorEvent {}

    /**
     * The number of working real servers of a virtual server fell below its quorum, or reached it again.
     *
     * @param virtualServer the virtual server as keepalived names it
     * @param gained whether it was reached again
     * @param atStart whether the virtual server begins like that
     * @param quorum the weight wanted
     * @param hysteresis the tolerance around it
     * @param weightUp the weight of the working real servers
     */
    record QuorumChanged(
            String virtualServer, boolean gained, boolean atStart, long quorum, long hysteresis, long weightUp)
            implements DirectorEvent {}

    /**
     * The sorry server of a virtual server has taken over from its real servers, or has given back.
     *
     * @param virtualServer the virtual server as keepalived names it
     * @param sorryServer the sorry server, in the same way
     * @param serves whether it took over
     * @param inhibited whether it is in the table with weight 0 while it does not serve ({@code sorry_server_inhibit})
     */
    record SorryServerChanged(String virtualServer, String sorryServer, boolean serves, boolean inhibited)
            implements DirectorEvent {}

    /**
     * How a server stands, told to scripts and pipes and not logged: at the start ({@code rs_init_notifies}) and at the end
     * ({@code omega}).
     *
     * @param server as lines for pipes name it: {@code VS [192.0.2.1]:tcp:80}, {@code RS [192.0.2.5]:tcp:80 [192.0.2.1]:tcp:80}
     * @param up whether it is up
     */
    record ServerStands(String server, boolean up) implements DirectorEvent {}

    /**
     * Anything else worth a line, already in words: start, stop, configuration, trouble with the system.
     *
     * @param line the line
     */
    record Said(LogLine line) implements DirectorEvent {}

    /** What can happen to a real server in the table. */
    enum RealServerChange {
        /** Taken out because its checks fail. */
        REMOVED,
        /** Put in because its checks succeed. */
        ADDED,
        /** Left in with weight 0 because its checks fail ({@code inhibit_on_failure}). */
        INHIBITED,
        /** Its weight restored because its checks succeed. */
        RESTORED
    }

    /** Calls the one method of the visitor that fits. */
    default <R> R match(Visitor<R> visitor) {
        if (this instanceof RouterNotice event) {
            return visitor.routerNotice(event);
        } else if (this instanceof SyncGroupEntered event) {
            return visitor.syncGroupEntered(event);
        } else if (this instanceof InterfaceChanged event) {
            return visitor.interfaceChanged(event);
        } else if (this instanceof GratuitousArpSent event) {
            return visitor.gratuitousArpSent(event);
        } else if (this instanceof DelayedGratuitousArpSent event) {
            return visitor.delayedGratuitousArpSent(event);
        } else if (this instanceof PacketDropped event) {
            return visitor.packetDropped(event);
        } else if (this instanceof TimersLate event) {
            return visitor.timersLate(event);
        } else if (this instanceof Paused event) {
            return visitor.paused(event);
        } else if (this instanceof CheckerNotice event) {
            return visitor.checkerNotice(event);
        } else if (this instanceof RealServerChanged event) {
            return visitor.realServerChanged(event);
        } else if (this instanceof WeightChanged event) {
            return visitor.weightChanged(event);
        } else if (this instanceof QuorumChanged event) {
            return visitor.quorumChanged(event);
        } else if (this instanceof SorryServerChanged event) {
            return visitor.sorryServerChanged(event);
        } else if (this instanceof ServerStands event) {
            return visitor.serverStands(event);
        }
        return visitor.said((Said) this);
    }

    /** One method for each kind of event. */
    interface Visitor<R> {
        /** For {@link RouterNotice}. */
        R routerNotice(RouterNotice event);

        /** For {@link SyncGroupEntered}. */
        R syncGroupEntered(SyncGroupEntered event);

        /** For {@link InterfaceChanged}. */
        R interfaceChanged(InterfaceChanged event);

        /** For {@link GratuitousArpSent}. */
        R gratuitousArpSent(GratuitousArpSent event);

        /** For {@link DelayedGratuitousArpSent}. */
        R delayedGratuitousArpSent(DelayedGratuitousArpSent event);

        /** For {@link PacketDropped}. */
        R packetDropped(PacketDropped event);

        /** For {@link TimersLate}. */
        R timersLate(TimersLate event);

        /** For {@link Paused}. */
        R paused(Paused event);

        /** For {@link CheckerNotice}. */
        R checkerNotice(CheckerNotice event);

        /** For {@link RealServerChanged}. */
        R realServerChanged(RealServerChanged event);

        /** For {@link WeightChanged}. */
        R weightChanged(WeightChanged event);

        /** For {@link QuorumChanged}. */
        R quorumChanged(QuorumChanged event);

        /** For {@link SorryServerChanged}. */
        R sorryServerChanged(SorryServerChanged event);

        /** For {@link ServerStands}. */
        R serverStands(ServerStands event);

        /** For {@link Said}. */
        R said(Said event);
    }
}
