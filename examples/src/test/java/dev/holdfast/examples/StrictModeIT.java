package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.VrrpCodec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What strict mode sends, takes and refuses, beside keepalived and beside the same instances without it. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class StrictModeIT {
    private static final String PEER = "192.0.2.2";
    private static final String GROUP = "224.0.0.18";
    private static final int OURS = 100;
    private static final int HIGHER = 200;
    private static final int LOWER = 50;
    private static final int CHECKSUM_AT = 6;

    /** The VRIDs of instances without strict mode begin here. */
    private static final int PLAIN = 100;

    /** Takes the last advert: when it has, all before it were read. */
    private static final int MARKER = 99;

    /**
     * An advert of a higher priority that somebody sends to a master.
     *
     * @param what about it is not as the master's own would be
     * @param addresses instead of the master's
     * @param forged its bytes, with a checksum that is made right afterwards
     */
    private record Case(
            String what,
            VrrpVersion version,
            int ttl,
            UnaryOperator<List<String>> addresses,
            UnaryOperator<byte[]> forged) {
        static Case of(String what, VrrpVersion version, UnaryOperator<byte[]> forged) {
            return new Case(what, version, 255, own -> own, forged);
        }

        static Case with(String what, VrrpVersion version, UnaryOperator<List<String>> addresses) {
            return new Case(what, version, 255, addresses, pdu -> pdu);
        }

        @Override
        public String toString() {
            return "v" + version.number() + " " + what;
        }
    }

    private static final List<Case> CASES = cases();

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (VrrpVersion version : VrrpVersion.values()) {
            cases.add(Case.of("as ours", version, pdu -> pdu));
            cases.add(Case.with("no address", version, own -> List.of()));
            cases.add(Case.with("one address less", version, own -> own.subList(0, 1)));
            cases.add(Case.with("one address more", version, own -> List.of(own.get(0), own.get(1), "203.0.113.1")));
            cases.add(Case.with("another address", version, own -> List.of(own.get(0), "203.0.113.1")));
            cases.add(Case.with("another order", version, own -> List.of(own.get(1), own.get(0))));
            cases.add(new Case("TTL 254", version, 254, own -> own, pdu -> pdu));
            cases.add(Case.of("type 2", version, pdu -> with(pdu, 0, pdu[0] + 1)));
            cases.add(Case.of("priority 255", version, pdu -> with(pdu, 2, 255)));
            cases.add(Case.of("four bytes more", version, pdu -> Arrays.copyOf(pdu, pdu.length + 4)));
            cases.add(Case.of("twice the interval", version, pdu -> with(pdu, 5, pdu[5] * 2)));
        }
        cases.add(Case.of("a password", VrrpVersion.V2, pdu -> {
            byte[] password = "secret7".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(password, 0, pdu, pdu.length - 8, password.length);
            return with(pdu, 4, 1);
        }));
        cases.add(Case.of("authentication by a header that is not there", VrrpVersion.V2, pdu -> with(pdu, 4, 2)));
        cases.add(Case.of("authentication of a kind that there is not", VrrpVersion.V2, pdu -> with(pdu, 4, 9)));
        cases.add(Case.of("reserved bits", VrrpVersion.V3, pdu -> with(pdu, 4, pdu[4] | 0xf0)));
        return List.copyOf(cases);
    }

    private static byte[] with(byte[] pdu, int at, int value) {
        pdu[at] = (byte) value;
        return pdu;
    }

    @BeforeAll
    static void requirePrograms() {
        Programs.require();
        RealKernel.requireProgram("keepalived");
    }

    private static List<String> addresses(int vrid) {
        return List.of("198.51.100." + vrid, "198.18.0." + vrid);
    }

    private static String instance(int vrid, VrrpVersion version, int priority, boolean strict, String lines) {
        return """
                vrrp_instance I%d {
                    interface eth0
                    virtual_router_id %d
                    priority %d
                    advert_int 1
                    version %d
                    strict_mode %s
                    garp_master_delay 0
                    garp_master_repeat 1
                    %s
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(
                        vrid,
                        vrid,
                        priority,
                        version.number(),
                        strict ? "on" : "off",
                        lines,
                        String.join("\n", addresses(vrid)));
    }

    private static String allCases() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CASES.size(); i++) {
            text.append(instance(1 + i, CASES.get(i).version(), OURS, true, ""));
            text.append(instance(PLAIN + 1 + i, CASES.get(i).version(), OURS, false, ""));
        }
        return text.append(instance(MARKER, VrrpVersion.V3, OURS, true, "")).toString();
    }

    @Test
    void whatIsTakenAndWhatIsRefusedAreKeepalivedsToo() {
        Map<Director.Kind, Map<String, String>> outcomes = new EnumMap<>(Director.Kind.class);
        for (Director.Kind kind : Director.Kind.values()) {
            try (Stage stage = new Stage("strict mode receives " + kind.text())) {
                Director director = stage.start(kind, stage.a(), allCases());
                stage.await("all are masters", () -> count(director, "Entering MASTER STATE") == 2 * CASES.size() + 1);
                List<Frame> frames = new ArrayList<>();
                for (int i = 0; i < CASES.size(); i++) {
                    frames.add(frame(CASES.get(i), 1 + i, HIGHER));
                    frames.add(frame(CASES.get(i), PLAIN + 1 + i, HIGHER));
                }
                frames.add(frame(Case.of("marker", VrrpVersion.V3, pdu -> pdu), MARKER, HIGHER));
                stage.deliver(stage.a(), frames);
                stage.await("the last advert was taken", () -> isTaken(director, MARKER));
                Map<String, String> found = new TreeMap<>();
                for (int i = 0; i < CASES.size(); i++) {
                    for (int vrid : new int[] {1 + i, PLAIN + 1 + i}) {
                        found.put(
                                CASES.get(i) + (vrid < PLAIN ? ", strict" : ", not strict"),
                                (isTaken(director, vrid) ? "taken" : "refused") + reasons(director, vrid));
                    }
                }
                outcomes.put(kind, found);
            }
        }
        Map<String, String> ours = new TreeMap<>(outcomes.get(Director.Kind.HOLDFAST));
        assertThat(ours).isEqualTo(outcomes.get(Director.Kind.KEEPALIVED));
        assertThat(ours.values().stream().map(outcome -> outcome.replaceFirst("(?s) .*", "")))
                .contains("taken", "refused");
    }

    private static long count(Director director, String text) {
        return Pattern.compile(text).matcher(director.log()).results().count();
    }

    private static boolean isTaken(Director director, int vrid) {
        return director.logged(
                "\\(I" + vrid + "\\) Entering MASTER STATE(?s:.*)\\(I" + vrid + "\\) Entering BACKUP STATE");
    }

    /** What it said of the instance between becoming master and the next change of role. */
    private static String reasons(Director director, int vrid) {
        String of = "(I" + vrid + ") ";
        StringBuilder reasons = new StringBuilder();
        boolean master = false;
        for (String line : director.log().lines().toList()) {
            int at = line.indexOf(of);
            if (at >= 0) {
                String text = line.substring(at + of.length());
                if (text.startsWith("Entering")) {
                    master = text.contains("MASTER");
                } else if (master && text.matches("(?i).*(receiv|expect|invalid|wrong|mismatch|advert).*")) {
                    reasons.append(" ").append(text.replaceAll("\\b(198\\.\\d+\\.\\d+\\.|VRID )\\d+", "$1N"));
                }
            }
        }
        return reasons.toString();
    }

    @Test
    void whatIsSentIsKeepalivedsToo() {
        String password = "authentication {\nauth_type PASS\nauth_pass secret7\n}";
        String configuration = instance(1, VrrpVersion.V2, OURS, true, "")
                + instance(2, VrrpVersion.V3, OURS, true, "")
                + instance(3, VrrpVersion.V2, OURS, true, password)
                + instance(4, VrrpVersion.V3, OURS, true, password)
                + instance(5, VrrpVersion.V2, 255, true, "")
                + instance(6, VrrpVersion.V3, 255, true, "")
                + instance(7, VrrpVersion.V2, OURS, true, "state MASTER")
                + instance(8, VrrpVersion.V2, OURS, false, password);
        Map<Director.Kind, Map<Integer, String>> sent = new EnumMap<>(Director.Kind.class);
        Map<Director.Kind, List<Integer>> order = new EnumMap<>(Director.Kind.class);
        for (Director.Kind kind : Director.Kind.values()) {
            try (Stage stage = new Stage("strict mode sends " + kind.text())) {
                Director director = stage.start(kind, stage.a(), configuration);
                Map<Integer, String> first = new HashMap<>();
                stage.await("an advert of each", () -> {
                    for (Frame frame : stage.recorder().frames()) {
                        if (frame.vrid() > 0) {
                            first.putIfAbsent(frame.vrid(), text(frame));
                        }
                    }
                    return first.size() == 8;
                });
                sent.put(kind, first);
                List<Integer> atOnce = new ArrayList<>();
                for (int vrid = 1; vrid <= 8; vrid++) {
                    if (!director.logged("\\(I" + vrid + "\\) Entering BACKUP STATE")) {
                        atOnce.add(vrid);
                    }
                }
                order.put(kind, atOnce);
                assertThat(director.stop()).isZero();
            }
        }
        assertThat(sent.get(Director.Kind.HOLDFAST)).isEqualTo(sent.get(Director.Kind.KEEPALIVED));
        assertThat(order.get(Director.Kind.HOLDFAST))
                .as("masters from the beginning")
                .isEqualTo(order.get(Director.Kind.KEEPALIVED))
                .contains(5, 6);
    }

    /** The packet, without what the kernel writes into its header. */
    private static String text(Frame frame) {
        ByteBuffer ip = ByteBuffer.allocate(frame.ip().limit()).put(frame.ip());
        ip.putShort(4, (short) 0).putShort(6, (short) 0).putShort(10, (short) 0);
        return HexFormat.of().formatHex(ip.array());
    }

    @Test
    void aLowerPriorityIsNotAnswered() {
        for (Director.Kind kind : Director.Kind.values()) {
            try (Stage stage = new Stage("strict mode lower " + kind.text())) {
                // Owners are masters at once, and long intervals leave room for answers only.
                String both = instance(1, VrrpVersion.V3, 255, true, "")
                        + instance(2, VrrpVersion.V3, 255, false, "state MASTER");
                Director director = stage.start(kind, stage.a(), both.replace("advert_int 1", "advert_int 20"));
                stage.await("both are masters", () -> count(director, "Entering MASTER STATE") == 2);
                Case likeOurs = Case.of("as ours", VrrpVersion.V3, pdu -> pdu);
                int rounds = 5;
                for (int i = 1; i <= rounds; i++) {
                    int answered = i;
                    stage.deliver(stage.a(), List.of(frame(likeOurs, 1, LOWER), frame(likeOurs, 2, LOWER)));
                    stage.await("an answer of the other", () -> adverts(stage, 2) >= 1 + answered);
                }
                assertThat(adverts(stage, 1)).as("%s, strict", kind).isLessThan(1 + rounds);
            }
        }
    }

    private static long adverts(Stage stage, int vrid) {
        return stage.recorder()
                .adverts(advert -> advert.vrid() == vrid
                        && advert.source().equals(stage.a().address()))
                .size();
    }

    /** The frame of a case, from the peer to everybody. */
    private static Frame frame(Case given, int vrid, int priority) {
        InetAddress source = ip(PEER);
        InetAddress group = ip(GROUP);
        byte[] pdu = VrrpCodec.encode(
                new Advert(
                        given.version(),
                        vrid,
                        priority,
                        100,
                        given.addresses().apply(addresses(vrid)).stream()
                                .map(StrictModeIT::ip)
                                .toList(),
                        Authentication.NONE),
                source,
                group);
        pdu = given.forged().apply(pdu);
        int sum = given.version() == VrrpVersion.V3 ? pseudoHeader(source, group, pdu.length) : 0;
        putChecksum(pdu, CHECKSUM_AT, sum + sum(with(with(pdu, CHECKSUM_AT, 0), CHECKSUM_AT + 1, 0)));
        return Frame.vrrp(PEER, GROUP, given.ttl(), pdu);
    }

    private static int pseudoHeader(InetAddress source, InetAddress group, int length) {
        return sum(source.getAddress()) + sum(group.getAddress()) + 112 + length;
    }

    private static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /** RFC 1071. */
    private static void putChecksum(byte[] bytes, int at, int sum) {
        int folded = (sum & 0xffff) + (sum >> 16);
        folded = ~((folded & 0xffff) + (folded >> 16));
        with(with(bytes, at, folded >> 8), at + 1, folded);
    }

    private static InetAddress ip(String numeric) {
        try {
            return InetAddress.getByName(numeric);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(numeric + " (expected a numeric address)", e);
        }
    }
}
