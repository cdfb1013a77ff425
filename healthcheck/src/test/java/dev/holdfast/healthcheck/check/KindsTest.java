package dev.holdfast.healthcheck.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UdpCheckSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams, dialogues and what is made outside, by the engine against sockets on loopback. */
@Timeout(120)
class KindsTest {
    private static final CheckId A = new CheckId("a");
    private static final long MILLISECOND = 1_000_000L;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    /** What a probe may take that is expected to end by itself. */
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(60);
    /** What a probe may take that is expected to run out of time. */
    private static final long SHORT = 200 * MILLISECOND;

    private final RecordingListener heard = new RecordingListener();
    private final Outside outside = new Outside();
    private final CheckEngine engine = new CheckEngine(heard, outside, 1);

    /** Makes outside probes as a test tells. */
    private static final class Outside implements OutsideProbes {
        private final BlockingQueue<Consumer<ProbeResult>> begun = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        private IOException refusal = new IOException("no such option here");

        @Override
        public Attempt run(MiscCheckSpec spec, Consumer<ProbeResult> whenDone) {
            begun.add(whenDone);
            return () -> ended.add("program");
        }

        @Override
        public Attempt ping(PingCheckSpec spec, Consumer<ProbeResult> whenDone) {
            begun.add(whenDone);
            return () -> ended.add("echo");
        }

        @Override
        public void setOptions(int socket, CheckTarget target) throws IOException {
            throw refusal;
        }

        Consumer<ProbeResult> next() throws InterruptedException {
            Consumer<ProbeResult> next = begun.poll(60, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            return next;
        }
    }

    /** A UDP server that answers by a function; a null is silence. */
    private static final class UdpServer implements AutoCloseable {
        private final DatagramSocket socket;
        private final Thread thread;

