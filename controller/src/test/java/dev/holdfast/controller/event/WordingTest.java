package dev.holdfast.controller.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.controller.event.DirectorEvent.CheckerNotice;
import dev.holdfast.controller.event.DirectorEvent.GratuitousArpSent;
import dev.holdfast.controller.event.DirectorEvent.InterfaceChanged;
import dev.holdfast.controller.event.DirectorEvent.PacketDropped;
import dev.holdfast.controller.event.DirectorEvent.QuorumChanged;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.controller.event.DirectorEvent.RealServerChanged;
import dev.holdfast.controller.event.DirectorEvent.RouterNotice;
import dev.holdfast.controller.event.DirectorEvent.Said;
import dev.holdfast.controller.event.DirectorEvent.SyncGroupEntered;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.LoginCheckSpec;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UdpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.RejectReason;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Notice.Cause;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The words of every event. Lines of VRRP state changes, checks and real servers are those of keepalived 2.2.7's log, letter
 * by letter; people watch for them.
 */
class WordingTest {
    private static final Inet4Address PEER = address(10, 99, 0, 1);
    private static final Inet4Address OURS = address(10, 99, 0, 2);
    private static final VirtualAddress VIP = VirtualAddress.of(address(10, 99, 0, 100), 24);
    private static final String REAL = "[192.168.132.121]:tcp:3306";
    private static final String VIRTUAL = "[192.168.132.120]:tcp:3306";
    private static final long SECOND = 1_000_000_000L;
    private static final CheckTarget TARGET = CheckTarget.of(PEER, 80);
    private static final CheckTiming TIMING = new CheckTiming(SECOND, SECOND, 3, SECOND, 0, false, false);
    private static final UrlSpec URL = UrlSpec.ofPath("/health");
    private static final TcpCheckSpec TCP = new TcpCheckSpec(TARGET, TIMING);
    private static final HttpCheckSpec HTTP =
            new HttpCheckSpec(TARGET, TIMING, HttpProtocol.DEFAULT, List.of(URL), false);

    private static final CheckTiming ONE_RETRY = new CheckTiming(SECOND, SECOND, 1, SECOND, 0, false, false);
    private static final UdpCheckSpec UDP = new UdpCheckSpec(TARGET, ONE_RETRY, null, null);
    private static final DnsCheckSpec DNS = new DnsCheckSpec(TARGET, ONE_RETRY, 1, "A", "www.example.com");
    private static final SmtpCheckSpec SMTP6 = new SmtpCheckSpec(
            CheckTarget.of(java.util.Objects.requireNonNull(Addresses.parse("fd00::1")), 25), ONE_RETRY, "me.example");
    private static final SmtpCheckSpec SMTP = new SmtpCheckSpec(TARGET, ONE_RETRY, "me.example");
    private static final PingCheckSpec PING = new PingCheckSpec(TARGET, ONE_RETRY);
    private static final MiscCheckSpec MISC =
            new MiscCheckSpec(ONE_RETRY, List.of("/bin/check"), null, null, SECOND, false, 1);

    private static final MiscCheckSpec MISC_TWICE = new MiscCheckSpec(
            new CheckTiming(SECOND, SECOND, 2, SECOND, 0, false, false),
            List.of("/bin/check"),
            null,
            null,
            SECOND,
            false,
            1);

    private static final LoginCheckSpec MYSQL =
            new LoginCheckSpec(TARGET, ONE_RETRY, LoginCheckSpec.Service.MYSQL, "monitor", "secret");
    private static final LoginCheckSpec REDIS =
            new LoginCheckSpec(TARGET, ONE_RETRY, LoginCheckSpec.Service.REDIS, null, null);

    /** An event and its lines. */
    record Worded(DirectorEvent event, List<LogLine> lines) {}

    private static Inet4Address address(int a, int b, int c, int d) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private static Worded vrrp(Severity severity, String text, Notice notice) {
        return new Worded(new RouterNotice("VI_1", notice), List.of(new LogLine(Part.VRRP, severity, text)));
    }

