package dev.holdfast.healthcheck.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine against real servers on loopback. */
class CheckEngineTest {
    private static final CheckId A = new CheckId("a");
    private static final CheckId B = new CheckId("b");
    private static final long MILLISECOND = 1_000_000L;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final RecordingListener heard = new RecordingListener();
    private final CheckEngine engine = new CheckEngine(heard, 1);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aServerThatStopsAndReturnsGoesDownAndUp() throws Exception {
        int port;
        try (LoopbackServer server = LoopbackServer.start(Socket::close)) {
            port = server.port();
            run(Map.of(A, tcp(port, MILLISECOND, 2, false)));
            assertThat(heard.next().what()).isInstanceOf(CheckNotice.ServerSucceeded.class);
        }
        CheckNotice.ProbeFailed failed = heard.next(CheckNotice.ProbeFailed.class);
        assertThat(failed.reason()).isEqualTo(FailureReason.CONNECT_FAILED);
        assertThat(failed.detail()).contains("Connection refused");
        assertThat(heard.next(CheckNotice.RetriesExhausted.class).retries()).isEqualTo(2);
        assertThat(heard.next().what()).isEqualTo(Verdict.DOWN);
        try (LoopbackServer again =
                LoopbackServer.start(new InetSocketAddress(LoopbackServer.loopback(), port), Socket::close)) {
            heard.next(CheckNotice.ServerSucceeded.class);
            assertThat(heard.next().what()).isEqualTo(Verdict.UP);
            awaitAccepted(again, 1);
        }
    }