        UdpServer(UnaryOperator<byte[]> answer) throws IOException {
            socket = new DatagramSocket(0, LoopbackServer.loopback());
            thread = new Thread(() -> serve(answer), "udp-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(UnaryOperator<byte[]> answer) {
            byte[] room = new byte[65_535];
            while (true) {
                try {
                    DatagramPacket packet = new DatagramPacket(room, room.length);
                    socket.receive(packet);
                    byte[] said = answer.apply(java.util.Arrays.copyOf(room, packet.getLength()));
                    if (said != null) {
                        socket.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
                    }
                } catch (IOException e) {
                    return;
                }
            }
        }

        CheckTarget target() {
            return CheckTarget.of(LoopbackServer.loopback(), socket.getLocalPort());
        }

        /** Java leaves the port open until whoever reads from it has noticed. */
        @Override
        public void close() {
            socket.close();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static CheckTiming timing(long timeoutNanos) {
        return new CheckTiming(HOUR, timeoutNanos, 0, 0, 0, true, false);
    }

    private void run(CheckSpec spec) {
        engine.start();
        engine.replace(Map.of(A, spec));
    }

    private FailureReason failureOf(CheckSpec spec) throws InterruptedException {
        run(spec);
        return heard.next(CheckNotice.ProbeFailed.class).reason();
    }

    private static Bytes bytes(String text) {
        return new Bytes(text.getBytes(ISO_8859_1));
    }

    private static UdpCheckSpec udp(CheckTarget target, long timeout, UdpCheckSpec.Reply reply) {
        return new UdpCheckSpec(target, timing(timeout), bytes("abc"), reply);
    }

    @Test
    void aDatagramThatIsEchoedIsWell() throws Exception {
        List<String> got = new ArrayList<>();
        try (UdpServer server = new UdpServer(said -> {
            got.add(new String(said, ISO_8859_1));
            return said;
        })) {
            run(udp(
                    server.target(),
                    PATIENT,
                    new UdpCheckSpec.Reply(bytes("ab"), new Bytes(new byte[] {-1, -1}), 3, 3)));
            heard.awaitVerdict(A, Verdict.UP);
            assertThat(got).containsExactly("abc");
        }
    }

    @Test
    void anotherReplyThanExpectedIsBad() throws Exception {
        try (UdpServer server = new UdpServer(said -> new byte[] {'z', 'z', 'z'})) {
            assertThat(failureOf(udp(
                            server.target(),
                            PATIENT,
                            new UdpCheckSpec.Reply(bytes("ab"), new Bytes(new byte[] {-1, -1}), 0, 255))))
                    .isEqualTo(FailureReason.WRONG_REPLY);
        }
    }

    @Test
    void silenceIsBadOnlyWhereAReplyIsRequired() throws Exception {
        try (UdpServer server = new UdpServer(said -> null)) {
            assertThat(failureOf(udp(server.target(), SHORT, UdpCheckSpec.Reply.any(0, 255))))
                    .isEqualTo(FailureReason.FIRST_BYTE_TIMEOUT);
            run(udp(server.target(), SHORT, null));
            heard.awaitVerdict(A, Verdict.UP);
        }
    }

    @Test
    void aRefusedDatagramIsBadWithoutWaiting() throws Exception {
        CheckTarget gone;
        try (UdpServer server = new UdpServer(said -> null)) {
            gone = server.target();
        }
        assertThat(failureOf(udp(gone, PATIENT, null))).isEqualTo(FailureReason.CONNECT_FAILED);
    }

    private static DnsCheckSpec dns(CheckTarget target, long timeout) {
        return new DnsCheckSpec(target, timing(timeout), 1, "A", "www.example.com");
    }

    /** The question as an answer with this code. */
    private static byte[] answer(byte[] question, int code) {
        byte[] answer = question.clone();
        answer[2] = (byte) 0x81;
        answer[3] = (byte) (0x80 | code);
        return answer;
    }

    @Test
    void aNameServerThatAnswersIsWell() throws Exception {
        try (UdpServer server = new UdpServer(question -> answer(question, 0))) {
            run(dns(server.target(), PATIENT));
            heard.awaitVerdict(A, Verdict.UP);
        }
    }

    @Test
    void aNameServersErrorIsBad() throws Exception {
        try (UdpServer server = new UdpServer(question -> answer(question, 2))) {
            run(dns(server.target(), PATIENT));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail())
                    .isEqualTo("read error occurred. (rcode = 2)");
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsWaitedOver() throws Exception {
        try (UdpServer server = new UdpServer(question -> {
            byte[] other = answer(question, 0);
            other[0] ^= 1;
            return other;
        })) {
            assertThat(failureOf(dns(server.target(), SHORT))).isEqualTo(FailureReason.FIRST_BYTE_TIMEOUT);
        }
    }

    private static SmtpCheckSpec smtp(LoopbackServer server, long timeout) {
        return new SmtpCheckSpec(
                CheckTarget.of(LoopbackServer.loopback(), server.port()), timing(timeout), "me.example");
    }

    private static LoopbackServer saying(String... lines) throws IOException {
        return LoopbackServer.start(socket -> {
            for (String line : lines) {
                socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
                if (socket.getInputStream().read(new byte[1000]) < 0) {
                    return;
                }
            }
            socket.getInputStream().read();
        });
    }

    @Test
    void aMailServerThatTakesHeloAndQuitIsWell() throws Exception {
        try (LoopbackServer server = saying("220 here", "250-first\r\n250 last", "221 bye")) {
            run(smtp(server, PATIENT));
            heard.awaitVerdict(A, Verdict.UP);
        }
    }

    @Test
    void aMailServerHearsHeloAndQuitAndNothingElse() throws Exception {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            byte[] some = new byte[1000];
            for (String line : List.of("220 here\r\n", "250 hello\r\n", "221 bye\r\n")) {
                socket.getOutputStream().write(line.getBytes(ISO_8859_1));
                int length = socket.getInputStream().read(some);
                said.add(length < 0 ? "the end" : new String(some, 0, length, ISO_8859_1));
            }
        })) {
            run(smtp(server, PATIENT));
            heard.awaitVerdict(A, Verdict.UP);
            assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo("HELO me.example\r\n");
            assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo("QUIT\r\n");
            assertThat(said.poll(60, TimeUnit.SECONDS)).isEqualTo("the end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 what", "", "x"})
    void whatQuitIsAnsweredWithDoesNotMatter(String answer) throws Exception {
        try (LoopbackServer server = saying("220", "250", answer)) {
            run(smtp(server, PATIENT));
            heard.awaitVerdict(A, Verdict.UP);
        }
    }

    /** All of them together take longer than one may. */
    @Test
    void eachThingThatAMailServerSaysHasTimeOfItsOwn() throws Exception {
        long limit = 5 * SHORT;
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            for (String line : List.of("220 here\r\n", "250 hello\r\n", "221 bye\r\n")) {
                LockSupport.parkNanos(limit / 2);
                socket.getOutputStream().write(line.getBytes(ISO_8859_1));
                if (socket.getInputStream().read(new byte[1000]) < 0) {
                    return;
                }
            }
        })) {
            run(smtp(server, limit));
            assertThat(heard.next().what()).isInstanceOf(CheckNotice.ServerSucceeded.class);
        }
    }

