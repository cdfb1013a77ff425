package dev.holdfast.healthcheck.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One HTTP probe against real sockets that answer in every way. */
class HttpProbeTest {
    private static final String HELLO = "5d41402abc4b2a76b9719d911017c592";
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(30);
    private static final long IMPATIENT = TimeUnit.MILLISECONDS.toNanos(300);

    private static final Transport TRANSPORT = Transport.best();
    private static MultiThreadIoEventLoopGroup group;

    @BeforeAll
    static void open() {
        group = new MultiThreadIoEventLoopGroup(1, TRANSPORT.loopHandler());
    }

    @AfterAll
    static void close() {
        assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # answer, then closed                                                  | digest  | result
                    HTTP/1.0 200 OK~Content-Length: 5~~hello                               | hello   | Answered 200 5/5
                    HTTP/1.1 200 OK~Content-Length: 5~~hello                               | hello   | Answered 200 5/5
                    HTTP/1.0 200 OK~~hello                                                 | hello   | Answered 200 -1/5
                    HTTP/1.1 200 OK~~                                                      | empty   | Answered 200 -1/0
                    HTTP/1.1 200 OK~Content-Length: 0~~                                    | empty   | Answered 200 0/0
                    HTTP/1.1 204 No Content~~                                              | none    | Answered 204 0/0
                    HTTP/1.1 200 OK~Content-Length: 50~~hello                              | hello   | Answered 200 50/5
                    HTTP/1.1 200 OK~Content-Length: 2~~hello                               | hello   | DIGEST
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~0~~                | chunked | Answered 200 -1/15
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~0~~                | hello   | DIGEST
                    HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~nonsense                | none    | Answered 200 -1/12
                    HTTP/1.1 200 OK~Content-Encoding: gzip~Content-Length: 5~~hello        | hello   | Answered 200 5/5
                    HTTP/1.1 100 Continue~~HTTP/1.1 200 OK~Content-Length: 5~~hello        | hello   | Answered 200 5/5
                    HTTP/1.1 200 OK~Content-Length: 5~~hellx                               | hello   | DIGEST
                    HTTP/1.1 500 Oops~Content-Length: 5~~hello                             | hello   | STATUS_CODE
                    HTTP/1.1 404 Not Found~Content-Length: 5~~hello                        | none    | STATUS_CODE
                    HTTP/1.1 302 Found~Location: /x~Content-Length: 0~~                    | none    | STATUS_CODE
                    HTTP/1.1 301 Moved~Content-Length: 0~~                                 | 301-303 | Answered 301 0/0
                    HTTP/1.1 304 Not Modified~Content-Length: 70~~                         | 301-303 | STATUS_CODE
                    HTTP/1.1 200 OK~Content-Length: many~~hello                            | none    | BAD_RESPONSE
                    HTTP/1.1 200 OK~Content-Length: -1~~hello                              | none    | BAD_RESPONSE
                    SSH-2.0-OpenSSH_9.2~~                                                  | none    | BAD_RESPONSE
                    ''                                                                     | none    | NO_DATA
                    HTTP/1.1 200 OK                                                        | none    | NO_DATA
                    HTTP/1.1 200 OK~Content-Le                                             | none    | NO_DATA
                    hello                                                                  | none    | NO_DATA
                    """)
    void answers(String answer, String digest, String expected) throws Exception {
        byte[] bytes = answer.replace("~", "\r\n").getBytes(ISO_8859_1);
        UrlSpec url = switch (digest) {
            case "none" -> UrlSpec.ofPath("/");
            case "301-303" -> new UrlSpec("/", List.of(new StatusCodeRange(301, 303)), null, null);
            case "hello" -> new UrlSpec("/", List.of(), HELLO, null);
            // What genhash of keepalived 2.2.7 prints for this chunked answer: chunk sizes are digested too.
            case "chunked" -> new UrlSpec("/", List.of(), "79e9489e3bd3f0cb0158215341de046d", null);
            case "empty" -> new UrlSpec("/", List.of(), "d41d8cd98f00b204e9800998ecf8427e", null);
            default -> throw new IllegalArgumentException(digest);
        };
        try (LoopbackServer server = LoopbackServer.answering(bytes)) {
            assertThat(word(probe(server, url, PATIENT))).isEqualTo(expected);
        }
        try (LoopbackServer byteByByte = LoopbackServer.start(socket -> {
            socket.setTcpNoDelay(true);
            LoopbackServer.readRequest(socket);
            for (byte b : bytes) {
                socket.getOutputStream().write(b);
            }
        })) {
            assertThat(word(probe(byteByByte, url, PATIENT))).as("byte by byte").isEqualTo(expected);
        }
    }

    /** More than is read in one turn, and nothing comes after it that would be told of. */
    @Test
    void anAnswerThatIsThereAtOnceIsReadToItsEnd() throws Exception {
        int length = 48_000;
        CountDownLatch done = new CountDownLatch(1);
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            CountDownLatch written = new CountDownLatch(1);
            CountDownLatch halted = new CountDownLatch(1);
            group.next().execute(() -> {
                halted.countDown();
                await(written);
            });
            await(halted);
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n").getBytes(ISO_8859_1));
            socket.getOutputStream().write(new byte[length]);
            written.countDown();
            await(done);
        })) {
            // The end of its time would have it look for more, too.
            assertThat(word(probe(server, UrlSpec.ofPath("/"), 10 * PATIENT)))
                    .isEqualTo("Answered 200 " + length + "/" + length);
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKeepAliveServerIsNotWaitedFor() throws Exception {
        CompletableFuture<Integer> afterwards = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(ISO_8859_1));
            afterwards.complete(socket.getInputStream().read());
        })) {
            assertThat(probe(server, new UrlSpec("/", List.of(), HELLO, null), PATIENT))
                    .isInstanceOf(ProbeResult.Answered.class);
            assertThat(afterwards.get(60, TimeUnit.SECONDS))
                    .as("the prober hung up")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aServerThatNeverAnswersTimesOutAndIsHungUpOn() throws Exception {
        CompletableFuture<Integer> afterwards = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            afterwards.complete(socket.getInputStream().read());
        })) {
            assertThat(word(probe(server, UrlSpec.ofPath("/"), IMPATIENT))).isEqualTo("FIRST_BYTE_TIMEOUT");
            assertThat(afterwards.get(60, TimeUnit.SECONDS))
                    .as("the prober hung up")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aSlowHeadTimesOutHoweverOftenAByteComes() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            dripUntilHungUp(socket.getOutputStream(), "HTTP/1.1 200 OK\r\nX: ", "y");
        })) {
            assertThat(word(probe(server, UrlSpec.ofPath("/"), IMPATIENT))).isEqualTo("READ_TIMEOUT");
        }
    }

    @Test
    void anEndlessBodyTimesOut() throws Exception {
        CompletableFuture<Boolean> hungUp = new CompletableFuture<>();
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            byte[] much = new byte[65536];
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
            try {
                while (true) {
                    socket.getOutputStream().write(much);
                }
            } catch (IOException e) {
                hungUp.complete(true);
            }
        })) {
            assertThat(word(probe(server, new UrlSpec("/", List.of(), HELLO, null), IMPATIENT)))
                    .isEqualTo("READ_TIMEOUT");
            assertThat(hungUp.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anEndlessHeadIsCutOff() throws Exception {
        byte[] line = ("X-Padding: " + "y".repeat(80) + "\r\n").repeat(400).getBytes(ISO_8859_1);
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
            while (true) {
                socket.getOutputStream().write(line);
            }
        })) {
            assertThat(word(probe(server, UrlSpec.ofPath("/"), PATIENT))).isEqualTo("BAD_RESPONSE");
        }
    }

    @Test
    void aResetIsABrokenConnection() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(socket -> {
            LoopbackServer.readRequest(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhel".getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            socket.setSoLinger(true, 0);
        })) {
            assertThat(word(probe(server, UrlSpec.ofPath("/"), PATIENT))).isEqualTo("READ_FAILED");
        }
    }

    /** Seeded damage to good answers: whatever comes back, the probe ends, with a judgement, and leaves no descriptor open. */
    @Test
    void damagedAnswersAlwaysGetAJudgement() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("damagedAnswersAlwaysGetAJudgement -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<String> good = List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: x\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n5\r\nhello\r\n0\r\nT: 1\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 301 Moved\r\nLocation: /\r\n\r\n<html>");
        int open = openDescriptors();
        for (int i = 0; i < 600; i++) {
            byte[] answer = damaged(good.get(random.nextInt(good.size())).getBytes(ISO_8859_1), random);
            try (LoopbackServer server = LoopbackServer.answering(answer)) {
                ProbeResult result = probe(server, new UrlSpec("/", List.of(), HELLO, null), PATIENT);
                assertThat(result)
                        .as("seed %s, answer <%s>", seed, new String(answer, ISO_8859_1))
                        .isNotInstanceOf(ProbeResult.NotRun.class)
                        .isNotInstanceOf(ProbeResult.Succeeded.class);
            }
        }
        assertThat(openDescriptors()).as("open descriptors, %s before", open).isLessThan(open + 50);
    }

    private static byte[] damaged(byte[] bytes, SplittableRandom random) {
        byte[] damaged = bytes.clone();
        int changes = random.nextInt(1, 6);
        for (int i = 0; i < changes; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) == 0) {
            damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
        }
        return damaged;
    }

    private static int openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    /** Writes until the other side is gone. */
    private static void dripUntilHungUp(OutputStream out, String first, String then) throws IOException {
        out.write(first.getBytes(ISO_8859_1));
        byte[] more = then.getBytes(ISO_8859_1);
        for (int written = 0; written < 15_000; written++) {
            out.write(more);
            out.flush();
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private static ProbeResult probe(LoopbackServer server, UrlSpec url, long timeoutNanos) throws Exception {
        CheckTarget target = CheckTarget.of(LoopbackServer.loopback(), server.port());
        CheckTiming timing = new CheckTiming(1, timeoutNanos, 0, 0, 0, false, false);
        HttpCheckSpec spec = new HttpCheckSpec(target, timing, HttpProtocol.HTTP_1_1, List.of(url), false);
        CompletableFuture<ProbeResult> result = new CompletableFuture<>();
        IoEventLoop loop = group.next();
        ProbeContext context = ProbeContext.of(TRANSPORT, loop, OutsideProbes.NONE, new TlsClient());
        byte[] request = HttpRequestText.of(spec.protocol(), url, target);
        loop.execute(() -> new HttpProbe(context, spec, url, request, result::complete).start());
        return result.get(60, TimeUnit.SECONDS);
    }

    private static String word(ProbeResult result) {
        if (result instanceof ProbeResult.Answered a) {
            return "Answered " + a.statusCode() + " " + a.announcedLength() + "/" + a.receivedLength();
        }
        if (result instanceof ProbeResult.Failed f) {
            return f.reason() == FailureReason.CONNECT_FAILED
                    ? f.toString()
                    : f.reason().toString();
        }
        return result.toString();
    }
}