    @Test
    void alphaReportsTheFirstSuccess() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(Socket::close)) {
            run(Map.of(A, tcp(server.port(), HOUR, 0, true)));
            assertThat(heard.next().what()).isInstanceOf(CheckNotice.ServerSucceeded.class);
            assertThat(heard.next().what()).isEqualTo(Verdict.UP);
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingPassesATcpCheckAndSeesAPlainClose() throws Exception {
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        try (LoopbackServer server =
                LoopbackServer.start(socket -> read.add(socket.getInputStream().read()))) {
            run(Map.of(A, tcp(server.port(), HOUR, 0, true)));
            heard.awaitVerdict(A, Verdict.UP);
            assertThat(read.poll(60, TimeUnit.SECONDS))
                    .as("end of stream, not a reset and no byte")
                    .isEqualTo(-1);
        }
    }

    @Test
    void anAddressThatDoesNotAnswerTimesOut() throws Exception {
        // A full accept queue: the kernel drops further connection attempts, as a filter would.
        List<Socket> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, LoopbackServer.loopback())) {
            InetSocketAddress address = new InetSocketAddress(LoopbackServer.loopback(), full.getLocalPort());
            for (boolean room = true; room; ) {
                Socket socket = new Socket();
                filling.add(socket);
                try {
                    socket.connect(address, 300);
                } catch (SocketTimeoutException e) {
                    room = false;
                }
                assertThat(filling).hasSizeLessThan(100);
            }
            CheckTiming timing = new CheckTiming(HOUR, 200 * MILLISECOND, 0, 0, 0, false, false);
            run(Map.of(A, new TcpCheckSpec(CheckTarget.of(LoopbackServer.loopback(), full.getLocalPort()), timing)));
            assertThat(heard.next(CheckNotice.ProbeFailed.class).reason()).isEqualTo(FailureReason.CONNECT_TIMEOUT);
            heard.awaitVerdict(A, Verdict.DOWN);
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    /** What came while the thread stood still is there before the time was up, as far as anybody can tell. */
    @Test
    void anAnswerThatCameWhileTheThreadStoodStillCounts() throws Exception {
        long limit = 1_000 * MILLISECOND;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch still = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        CheckListener standsStill = new CheckListener() {
            @Override
            public void onNotice(CheckId id, CheckNotice notice) {
                heard.onNotice(id, notice);
                if (id.equals(B) && asked.getCount() == 0 && answered.getCount() > 0) {
                    long until = System.nanoTime() + 2 * limit;
                    still.countDown();
                    try {
                        assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    while (System.nanoTime() - until < 0) {
                        Thread.onSpinWait();
                    }
                }
            }

            @Override
            public void onVerdict(CheckId id, Verdict verdict) {
                heard.onVerdict(id, verdict);
            }
        };
        try (CheckEngine other = new CheckEngine(standsStill, 1);
                LoopbackServer server = LoopbackServer.start(socket -> {
                    LoopbackServer.readRequest(socket);
                    asked.countDown();
                    try {
                        still.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    socket.getOutputStream().write("HTTP/1.1 204 OK\r\n\r\n".getBytes(ISO_8859_1));
                    answered.countDown();
                })) {
            CheckTiming timing = new CheckTiming(HOUR, limit, 0, 0, 0, true, false);
            HttpCheckSpec http = new HttpCheckSpec(
                    CheckTarget.of(LoopbackServer.loopback(), server.port()),
                    timing,
                    HttpProtocol.DEFAULT,
                    List.of(UrlSpec.ofPath("/")),
                    false,
                    null);
            int closed;
            try (ServerSocket socket = new ServerSocket(0, 1, LoopbackServer.loopback())) {
                closed = socket.getLocalPort();
            }
            other.replace(Map.of(A, http, B, tcp(closed, MILLISECOND, 0, true)));
            other.start();
            Object first = heard.await(h -> h.id().equals(A)).what();
            assertThat(first).isInstanceOf(CheckNotice.UrlSucceeded.class);
        }
    }

    @Test
    void probesComeFromTheAddressTheyAreBoundTo() throws Exception {
        InetAddress source = InetAddress.getByAddress(new byte[] {127, 0, 0, 5});
        BlockingQueue<InetAddress> from = new LinkedBlockingQueue<>();
        try (LoopbackServer server = LoopbackServer.start(socket -> from.add(socket.getInetAddress()))) {
            CheckTarget target =
                    new CheckTarget(LoopbackServer.loopback(), server.port(), new InetSocketAddress(source, 0));
            run(Map.of(A, new TcpCheckSpec(target, timing(HOUR, 0, false))));
            assertThat(from.poll(60, TimeUnit.SECONDS)).isEqualTo(source);
        }
    }

    @Test
    void aFixedSourcePortIsUsedAgainAndAgain() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, LoopbackServer.loopback())) {
            port = free.getLocalPort();
        }
        BlockingQueue<Integer> from = new LinkedBlockingQueue<>();
        try (LoopbackServer server = LoopbackServer.start(socket -> from.add(socket.getPort()))) {
            InetSocketAddress source = new InetSocketAddress(LoopbackServer.loopback(), port);
            CheckTarget target = new CheckTarget(LoopbackServer.loopback(), server.port(), source);
            run(Map.of(A, new TcpCheckSpec(target, timing(5 * MILLISECOND, 0, false))));
            for (int i = 0; i < 3; i++) {
                assertThat(from.poll(60, TimeUnit.SECONDS)).isEqualTo(port);
            }
        }
    }

    @Test
    void aSourceThatIsNotHereIsNotTheServersFault() throws Exception {
        InetAddress notHere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        try (LoopbackServer server = LoopbackServer.start(Socket::close)) {
            CheckTarget target =
                    new CheckTarget(LoopbackServer.loopback(), server.port(), new InetSocketAddress(notHere, 0));
            run(Map.of(A, new TcpCheckSpec(target, timing(MILLISECOND, 0, false))));
            for (int i = 0; i < 5; i++) {
                assertThat(heard.next().what()).isInstanceOfSatisfying(CheckNotice.ProbeNotRun.class, notRun -> {
                    assertThat(notRun.trouble()).isEqualTo(CheckNotice.LocalTrouble.BIND);
                    assertThat(notRun.cause()).contains("Cannot assign requested address");
                });
            }
        }
    }

    @Test
    void aLocalPortThatIsTakenIsNotTheServersFault() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(
                        socket -> assertThat(socket.getInputStream().read()).isEqualTo(-1));
                Socket holder = new Socket()) {
            holder.setReuseAddress(true);
            holder.bind(new InetSocketAddress(LoopbackServer.loopback(), 0));
            holder.connect(new InetSocketAddress(LoopbackServer.loopback(), server.port()));
            // Both may be bound to the same port, but there can be only one such connection: connect(2) fails.
            InetSocketAddress source = new InetSocketAddress(LoopbackServer.loopback(), holder.getLocalPort());
            CheckTarget target = new CheckTarget(LoopbackServer.loopback(), server.port(), source);
            run(Map.of(A, new TcpCheckSpec(target, timing(HOUR, 0, false))));
            assertThat(heard.next().what())
                    .isInstanceOfSatisfying(
                            CheckNotice.ProbeNotRun.class,
                            notRun -> assertThat(notRun.trouble()).isEqualTo(CheckNotice.LocalTrouble.BIND));
        }
    }

    @Test
    void anUnchangedCheckerIsNotTouched() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(Socket::close);
                LoopbackServer other = LoopbackServer.start(Socket::close)) {
            run(Map.of(A, tcp(server.port(), HOUR, 0, true)));
            heard.awaitVerdict(A, Verdict.UP);
            engine.replace(Map.of(A, tcp(server.port(), HOUR, 0, true), B, tcp(other.port(), HOUR, 0, true)));
            heard.awaitVerdict(B, Verdict.UP);
            // A second first probe of A would have been scheduled before B's.
            assertThat(heard.heardOf(A)).isFalse();
            engine.replace(
                    Map.of(A, tcp(server.port(), HOUR + 1, 0, true), B, tcp(other.port(), MILLISECOND, 1, true)));
            awaitAccepted(other, 5);
            awaitAccepted(server, 2);
            assertThat(server.accepted())
                    .as("once, and once more when it changed")
                    .isEqualTo(2);
        }
    }

    @Test
    void aChangedTargetBeginsAgainAndChangedTimingDoesNot() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(Socket::close)) {
            int closed = closedPort();
            run(Map.of(A, tcp(closed, HOUR, 0, false)));
            heard.awaitVerdict(A, Verdict.DOWN);
            engine.replace(Map.of(A, tcp(closed, HOUR, 3, false)));
            assertThat(heard.next().what()).as("still down, so no verdict").isInstanceOf(CheckNotice.ProbeFailed.class);
            engine.replace(Map.of(A, tcp(server.port(), HOUR, 3, false)));
            assertThat(heard.next().what()).isEqualTo(Verdict.UP);
            assertThat(heard.next().what()).isInstanceOf(CheckNotice.ServerSucceeded.class);
        }
    }

    @Test
    void aRemovedCheckerIsNotHeardOfAgain() throws Exception {
        int closed = closedPort();
        try (LoopbackServer server = LoopbackServer.start(Socket::close)) {
            run(Map.of(A, tcp(closed, MILLISECOND, 0, false)));
            heard.awaitVerdict(A, Verdict.DOWN);
            engine.replace(Map.of(B, tcp(server.port(), MILLISECOND, 0, true)));
            heard.awaitVerdict(B, Verdict.UP);
            heard.clear();
            awaitAccepted(server, 100);
            assertThat(heard.heardOf(A)).isFalse();
        }
    }

    @Test
    void aProbeThatCannotBeginCostsNoCheckerAndIsTold() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        OutsideProbes failing = new OutsideProbes() {
            @Override
            public Attempt run(MiscCheckSpec spec, Consumer<ProbeResult> whenDone) {
                switch (attempts.incrementAndGet()) {
                    case 1 -> throw new OutOfMemoryError("unable to create native thread");
                    case 2 -> throw new IllegalStateException("expected");
                    default -> whenDone.accept(ProbeResult.Succeeded.INSTANCE);
                }
                return () -> {};
            }

            @Override
            public Attempt ping(PingCheckSpec spec, Consumer<ProbeResult> whenDone) {
                throw new AssertionError("not asked for");
            }

            @Override
            public void setOptions(int socket, CheckTarget target) {}
        };
        try (CheckEngine trying = new CheckEngine(heard, failing, 1)) {
            trying.replace(Map.of(
                    A,
                    new MiscCheckSpec(
                            timing(MILLISECOND, 0, true), List.of("/bin/check"), null, null, HOUR, false, 1)));
            trying.start();
            assertThat(heard.next(CheckNotice.ProbeNotRun.class).cause()).contains("native thread");
            assertThat(heard.next(CheckNotice.ProbeNotRun.class).cause()).contains("expected");
            heard.next(CheckNotice.ServerSucceeded.class);
        }
    }

    @Test
    void aListenerThatThrowsCostsNoChecker() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CheckListener throwing = new CheckListener() {
            @Override
            public void onNotice(CheckId id, CheckNotice notice) {
                calls.incrementAndGet();
                throw new IllegalStateException("expected in this test's output");
            }

            @Override
            public void onVerdict(CheckId id, Verdict verdict) {
                calls.incrementAndGet();
                throw new IllegalStateException("expected in this test's output");
            }
        };
        try (LoopbackServer server = LoopbackServer.start(Socket::close);
                CheckEngine guarded = new CheckEngine(throwing, 1)) {
            guarded.replace(Map.of(A, tcp(server.port(), MILLISECOND, 0, true)));
            guarded.start();
            awaitAccepted(server, 10);
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void thereIsNoThreadBeforeThereIsACheckerAndNoneAfterClose() throws Exception {
        // A thread ends a moment after the engine that had it.
        awaitTrue("the threads of earlier tests are gone", () -> checkThreads().isEmpty());
        Set<Thread> before = checkThreads();
        try (LoopbackServer server = LoopbackServer.start(Socket::close)) {
            engine.start();
            engine.replace(Map.of());
            assertThat(checkThreads()).isEqualTo(before);
            engine.replace(Map.of(A, tcp(server.port(), MILLISECOND, 0, true)));
            heard.awaitVerdict(A, Verdict.UP);
            assertThat(checkThreads()).hasSize(before.size() + 1);
            engine.close();
            awaitTrue("the thread is gone", () -> checkThreads().equals(before));
            engine.close();
            assertThatThrownBy(engine::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> engine.replace(Map.of())).isInstanceOf(IllegalStateException.class);
        }
    }

    /** The other side counts: a second connection of one checker while its first is still unanswered would be seen there. */
    @Test
    void fiveHundredCheckersOnOneLoopNeverHaveTwoProbesAtOnce() throws Exception {
        Map<InetAddress, AtomicInteger> underWay = new ConcurrentHashMap<>();
        Map<InetAddress, AtomicInteger> seen = new ConcurrentHashMap<>();
        AtomicInteger worst = new AtomicInteger();
        byte[] answer = "HTTP/1.0 200 OK\r\n\r\nhello".getBytes(ISO_8859_1);
        try (LoopbackServer server = LoopbackServer.start(new InetSocketAddress(anyAddress(), 0), socket -> {
            InetAddress checker = socket.getLocalAddress();
            AtomicInteger mine = underWay.computeIfAbsent(checker, x -> new AtomicInteger());
            worst.accumulateAndGet(mine.incrementAndGet(), Math::max);
            seen.computeIfAbsent(checker, x -> new AtomicInteger()).incrementAndGet();
            LoopbackServer.readRequest(socket);
            socket.getOutputStream().write(answer);
            // The prober is done when it sees the end of the answer, which is the close after this.
            mine.decrementAndGet();
        })) {
            Map<CheckId, CheckSpec> checks = new HashMap<>();
            for (int i = 0; i < 500; i++) {
                InetAddress address =
                        InetAddress.getByAddress(new byte[] {127, 1, (byte) (i / 250), (byte) (i % 250 + 1)});
                CheckTiming timing =
                        new CheckTiming(20 * MILLISECOND, 30_000 * MILLISECOND, 0, 0, 20 * MILLISECOND, false, false);
                checks.put(
                        new CheckId("server-" + i),
                        new HttpCheckSpec(
                                CheckTarget.of(address, server.port()),
                                timing,
                                HttpProtocol.DEFAULT,
                                List.of(UrlSpec.ofPath("/")),
                                false));
            }
            run(checks);
            awaitAccepted(server, 5000);
            engine.close();
            assertThat(worst).hasValue(1);
            assertThat(seen).as("every checker had its turn").hasSize(500);
            assertThat(seen.values()).allMatch(n -> n.get() > 1);
        }
    }

    private void run(Map<CheckId, CheckSpec> checks) {
        engine.replace(checks);
        engine.start();
    }

    private static void awaitAccepted(LoopbackServer server, int connections) {
        awaitTrue(connections + " connections", () -> server.accepted() >= connections);
    }

    private static void awaitTrue(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    private static Set<Thread> checkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("health-check"))
                .collect(java.util.stream.Collectors.toSet());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, LoopbackServer.loopback())) {
            return free.getLocalPort();
        }
    }

    private static InetAddress anyAddress() throws IOException {
        return InetAddress.getByAddress(new byte[4]);
    }

    private static TcpCheckSpec tcp(int port, long delayLoopNanos, int retries, boolean alpha) {
        return new TcpCheckSpec(
                CheckTarget.of(LoopbackServer.loopback(), port), timing(delayLoopNanos, retries, alpha));
    }

    private static CheckTiming timing(long delayLoopNanos, int retries, boolean alpha) {
        return new CheckTiming(delayLoopNanos, 30_000 * MILLISECOND, retries, MILLISECOND, 0, alpha, false);
    }
}