    @Test
    void aLineThatIsTooLongIsGivenUpBeforeItsEnd() throws Exception {
        try (LoopbackServer server = saying("220 " + "x".repeat(8_190))) {
            run(smtp(server, PATIENT));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail()).startsWith("too much was said");
        }
    }

    @Test
    void aCodeWithMoreDigitsIsAnother() throws Exception {
        try (LoopbackServer server = saying("220 here", "2500 four")) {
            run(smtp(server, PATIENT));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail())
                    .isEqualTo("'2500 four' (expected an answer to HELO (250))");
        }
    }

    @Test
    void anAnswerToWhatWasNotAskedIsNone() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            socket.getOutputStream().write("220 a\r\n250 b\r\n221 c\r\n".getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        })) {
            run(smtp(server, SHORT));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail())
                    .isEqualTo("no answer (expected an answer to HELO (250))");
        }
    }

    @Test
    void norIsOneToQuitThatCameWithTheOneToHelo() throws Exception {
        try (LoopbackServer server = saying("220 a", "250 b\r\n221 c")) {
            run(smtp(server, SHORT));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail())
                    .isEqualTo("no answer (expected an answer to QUIT)");
        }
    }

    /** A byte now and then does not keep a check alive, as it does keepalived's. */
    @Test
    void aMailServerThatDripsRunsOutOfTime() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            while (true) {
                socket.getOutputStream().write('2');
                LockSupport.parkNanos(SHORT / 10);
            }
        })) {
            assertThat(failureOf(smtp(server, SHORT))).isEqualTo(FailureReason.READ_TIMEOUT);
        }
    }

    @Test
    void aMailServerThatSendsAwayIsBad() throws Exception {
        try (LoopbackServer server = saying("554 go away")) {
            run(smtp(server, PATIENT));
            CheckNotice.ProbeFailed failed = heard.next(CheckNotice.ProbeFailed.class);
            assertThat(failed.reason()).isEqualTo(FailureReason.WRONG_REPLY);
            assertThat(failed.detail()).isEqualTo("'554 go away' (expected a greeting (220))");
        }
    }

    @Test
    void aMailServerThatHangsUpIsBad() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {})) {
            assertThat(failureOf(smtp(server, PATIENT))).isIn(FailureReason.NO_DATA, FailureReason.READ_FAILED);
        }
    }

    @Test
    void aMailServerThatResetsIsBad() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> socket.setSoLinger(true, 0))) {
            assertThat(failureOf(smtp(server, PATIENT))).isIn(FailureReason.READ_FAILED, FailureReason.CONNECT_FAILED);
        }
    }

    @Test
    void aSilentMailServerRunsOutOfTime() throws Exception {
        try (LoopbackServer server = saying("220 here", "")) {
            assertThat(failureOf(smtp(server, SHORT))).isIn(FailureReason.READ_TIMEOUT, FailureReason.WRONG_REPLY);
        }
    }

    @Test
    void aMailServerThatNeverEndsItsGreetingIsGivenUp() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            byte[] line = "220-and another thing\r\n".getBytes(ISO_8859_1);
            while (true) {
                socket.getOutputStream().write(line);
            }
        })) {
            run(smtp(server, PATIENT));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail()).startsWith("too much was said");
        }
    }

    @Test
    void aProgramsWeightIsToldWhenItChanges() throws Exception {
        List<Integer> weights = new ArrayList<>();
        CheckTiming timing = new CheckTiming(MILLISECOND, PATIENT, 0, 0, 0, true, false);
        RecordingListener told = new RecordingListener() {
            @Override
            public void onWeight(CheckId id, int weight) {
                weights.add(weight);
            }
        };
        try (CheckEngine weighing = new CheckEngine(told, outside, 1)) {
            weighing.start();
            weighing.replace(Map.of(A, new MiscCheckSpec(timing, List.of("/bin/check"), null, null, PATIENT, true, 1)));
            outside.next().accept(new ProbeResult.Succeeded(8));
            outside.next().accept(new ProbeResult.Succeeded(8));
            outside.next().accept(ProbeResult.Succeeded.INSTANCE);
            outside.next().accept(new ProbeResult.Succeeded(20));
            outside.next().accept(new ProbeResult.Failed(FailureReason.PROGRAM, "exited with status 1"));
            told.awaitVerdict(A, Verdict.DOWN);
            assertThat(weights).containsExactly(8, 20);
        }
    }

    @Test
    void onlyOneProgramOfACheckerIsUnderWayAndItEndsWithTheChecker() throws Exception {
        CheckTiming timing = new CheckTiming(MILLISECOND, MILLISECOND, 0, 0, 0, true, false);
        run(new MiscCheckSpec(timing, List.of("/bin/hangs"), null, null, PATIENT, false, 1));
        Consumer<ProbeResult> first = outside.next();
        assertThat(outside.begun.poll(50, TimeUnit.MILLISECONDS)).isNull();
        engine.replace(Map.of());
        assertThat(outside.ended.poll(60, TimeUnit.SECONDS)).isEqualTo("program");
        first.accept(ProbeResult.Succeeded.INSTANCE);
        run(new PingCheckSpec(CheckTarget.of(LoopbackServer.loopback(), 0), timing(PATIENT)));
        outside.next().accept(ProbeResult.Succeeded.INSTANCE);
        assertThat(heard.next().what()).isInstanceOf(CheckNotice.ServerSucceeded.class);
        assertThat(heard.next().what()).isEqualTo(Verdict.UP);
    }

    @Test
    void anOptionThatCannotBeSetSaysNothingOfTheServer() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {})) {
            CheckTarget target = new CheckTarget(LoopbackServer.loopback(), server.port(), null, "nosuch0", 7);
            run(new TcpCheckSpec(target, timing(PATIENT)));
            CheckNotice.ProbeNotRun notRun = heard.next(CheckNotice.ProbeNotRun.class);
            assertThat(notRun.trouble()).isEqualTo(CheckNotice.LocalTrouble.SOCKET);
            assertThat(notRun.cause()).isEqualTo("no such option here");
            assertThat(heard.isEmpty()).isTrue();
        }
    }
}