    private static Worded info(String text, Notice notice) {
        return vrrp(Severity.INFO, text, notice);
    }

    private static Worded entered(String text, Role from, Role to, Cause cause) {
        return info(text, new Notice.RoleEntered(from, to, cause));
    }

    private static Worded checker(String text, CheckNotice notice) {
        return checker(Severity.INFO, text, notice);
    }

    private static Worded checker(Severity severity, String text, CheckNotice notice) {
        return new Worded(
                new CheckerNotice(REAL, VIRTUAL, notice), List.of(new LogLine(Part.CHECKERS, severity, text)));
    }

    private static Worded failed(String text, CheckSpec spec, FailureReason reason) {
        return failed(text, spec, reason, 0);
    }

    private static Worded failed(String text, CheckSpec spec, FailureReason reason, int retry) {
        boolean isHttp = spec instanceof HttpCheckSpec;
        return new Worded(
                new CheckerNotice(
                        REAL,
                        VIRTUAL,
                        new CheckNotice.ProbeFailed(spec, reason, isHttp ? URL : null, "a detail", true, false, retry)),
                List.of(
                        new LogLine(Part.CHECKERS, Severity.INFO, text),
                        new LogLine(Part.CHECKERS, Severity.DETAIL, "check of " + REAL + " failed: a detail")));
    }

    private static Worded server(String text, RealServerChange change) {
        return new Worded(
                new RealServerChanged(REAL, VIRTUAL, change), List.of(new LogLine(Part.CHECKERS, Severity.INFO, text)));
    }

