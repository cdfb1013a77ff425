package dev.holdfast.controller.event;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.vrrp.state.Role;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts events into words. State changes, check results and the removal and addition of real servers are worded exactly as
 * keepalived 2.2.7 words them, because people watch its log for these lines; what keepalived has no line for is ours.
 */
public final class Wording {
    /** The event's lines, in order; most have one, some none. */
    public List<LogLine> of(DirectorEvent event) {
        return event.match(new Lines());
    }

    private static final class Lines implements DirectorEvent.Visitor<List<LogLine>> {
        @Override
        public List<LogLine> routerNotice(DirectorEvent.RouterNotice event) {
            return event.notice().match(new RouterWording(event.instance()));
        }

        /** As keepalived, which says nothing of a group's first role unless it is Master. */
        @Override
        public List<LogLine> syncGroupEntered(DirectorEvent.SyncGroupEntered event) {
            return event.from() == Role.INITIALIZE && event.to() != Role.MASTER
                    ? List.of()
                    : line(
                            Part.VRRP,
                            Severity.INFO,
                            "VRRP_Group(" + event.group() + ") Syncing instances to " + event.to() + " state");
        }

        @Override
        public List<LogLine> interfaceChanged(DirectorEvent.InterfaceChanged event) {
            return line(Part.VRRP, Severity.INFO, "Netlink reports " + event.name() + (event.up() ? " up" : " down"));
        }

        @Override
        public List<LogLine> gratuitousArpSent(DirectorEvent.GratuitousArpSent event) {
            boolean ipv4 = event.address() instanceof Inet4Address;
            List<LogLine> lines = new ArrayList<>();
            lines.add(new LogLine(
                    Part.VRRP,
                    Severity.DETAIL,
                    "(" + event.instance() + ") Sending/queueing "
                            + (ipv4 ? "gratuitous ARPs" : "Unsolicited Neighbour Adverts") + " on "
                            + event.interfaceName() + " for " + Addresses.text(event.address())));
            for (int i = 0; i < event.count(); i++) {
                lines.add(sending(event.interfaceName(), event.address()));
            }
            return lines;
        }

        @Override
        public List<LogLine> delayedGratuitousArpSent(DirectorEvent.DelayedGratuitousArpSent event) {
            return List.of(sending(event.interfaceName(), event.address()));
        }

        private static LogLine sending(String interfaceName, InetAddress address) {
            return new LogLine(
                    Part.VRRP,
                    Severity.DETAIL,
                    "Sending " + (address instanceof Inet4Address ? "gratuitous ARP" : "unsolicited Neighbour Advert")
                            + " on " + interfaceName + " for " + Addresses.text(address));
        }

        @Override
        public List<LogLine> packetDropped(DirectorEvent.PacketDropped event) {
            return line(
                    Part.VRRP,
                    Severity.WARNING,
                    "dropped a packet on " + event.interfaceName() + ": " + event.detail() + " [" + event.reason()
                            + "]");
        }

        @Override
        public List<LogLine> timersLate(DirectorEvent.TimersLate event) {
            String late = millis(event.latestNanos()) + " ms late";
            return line(
                    Part.VRRP,
                    Severity.WARNING,
                    event.times() == 1
                            ? "a timer was " + late
                            : event.times() + " timers were late since the last such line, the worst " + late);
        }

        @Override
        public List<LogLine> paused(DirectorEvent.Paused event) {
            return line(
                    Part.VRRP,
                    Severity.WARNING,
                    "this program did not run for " + millis(event.nanos())
                            + " ms: no backup takes over before it has listened again");
        }

        private static long millis(long nanos) {
            return TimeUnit.NANOSECONDS.toMillis(nanos);
        }

        @Override
        public List<LogLine> checkerNotice(DirectorEvent.CheckerNotice event) {
            CheckNotice notice = event.notice();
            return notice.match(new CheckerWording(event.realServer(), event.virtualServer()));
        }

        @Override
        public List<LogLine> realServerChanged(DirectorEvent.RealServerChanged event) {
            String text = switch (event.change()) {
                case REMOVED -> "Removing service " + event.realServer() + " from VS " + event.virtualServer();
                case ADDED -> "Adding service " + event.realServer() + " to VS " + event.virtualServer();
                case INHIBITED -> "Disabling service " + event.realServer() + " of VS " + event.virtualServer();
                case RESTORED -> "Enabling service " + event.realServer() + " of VS " + event.virtualServer();
            };
            return line(Part.CHECKERS, Severity.INFO, text);
        }

        @Override
        public List<LogLine> weightChanged(DirectorEvent.WeightChanged event) {
            return line(
                    Part.CHECKERS,
                    Severity.INFO,
                    "Changing weight from " + event.before() + " to " + event.after() + " for "
                            + (event.active() ? "active" : "inactive") + " service " + event.realServer() + " of VS "
                            + event.virtualServer());
        }

        @Override
        public List<LogLine> quorumChanged(DirectorEvent.QuorumChanged event) {
            if (event.gained()) {
                return quorum(event, "Gained quorum ", "+", event.quorum() + event.hysteresis(), " <= ");
            }
            String found = event.atStart() ? "Starting with quorum down " : "Lost quorum ";
            return quorum(event, found, "-", event.quorum() - event.hysteresis(), " > ");
        }

        private static List<LogLine> quorum(
                DirectorEvent.QuorumChanged event, String found, String sign, long limit, String compared) {
            return line(
                    Part.CHECKERS,
                    Severity.INFO,
                    found + event.quorum() + sign + event.hysteresis() + "=" + limit + compared + event.weightUp()
                            + " for VS " + event.virtualServer());
        }

        @Override
        public List<LogLine> sorryServerChanged(DirectorEvent.SorryServerChanged event) {
            String sorry = " sorry server " + event.sorryServer();
            String of = " VS " + event.virtualServer();
            return event.serves()
                    ? List.of(
                            info((event.inhibited() ? "Enabling" : "Adding") + sorry + " to" + of),
                            info("Removing alive servers from the pool for" + of))
                    : List.of(
                            info((event.inhibited() ? "Disabling" : "Removing") + sorry + " from" + of),
                            info("Adding alive servers to the pool for" + of));
        }

        private static LogLine info(String text) {
            return new LogLine(Part.CHECKERS, Severity.INFO, text);
        }

        @Override
        public List<LogLine> serverStands(DirectorEvent.ServerStands event) {
            return List.of();
        }

        @Override
        public List<LogLine> said(DirectorEvent.Said event) {
            return List.of(event.line());
        }
    }

    static List<LogLine> line(Part part, Severity severity, String text) {
        return List.of(new LogLine(part, severity, text));
    }
}
