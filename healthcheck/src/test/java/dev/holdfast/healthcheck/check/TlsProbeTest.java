package dev.holdfast.healthcheck.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.RegexSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SSL_GET against servers on loopback whose certificate nobody has signed. */
@Timeout(120)
class TlsProbeTest {
    private static final CheckId A = new CheckId("a");
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(60);
    private static final long SHORT = 300_000_000L;
    private static final String HELLO = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private final RecordingListener heard = new RecordingListener();
    private final CheckEngine engine = new CheckEngine(heard, 1);
    private final BlockingQueue<String> names = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        engine.close();
    }

    private static SSLContext serverContext() throws IOException {
        try (InputStream in = TlsProbeTest.class.getResourceAsStream("tls.p12")) {
            char[] password = "changeit".toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private LoopbackServer secure(LoopbackServer.Behaviour behaviour) throws IOException {
        SSLContext context = serverContext();
        return LoopbackServer.start(plain -> {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
                socket.setUseClientMode(false);
                socket.startHandshake();
                names.add(((ExtendedSSLSession) socket.getSession())
                        .getRequestedServerNames()
                        .toString());
                behaviour.serve(socket);
            }
        });
    }

    private static void hello(Socket socket) throws IOException {
        LoopbackServer.readRequest(socket);
        socket.getOutputStream().write(HELLO.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        // The answer ends with its length; the server may keep the connection.
        socket.getInputStream().read();
    }

    private void check(LoopbackServer server, long timeout, HttpCheckSpec.Tls tls, @Nullable RegexSpec regex) {
        check(server, timeout, tls, regex, false);
    }

    private void check(
            LoopbackServer server, long timeout, HttpCheckSpec.Tls tls, @Nullable RegexSpec regex, boolean closesTls) {
        CheckTiming timing = new CheckTiming(HOUR, timeout, 0, 0, 0, true, false);
        UrlSpec url = new UrlSpec(
                "/",
                List.of(),
                "5d41402abc4b2a76b9719d911017c592",
                "www.example.com",
                regex,
                HttpHeaders.NONE,
                closesTls);
        engine.start();
        engine.replace(Map.of(
                A,
                new HttpCheckSpec(
                        CheckTarget.of(LoopbackServer.loopback(), server.port()),
                        timing,
                        HttpProtocol.DEFAULT,
                        List.of(url),
                        false,
                        tls)));
    }

    private FailureReason failure() throws InterruptedException {
        return heard.next(CheckNotice.ProbeFailed.class).reason();
    }

    @Test
    void anUnsignedCertificateAndTheVirtualHostAsServerName() throws Exception {
        try (LoopbackServer server = secure(TlsProbeTest::hello)) {
            check(server, PATIENT, new HttpCheckSpec.Tls(true, null), new RegexSpec("h.llo", false, Set.of(), 0, 0));
            heard.awaitVerdict(A, Verdict.UP);
            assertThat(names.take()).contains("www.example.com");
        }
    }

    @Test
    void noServerNameUnlessAskedFor() throws Exception {
        try (LoopbackServer server = secure(TlsProbeTest::hello)) {
            check(server, PATIENT, new HttpCheckSpec.Tls(false, null), null);
            heard.awaitVerdict(A, Verdict.UP);
            assertThat(names.take()).isEqualTo("[]");
        }
    }

    @Test
    void aBodyWithoutWhatIsSearchedForIsBad() throws Exception {
        try (LoopbackServer server = secure(TlsProbeTest::hello)) {
            check(
                    server,
                    PATIENT,
                    new HttpCheckSpec.Tls(true, "other.example"),
                    new RegexSpec("^bye", false, Set.of(), 0, 0));
            assertThat(failure()).isEqualTo(FailureReason.REGEX);
            assertThat(names.take()).contains("other.example");
        }
    }

    private LoopbackServer answering(String answer, boolean closesTls) throws IOException {
        SSLContext context = serverContext();
        return LoopbackServer.start(plain -> {
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, false);
            socket.setUseClientMode(false);
            LoopbackServer.readRequest(socket);
            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            if (closesTls) {
                socket.shutdownOutput();
            } else {
                plain.shutdownOutput();
            }
            // The connection itself stays open until the other side is content.
            plain.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    @ParameterizedTest
    @CsvSource({"true,true", "false,true", "true,false", "false,false"})
    void howTlsEndsCountsOnlyWhereItIsToldTo(boolean announced, boolean closesTls) throws Exception {
        String answer = announced ? HELLO : HELLO.replace("Content-Length: 5\r\n", "");
        try (LoopbackServer server = answering(answer, closesTls)) {
            check(server, PATIENT, new HttpCheckSpec.Tls(false, null), null, false);
            heard.awaitVerdict(A, Verdict.UP);
        }
        try (LoopbackServer server = answering(answer, closesTls)) {
            check(server, PATIENT, new HttpCheckSpec.Tls(false, null), null, true);
            if (closesTls) {
                assertThat(heard.next(CheckNotice.ServerSucceeded.class)).isNotNull();
            } else {
                assertThat(failure()).isEqualTo(FailureReason.READ_FAILED);
            }
        }
    }

    @Test
    void whatIsNoTlsIsBad() throws Exception {
        try (LoopbackServer plain = LoopbackServer.start(socket -> {
            socket.getOutputStream().write(HELLO.getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        })) {
            check(plain, PATIENT, new HttpCheckSpec.Tls(false, null), null);
            assertThat(failure()).isEqualTo(FailureReason.TLS);
        }
    }

    @Test
    void oneThatHangsUpInTheHandshakeIsBad() throws Exception {
        try (LoopbackServer server =
                LoopbackServer.start(socket -> socket.getInputStream().read(new byte[5]))) {
            check(server, PATIENT, new HttpCheckSpec.Tls(false, null), null);
            assertThat(failure()).isIn(FailureReason.TLS, FailureReason.READ_FAILED);
        }
    }

    @Test
    void oneThatHearsTheHelloAndHangsUpIsToldInWords() throws Exception {
        try (LoopbackServer server =
                LoopbackServer.start(socket -> socket.getInputStream().read(new byte[65_536]))) {
            check(server, PATIENT, new HttpCheckSpec.Tls(false, null), null);
            assertThat(heard.next(CheckNotice.ProbeFailed.class).detail()).isEqualTo("closed during the TLS handshake");
        }
    }

    @Test
    void aHandshakeThatDoesNotEndRunsOutOfTime() throws Exception {
        try (LoopbackServer server = LoopbackServer.start(
                socket -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()))) {
            check(server, SHORT, new HttpCheckSpec.Tls(false, null), null);
            assertThat(failure()).isEqualTo(FailureReason.CONNECT_TIMEOUT);
        }
    }

    @Test
    void anAnswerThatNeverEndsRunsOutOfTimeAndIsNotKept() throws Exception {
        try (LoopbackServer server = secure(socket -> {
            LoopbackServer.readRequest(socket);
            socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(ISO_8859_1));
            byte[] more = new byte[8192];
            while (true) {
                socket.getOutputStream().write(more);
            }
        })) {
            check(server, TimeUnit.SECONDS.toNanos(2), new HttpCheckSpec.Tls(false, null), null);
            assertThat(failure()).isIn(FailureReason.READ_TIMEOUT, FailureReason.CONNECT_TIMEOUT);
        }
    }
}