    static Stream<Worded> roles() {
        return Stream.of(
                entered("(VI_1) Entering BACKUP STATE (init)", Role.INITIALIZE, Role.BACKUP, Cause.STARTED),
                entered("(VI_1) Entering MASTER STATE", Role.INITIALIZE, Role.MASTER, Cause.ADDRESS_OWNER),
                entered("(VI_1) entering FAULT state", Role.INITIALIZE, Role.FAULT, Cause.INTERFACE_DOWN),
                entered("(VI_1) Entering MASTER STATE", Role.BACKUP, Role.MASTER, Cause.MASTER_DOWN),
                entered("(VI_1) Entering BACKUP STATE", Role.MASTER, Role.BACKUP, Cause.BETTER_MASTER),
                entered("(VI_1) Entering BACKUP STATE", Role.FAULT, Role.BACKUP, Cause.INTERFACE_UP),
                entered("(VI_1) Entering FAULT STATE", Role.MASTER, Role.FAULT, Cause.INTERFACE_DOWN),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) stopped",
                        new Notice.RoleEntered(Role.MASTER, Role.INITIALIZE, Cause.SHUTDOWN)));
    }

    static Stream<Worded> adverts() {
        return Stream.of(
                info("(VI_1) Receive advertisement timeout", new Notice.MasterDownTimerExpired(1_000)),
                info(
                        "(VI_1) Receive advertisement timeout (noticed 1500.0 ms late: this machine stalled)",
                        new Notice.MasterDownTimerExpired(SECOND + SECOND / 2)),
                info(
                        "(VI_1) Master received advert from 10.99.0.1 with higher priority 150, ours 100",
                        new Notice.HigherPriorityAdvert(PEER, 150, 100)),
                info(
                        "(VI_1) Master received advert from 10.99.0.1 with same priority 100 but higher IP address than"
                                + " ours",
                        new Notice.EqualPriorityAdvert(PEER, 100)),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) WARNING - equal priority advert received from remote host with our IP address.",
                        new Notice.EqualPriorityFromOurAddress(PEER)),
                info(
                        "(VI_1) Received advert from 10.99.0.1 with lower priority 100, ours 150, forcing new election",
                        new Notice.LowerPriorityAdvert(PEER, 100, 150, true)),
                info(
                        "(VI_1) Received advert from 10.99.0.1 with lower priority 100, ours 150",
                        new Notice.LowerPriorityAdvert(PEER, 100, 150, false)),
                info(
                        "(VI_1) received lower priority (100) advert from 10.99.0.1 - discarding",
                        new Notice.LowerPriorityAdvertDiscarded(PEER, 100, 150)),
                info(
                        "(VI_1) Backup received priority 0 advertisement",
                        new Notice.PriorityZeroReceived(PEER, Role.BACKUP)),
                info("(VI_1) Master received priority 0 message", new Notice.PriorityZeroReceived(PEER, Role.MASTER)),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) what was wrong",
                        new Notice.AdvertRejected(PEER, RejectReason.AUTH_DATA, "what was wrong")),
                info("(VI_1) sent 0 priority", new Notice.SentPriorityZero()),
                info(
                        "(VI_1) advertisement interval updated from 1000ms to 250ms by master",
                        new Notice.IntervalLearned(PEER, 100, 25)),
                info("(VI_1) Setting unicast VRRPv3 checksum to old version", new Notice.OldChecksumHeard(PEER)),
                info(
                        "(VI_1) changing advert interval from 250ms to locally configured 1000ms",
                        new Notice.OwnIntervalRestored(25, 100)),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) CONFIGURATION ERROR: local instance and a remote instance are both configured as address"
                                + " owner, please fix - reducing local priority (the other one is 10.99.0.1)",
                        new Notice.TwoOwners(PEER)));
    }

    static Stream<Worded> tracking() {
        return Stream.of(
                info("(VI_1): tracked file n now FAULT state", fault(TrackedId.Kind.FILE, new TrackStatus.Value(3))),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) tracked interface n is down",
                        fault(TrackedId.Kind.INTERFACE, TrackStatus.Condition.DOWN)),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) tracked script n is down",
                        fault(TrackedId.Kind.SCRIPT, TrackStatus.Condition.DOWN)),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) tracked process n is down",
                        fault(TrackedId.Kind.PROCESS, TrackStatus.Condition.DOWN)),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) tracked bfd n is down",
                        fault(TrackedId.Kind.BFD, TrackStatus.Condition.DOWN)),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) start preempt delay (5.250000)",
                        new Notice.PreemptDelayStarted(5 * SECOND + SECOND / 4)),
                vrrp(Severity.DETAIL, "(VI_1) stop preempt delay", new Notice.PreemptDelayStopped()),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) its timer was 2500.0 ms late: another router must have taken over, so it steps back",
                        new Notice.MasterStalled(5 * SECOND / 2)));
    }

    private static Notice fault(TrackedId.Kind kind, TrackStatus status) {
        return new Notice.TrackedFault(new TrackedItem(new TrackedId(kind, "n"), 0, false), status);
    }

    static Stream<Worded> addressesAndInterfaces() {
        Effect add = new Effect.AddAddresses(List.of(VIP));
        Advert advert = new Advert(VrrpVersion.V2, 51, 100, 100, List.of(VIP.address()), Authentication.NONE);
        return Stream.of(
                vrrp(Severity.DETAIL, "(VI_1) setting VIPs.", new Notice.AddressesAdded(1)),
                vrrp(Severity.DETAIL, "(VI_1) removing VIPs.", new Notice.AddressesRemoved(1)),
                info(
                        "(VI_1) the addresses are here already; they stay until another master is heard",
                        new Notice.AddressesAdopted()),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) somebody removed 10.99.0.100/24; it is put back",
                        new Notice.AddressRestored(VIP)),
                info("(VI_1) adverts now come from 10.99.0.2", new Notice.SourceChanged(PEER, OURS)),
                info("(VI_1) Changing effective priority from 100 to 50", new Notice.PriorityChanged(100, 50)),
                info("(VI_1) interface eth0 is down", new Notice.InterfaceLost("interface eth0 is down")),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) entering FAULT state (no IPv4 address for interface)",
                        new Notice.NoPrimaryAddress(AddressFamily.IPV4)),
                vrrp(
                        Severity.WARNING,
                        "(VI_1) it was busy; trying again in 2000 ms",
                        new Notice.EffectRetried(add, "it was busy", 1, 2 * SECOND)),
                vrrp(Severity.ERROR, "(VI_1) it was refused", new Notice.EffectAbandoned(add, "it was refused")),
                vrrp(
                        Severity.DETAIL,
                        "(VI_1) no network",
                        new Notice.EffectAbandoned(new Effect.SendAdvert(advert, OURS), "no network")),
                new Worded(
                        new SyncGroupEntered("G1", Role.BACKUP, Role.MASTER),
                        List.of(new LogLine(
                                Part.VRRP, Severity.INFO, "VRRP_Group(G1) Syncing instances to MASTER state"))),
                new Worded(new SyncGroupEntered("G1", Role.INITIALIZE, Role.BACKUP), List.of()),
                new Worded(
                        new InterfaceChanged("eth0", false),
                        List.of(new LogLine(Part.VRRP, Severity.INFO, "Netlink reports eth0 down"))),
                new Worded(
                        new InterfaceChanged("eth0", true),
                        List.of(new LogLine(Part.VRRP, Severity.INFO, "Netlink reports eth0 up"))),
                new Worded(
                        new GratuitousArpSent("VI_1", "eth0", VIP.address(), 2),
                        List.of(
                                new LogLine(
                                        Part.VRRP,
                                        Severity.DETAIL,
                                        "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 10.99.0.100"),
                                new LogLine(
                                        Part.VRRP, Severity.DETAIL, "Sending gratuitous ARP on eth0 for 10.99.0.100"),
                                new LogLine(
                                        Part.VRRP, Severity.DETAIL, "Sending gratuitous ARP on eth0 for 10.99.0.100"))),
                new Worded(
                        new DirectorEvent.DelayedGratuitousArpSent("eth0", VIP.address()),
                        List.of(new LogLine(
                                Part.VRRP, Severity.DETAIL, "Sending gratuitous ARP on eth0 for 10.99.0.100"))),
                new Worded(
                        new DirectorEvent.TimersLate(120_000_000L, 1),
                        List.of(new LogLine(Part.VRRP, Severity.WARNING, "a timer was 120 ms late"))),
                new Worded(
                        new DirectorEvent.TimersLate(120_999_999L, 3),
                        List.of(new LogLine(
                                Part.VRRP,
                                Severity.WARNING,
                                "3 timers were late since the last such line, the worst 120 ms late"))),
                new Worded(
                        new DirectorEvent.Paused(2 * SECOND),
                        List.of(
                                new LogLine(
                                        Part.VRRP,
                                        Severity.WARNING,
                                        "this program did not run for 2000 ms: no backup takes over before it has listened again"))),
                new Worded(
                        new PacketDropped("eth0", "TTL", "TTL 64 (expected 255)"),
                        List.of(new LogLine(
                                Part.VRRP,
                                Severity.WARNING,
                                "dropped a packet on eth0: TTL 64 (expected 255) [TTL]"))));
    }

    static Stream<Worded> realServers() {
        LogLine said = new LogLine(Part.DIRECTOR, Severity.INFO, "Stopping");
        return Stream.of(
                server("Removing service " + REAL + " from VS " + VIRTUAL, RealServerChange.REMOVED),
                server("Adding service " + REAL + " to VS " + VIRTUAL, RealServerChange.ADDED),
                server("Disabling service " + REAL + " of VS " + VIRTUAL, RealServerChange.INHIBITED),
                server("Enabling service " + REAL + " of VS " + VIRTUAL, RealServerChange.RESTORED),
                said(
                        new DirectorEvent.WeightChanged(REAL, VIRTUAL, 1, 7, true),
                        "Changing weight from 1 to 7 for active service " + REAL + " of VS " + VIRTUAL),
                said(
                        new DirectorEvent.WeightChanged(REAL, VIRTUAL, 7, 0, false),
                        "Changing weight from 7 to 0 for inactive service " + REAL + " of VS " + VIRTUAL),
                said(
                        new DirectorEvent.SorryServerChanged(VIRTUAL, REAL, true, false),
                        "Adding sorry server " + REAL + " to VS " + VIRTUAL,
                        "Removing alive servers from the pool for VS " + VIRTUAL),
                said(
                        new DirectorEvent.SorryServerChanged(VIRTUAL, REAL, false, false),
                        "Removing sorry server " + REAL + " from VS " + VIRTUAL,
                        "Adding alive servers to the pool for VS " + VIRTUAL),
                said(
                        new DirectorEvent.SorryServerChanged(VIRTUAL, REAL, true, true),
                        "Enabling sorry server " + REAL + " to VS " + VIRTUAL,
                        "Removing alive servers from the pool for VS " + VIRTUAL),
                said(
                        new DirectorEvent.SorryServerChanged(VIRTUAL, REAL, false, true),
                        "Disabling sorry server " + REAL + " from VS " + VIRTUAL,
                        "Adding alive servers to the pool for VS " + VIRTUAL),
                said(new DirectorEvent.ServerStands("VS " + VIRTUAL, true)),
                said(
                        new QuorumChanged(VIRTUAL, false, true, 3, 1, 1),
                        "Starting with quorum down 3-1=2 > 1 for VS " + VIRTUAL),
                new Worded(
                        new QuorumChanged(VIRTUAL, false, false, 3, 1, 1),
                        List.of(new LogLine(Part.CHECKERS, Severity.INFO, "Lost quorum 3-1=2 > 1 for VS " + VIRTUAL))),
                new Worded(
                        new QuorumChanged(VIRTUAL, true, false, 3, 1, 5),
                        List.of(new LogLine(
                                Part.CHECKERS, Severity.INFO, "Gained quorum 3+1=4 <= 5 for VS " + VIRTUAL))),
                new Worded(new Said(said), List.of(said)));
    }

    private static Worded said(DirectorEvent event, String... lines) {
        return new Worded(
                event,
                Stream.of(lines)
                        .map(line -> new LogLine(Part.CHECKERS, Severity.INFO, line))
                        .toList());
    }

    static Stream<Worded> checks() {
        return Stream.of(
                checker("TCP connection to " + REAL + " success.", new CheckNotice.ServerSucceeded(TCP)),
                checker("Remote Web server " + REAL + " succeed on service.", new CheckNotice.ServerSucceeded(HTTP)),
                checker(
                        "HTTP status code success to " + REAL + " url(/health)",
                        new CheckNotice.UrlSucceeded(HTTP, URL, 200, false)),
                checker(
                        "MD5 digest success to " + REAL + " url(/health)",
                        new CheckNotice.UrlSucceeded(HTTP, URL, 200, true)),
                checker("UDP connection to " + REAL + " success.", new CheckNotice.ServerSucceeded(UDP)),
                checker(
                        "UDP_CHECK on service " + REAL + " failed after 1 retries.",
                        new CheckNotice.RetriesExhausted(UDP, 1, FailureReason.CONNECT_FAILED, "a detail")),
                checker(
                        "DNS_CHECK (" + REAL + ") read error occurred. (rcode = 2) after 1 retries",
                        new CheckNotice.RetriesExhausted(
                                DNS, 1, FailureReason.WRONG_REPLY, "read error occurred. (rcode = 2)")),
                checker(
                        "DNS_CHECK (" + REAL + ") failed to read socket; errno 111 (Connection refused)",
                        new CheckNotice.RetriesExhausted(DNS, 0, FailureReason.CONNECT_FAILED, "a detail")),
                checker("Remote SMTP server " + REAL + " succeed on service.", new CheckNotice.ServerSucceeded(SMTP)),
                checker(
                        "SMTP_CHECK Bad greeting banner from server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(
                                SMTP, 1, FailureReason.WRONG_REPLY, "'554 no' (expected a greeting (220))")),
                checker(
                        "SMTP_CHECK Could not connect to server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.CONNECT_FAILED, "a detail")),
                checker(
                        "SMTP_CHECK Connection timeout to server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.CONNECT_TIMEOUT, "a detail")),
                checker(
                        "SMTP_CHECK Read timeout from server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.READ_TIMEOUT, "a detail")),
                checker(
                        "SMTP_CHECK Read failure from server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.READ_FAILED, "a detail")),
                checker(
                        "SMTP_CHECK Read failure from server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.NO_DATA, "a detail")),
                checker(
                        "SMTP_CHECK Write failure to server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.SEND_FAILED, "a detail")),
                checker(
                        "SMTP_CHECK Bad HELO response from server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(
                                SMTP, 1, FailureReason.WRONG_REPLY, "'550 no' (expected an answer to HELO (250))")),
                checker(
                        "SMTP_CHECK Bad QUIT response from server [10.99.0.1]:80",
                        new CheckNotice.RetriesExhausted(
                                SMTP, 1, FailureReason.WRONG_REPLY, "too much was said (expected an answer to QUIT)")),
                failed("SMTP_CHECK Read timeout from server [10.99.0.1]:80", SMTP, FailureReason.READ_TIMEOUT),
                // What follows has the same words.
                checker(
                        Severity.DETAIL,
                        "check of " + REAL + " failed: a detail",
                        new CheckNotice.ProbeFailed(SMTP, FailureReason.READ_TIMEOUT, null, "a detail", true, true, 0)),
                checker(
                        "SMTP_CHECK Network unreachable for server 10.99.0.1 - real server [192.168.132.121]:3306",
                        new CheckNotice.RetriesExhausted(SMTP, 1, FailureReason.UNREACHABLE, "a detail")),
                checker(
                        "SMTP_CHECK Could not connect to server [fd00::1]:25",
                        new CheckNotice.RetriesExhausted(SMTP6, 1, FailureReason.CONNECT_FAILED, "a detail")),
                checker("ICMP connection to " + REAL + " success.", new CheckNotice.ServerSucceeded(PING)),
                failed("ICMP connection to address " + REAL + " timeout.", PING, FailureReason.FIRST_BYTE_TIMEOUT),
                checker(
                        "ICMP CHECK on service " + REAL + " of " + VIRTUAL + " failed after 1 retries.",
                        new CheckNotice.RetriesExhausted(PING, 1, FailureReason.FIRST_BYTE_TIMEOUT, "a detail")),
                checker(
                        "ICMP CHECK on service " + REAL + " failed.",
                        new CheckNotice.RetriesExhausted(PING, 0, FailureReason.FIRST_BYTE_TIMEOUT, "a detail")),
                checker(
                        "Misc check for [" + REAL + " VS " + VIRTUAL + "] by [/bin/check] succeeded.",
                        new CheckNotice.ServerSucceeded(MISC)),
                failed(
                        "Misc check for [" + REAL + " VS " + VIRTUAL
                                + "] by [/bin/check] failed, will do 1 retry (a detail).",
                        MISC,
                        FailureReason.PROGRAM),
                failed(
                        "Misc check for [" + REAL + " VS " + VIRTUAL
                                + "] by [/bin/check] failed on retry 1/2 (a detail).",
                        MISC_TWICE,
                        FailureReason.PROGRAM,
                        1),
                failed(
                        "Misc check for [" + REAL + " VS " + VIRTUAL + "] by [/bin/check] timed out on retry 1/2.",
                        MISC_TWICE,
                        FailureReason.PROGRAM_TIMEOUT,
                        1),
                checker(
                        "Misc check for [" + REAL + " VS " + VIRTUAL
                                + "] by [/bin/check] failed after 1 retry (a detail).",
                        new CheckNotice.RetriesExhausted(MISC, 0, FailureReason.PROGRAM, "a detail")),
                checker(
                        "Misc check for [" + REAL + " VS " + VIRTUAL + "] by [/bin/check] timed out after 1 retry.",
                        new CheckNotice.RetriesExhausted(MISC, 1, FailureReason.PROGRAM_TIMEOUT, "a detail")),
                checker("MySQL check of " + REAL + " success.", new CheckNotice.ServerSucceeded(MYSQL)),
                checker("Redis check of " + REAL + " success.", new CheckNotice.ServerSucceeded(REDIS)),
                failed("MySQL check of " + REAL + " failed: a detail.", MYSQL, FailureReason.WRONG_REPLY),
                failed("Redis check of " + REAL + " failed: a detail.", REDIS, FailureReason.CONNECT_TIMEOUT),
                checker(
                        "MYSQL_CHECK on service " + REAL + " failed after 1 retries: a detail.",
                        new CheckNotice.RetriesExhausted(MYSQL, 1, FailureReason.WRONG_REPLY, "a detail")),
                checker(
                        "REDIS_CHECK on service " + REAL + " failed: a detail.",
                        new CheckNotice.RetriesExhausted(REDIS, 0, FailureReason.NO_DATA, "a detail")),
                checker(
                        "TCP_CHECK on service " + REAL + " failed after 2 retries.",
                        new CheckNotice.RetriesExhausted(TCP, 2, FailureReason.CONNECT_FAILED, "a detail")),
                checker(
                        "TCP_CHECK on service " + REAL + " failed.",
                        new CheckNotice.RetriesExhausted(TCP, 0, FailureReason.CONNECT_FAILED, "a detail")),
                // It names the retries configured.
                checker(
                        "HTTP_CHECK on service " + REAL + " failed after 3 retries.",
                        new CheckNotice.RetriesExhausted(HTTP, 2, FailureReason.CONNECT_FAILED, "a detail")),
                checker(
                        "HTTP_CHECK on service " + REAL + " failed after 3 retries.",
                        new CheckNotice.RetriesExhausted(HTTP, 0, FailureReason.CONNECT_FAILED, "a detail")),
                checker(
                        "http_check for RS " + REAL + " VS " + VIRTUAL
                                + " url /health: content_length (10) does not match received bytes (4)",
                        new CheckNotice.LengthMismatch(HTTP, URL, 10, 4)),
                checker(
                        Severity.DETAIL,
                        "check of " + REAL + " failed: a detail",
                        new CheckNotice.ProbeFailed(
                                TCP, FailureReason.CONNECT_FAILED, null, "a detail", false, false, 0)),
                failed("TCP connection to " + REAL + " failed.", TCP, FailureReason.CONNECT_FAILED),
                failed("TCP connection to " + REAL + " timeout.", TCP, FailureReason.CONNECT_TIMEOUT),
                failed("Connection failed server " + REAL + ".", HTTP, FailureReason.CONNECT_FAILED),
                failed("Timeout connecting server " + REAL + ".", HTTP, FailureReason.CONNECT_TIMEOUT),
                failed("HTTP_CHECK - network unreachable server " + REAL + ".", HTTP, FailureReason.UNREACHABLE),
                failed("Timeout WEB read server " + REAL + ".", HTTP, FailureReason.FIRST_BYTE_TIMEOUT),
                failed("Timeout HTTP read server " + REAL + ".", HTTP, FailureReason.READ_TIMEOUT),
                failed("Read error with server " + REAL + ".", HTTP, FailureReason.READ_FAILED),
                // Two blanks, as keepalived has them.
                failed("Read, no data received from  server " + REAL + ".", HTTP, FailureReason.NO_DATA),
                failed("Read, no data received from  server " + REAL + ".", HTTP, FailureReason.BAD_RESPONSE),
                failed("HTTP status code error to server " + REAL + ".", HTTP, FailureReason.STATUS_CODE),
                failed("MD5 digest error to server " + REAL + ".", HTTP, FailureReason.DIGEST),
                failed("Cannot send get request to server " + REAL + ".", HTTP, FailureReason.SEND_FAILED));
    }

    static Stream<Worded> checksNotRun() {
        CheckNotice.LocalTrouble socket = CheckNotice.LocalTrouble.SOCKET;
        CheckNotice.LocalTrouble bind = CheckNotice.LocalTrouble.BIND;
        return Stream.of(
                new Worded(
                        new CheckerNotice(REAL, VIRTUAL, new CheckNotice.ProbeNotRun(TCP, bind, "Address in use")),
                        List.of(
                                new LogLine(Part.CHECKERS, Severity.WARNING, "Checker bind failed: Address in use"),
                                new LogLine(Part.CHECKERS, Severity.WARNING, "TCP socket bind failed. Rescheduling."))),
                new Worded(
                        new CheckerNotice(REAL, VIRTUAL, new CheckNotice.ProbeNotRun(HTTP, bind, "Address in use")),
                        List.of(
                                new LogLine(Part.CHECKERS, Severity.WARNING, "Checker bind failed: Address in use"),
                                new LogLine(Part.CHECKERS, Severity.WARNING, "WEB socket bind failed. Rescheduling"))),
                checker(
                        Severity.WARNING,
                        "TCP connect fail to create socket. Rescheduling. (Too many open files, "
                                + "more than LimitNOFILE= of the service or `ulimit -n` allows; this says nothing of "
                                + REAL + ")",
                        new CheckNotice.ProbeNotRun(TCP, socket, "Too many open files")),
                checker(
                        Severity.WARNING,
                        "WEB connection fail to create socket. Rescheduling. (Too many open files, "
                                + "more than LimitNOFILE= of the service or `ulimit -n` allows; this says nothing of "
                                + REAL + ")",
                        new CheckNotice.ProbeNotRun(HTTP, socket, "Too many open files")),
                checker(
                        Severity.WARNING,
                        "MySQL check failed to create socket. Rescheduling. (Too many open files, "
                                + "more than LimitNOFILE= of the service or `ulimit -n` allows; this says nothing of "
                                + REAL + ")",
                        new CheckNotice.ProbeNotRun(MYSQL, socket, "Too many open files")),
                new Worded(
                        new CheckerNotice(REAL, VIRTUAL, new CheckNotice.ProbeNotRun(SMTP, bind, "Address in use")),
                        List.of(
                                new LogLine(Part.CHECKERS, Severity.WARNING, "Checker bind failed: Address in use"),
                                new LogLine(
                                        Part.CHECKERS,
                                        Severity.WARNING,
                                        "SMTP_CHECK socket bind failed. Rescheduling."))),
                checker(
                        Severity.WARNING,
                        "SMTP_CHECK connection failed to create socket. Rescheduling. (Too many open files, "
                                + "more than LimitNOFILE= of the service or `ulimit -n` allows; this says nothing of "
                                + REAL + ")",
                        new CheckNotice.ProbeNotRun(SMTP, socket, "Too many open files")),
                checker(
                        Severity.ERROR,
                        "SSL_GET of " + REAL + " cannot be made: SSL: key /k: not there; this says nothing of " + REAL,
                        new CheckNotice.ProbeNotRun(HTTP, CheckNotice.LocalTrouble.TLS_FILES, "key /k: not there")),
                checker(
                        Severity.ERROR,
                        "check of " + REAL + " could not be made, by an error of Holdfast's own: it broke",
                        new CheckNotice.ProbeNotRun(TCP, CheckNotice.LocalTrouble.INTERNAL, "it broke")));
    }

    static Stream<Worded> everything() {
        return Stream.of(
                        roles(),
                        adverts(),
                        tracking(),
                        addressesAndInterfaces(),
                        realServers(),
                        checks(),
                        checksNotRun())
                .flatMap(lines -> lines);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void isWordedLikeThis(Worded worded) {
        assertThat(new Wording().of(worded.event())).isEqualTo(worded.lines());
    }

    @Test
    void noKindOfEventIsLeftOutOfTheTable() {
        Set<Class<?>> kinds = new LinkedHashSet<>();
        everything().map(Worded::event).forEach(event -> {
            kinds.add(event.getClass());
            if (event instanceof RouterNotice router) {
                kinds.add(router.notice().getClass());
            } else if (event instanceof CheckerNotice checker) {
                kinds.add(checker.notice().getClass());
            }
        });

        assertThat(kinds)
                .contains(DirectorEvent.class.getPermittedSubclasses())
                .contains(Notice.class.getPermittedSubclasses())
                .contains(CheckNotice.class.getPermittedSubclasses());
    }
}
