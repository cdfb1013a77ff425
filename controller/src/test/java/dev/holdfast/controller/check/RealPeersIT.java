package dev.holdfast.controller.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.check.FaultyServer.Ending;
import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.DnsCheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.HttpHeaders.Header;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.LoginCheckSpec;
import dev.holdfast.healthcheck.LoginCheckSpec.Service;
import dev.holdfast.healthcheck.RegexSpec;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.TlsFiles;
import dev.holdfast.healthcheck.UdpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.check.CheckEngine;
import dev.holdfast.healthcheck.check.OutsideProbes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every checker that connects, against real servers and against some that do not work, all at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPeersIT {
    /** For what has to answer. */
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(30);
    /** For what never does. */
    private static final long BRIEF = TimeUnit.SECONDS.toNanos(2);
    /** For what begins as it should and does not end; the first TLS of a busy machine takes its time. */
    private static final long UNHURRIED = TimeUnit.SECONDS.toNanos(8);

    private static final String HTTP_HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    private static final String HELLO_MD5 = "e4d7f1b4ed2e42d15898f4b27b019da4";
    private static final long MOST_KEPT_BYTES = 32L << 20;

    /** How it has to end: a reason with the beginning of what was seen, or well. */
    private record Case(String name, CheckSpec spec, String expected) {}

    private @Nullable RealPeers started;
    private final List<Case> cases = new ArrayList<>();

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
        RealPeers peers = RealPeers.start(home);
        started = peers;
        peers.host().runInside(() -> {
            tcp(peers);
            http(peers);
            headers();
            https(peers);
            certificates(peers);
            smtp(peers);
            dns(peers);
            udp(peers);
            mysql(peers);
            redis(peers);
        });
    }

    @AfterAll
    void stop() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    private RealPeers peers() {
        return java.util.Objects.requireNonNull(started);
    }

    private void add(String name, CheckSpec spec, String expected) {
        cases.add(new Case(name, spec, expected));
    }

    private static CheckTiming timing(long timeoutNanos) {
        return new CheckTiming(PATIENT, timeoutNanos, 0, 0, 0, true, false);
    }

    private CheckTarget at(int port) {
        return CheckTarget.of(peers().address(), port);
    }

    private void tcp(RealPeers peers) throws IOException {
        for (int port : List.of(RealPeers.MARIADB, RealPeers.REDIS, RealPeers.HTTP)) {
            add("TCP_CHECK of port " + port, new TcpCheckSpec(at(port), timing(PATIENT)), "well");
        }
        add("TCP_CHECK half-open", new TcpCheckSpec(at(peers.faulty().half()), timing(PATIENT)), "well");
        int reset = peers.faulty().greets("", Ending.RESET);
        add("TCP_CHECK reset", new TcpCheckSpec(at(reset), timing(PATIENT)), "well|CONNECT_FAILED");
        add("TCP_CHECK refused", new TcpCheckSpec(at(peers.faulty().nobody()), timing(PATIENT)), "CONNECT_FAILED");
        add("TCP_CHECK filtered", new TcpCheckSpec(at(RealPeers.DROPPED), timing(BRIEF)), "CONNECT_TIMEOUT");
    }

    private HttpCheckSpec web(int port, long timeoutNanos, boolean tls, UrlSpec url) {
        return new HttpCheckSpec(
                at(port),
                timing(timeoutNanos),
                HttpProtocol.HTTP_1_1,
                List.of(url),
                false,
                tls ? new HttpCheckSpec.Tls(true, null) : null);
    }

    private HttpCheckSpec web(int port, long timeoutNanos, String path) {
        return web(port, timeoutNanos, false, UrlSpec.ofPath(path));
    }

    private static UrlSpec search(String path, String pattern, boolean not) {
        return new UrlSpec(path, List.of(), null, "www.example.test", new RegexSpec(pattern, not, Set.of(), 0, 0));
    }

    private void http(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        int port = RealPeers.HTTP;
        UrlSpec digest = new UrlSpec("/", List.of(), HELLO_MD5, null);
        UrlSpec otherDigest = new UrlSpec("/", List.of(), HELLO_MD5.replace('e', 'd'), null);
        add("HTTP_GET", web(port, PATIENT, "/"), "well");
        add("HTTP_GET digest", web(port, PATIENT, false, digest), "well");
        add("HTTP_GET regex", web(port, PATIENT, false, search("/host", "^www\\.example\\.test$", false)), "well");
        add("HTTP_GET another digest", web(port, PATIENT, false, otherDigest), "DIGEST");
        add("HTTP_GET another text", web(port, PATIENT, false, search("/", "goodbye", false)), "REGEX");
        add("HTTP_GET unwanted text", web(port, PATIENT, false, search("/", "hello", true)), "REGEX");
        add("HTTP_GET wrong answer", web(port, PATIENT, "/missing"), "STATUS_CODE: status 404");
        UrlSpec teapot = new UrlSpec("/teapot", List.of(StatusCodeRange.of(418)), null, null);
        add("HTTP_GET wanted status", web(port, PATIENT, false, teapot), "well");
        add("HTTP_GET refused", web(faulty.nobody(), PATIENT, "/"), "CONNECT_FAILED");
        add("HTTP_GET filtered", web(RealPeers.DROPPED, BRIEF, "/"), "CONNECT_TIMEOUT");
        add("HTTP_GET slow answer", web(port, BRIEF, "/slow"), "READ_TIMEOUT");
        add("HTTP_GET empty reply", web(port, PATIENT, "/close"), "NO_DATA: closed without an answer");
        add("HTTP_GET half-open", web(faulty.half(), BRIEF, "/"), "FIRST_BYTE_TIMEOUT");
        add("HTTP_GET silence", web(faulty.asked("", Ending.SILENCE), BRIEF, "/"), "FIRST_BYTE_TIMEOUT");
        add("HTTP_GET of something else", web(RealPeers.MARIADB, PATIENT, "/"), "BAD_RESPONSE");
        add("HTTP_GET of mail", web(RealPeers.SMTP, PATIENT, "/"), "BAD_RESPONSE");
        add("HTTP_GET by TLS's port", web(RealPeers.HTTPS, PATIENT, "/"), "STATUS_CODE: status 400");
        add("HTTP_GET reset", web(faulty.asked("", Ending.RESET), PATIENT, "/"), "READ_FAILED");
        add(
                "HTTP_GET reset in the middle",
                web(faulty.asked(HTTP_HEAD + "abc", Ending.RESET), PATIENT, "/"),
                "READ_FAILED");
        add("HTTP_GET head's half", web(faulty.asked("HTTP/1.1 200 O", Ending.CLOSE), PATIENT, "/"), "NO_DATA");
        add("HTTP_GET body's half", web(faulty.asked(HTTP_HEAD + "abc", Ending.CLOSE), PATIENT, "/"), "well");
        add("HTTP_GET dripping", web(faulty.asked(HTTP_HEAD, Ending.DRIP), BRIEF, "/"), "READ_TIMEOUT");
        add(
                "HTTP_GET endless head",
                web(faulty.asked("HTTP/1.1 200 OK\r\nX: y\r\n", Ending.AGAIN), PATIENT, "/"),
                "BAD_RESPONSE");
    }

    private static UrlSpec asking(String path, String method, @Nullable Header sent, @Nullable Header expected) {
        HttpHeaders headers = new HttpHeaders(
                method, sent == null ? List.of() : List.of(sent), expected == null ? List.of() : List.of(expected));
        return new UrlSpec(path, List.of(), null, null, null, headers, false);
    }

    private void headers() {
        int port = RealPeers.HTTP;
        Header sent = new Header("X-Probe", "let me in");
        Header ready = new Header("x-state", "Ready");
        Header other = new Header("X-State", "Busy");
        add("HTTP_GET by HEAD", web(port, PATIENT, false, asking("/method", "HEAD", null, null)), "well");
        add(
                "HTTP_GET not by HEAD",
                web(port, PATIENT, false, asking("/method", "POST", null, null)),
                "STATUS_CODE: status 405");
        add("HTTP_GET sending", web(port, PATIENT, false, asking("/header", "GET", sent, ready)), "well");
        add(
                "HTTP_GET not sending",
                web(port, PATIENT, false, asking("/header", "GET", null, null)),
                "STATUS_CODE: status 403");
        add(
                "HTTP_GET any header",
                web(port, PATIENT, false, asking("/header", "GET", sent, new Header("X-State", ""))),
                "well");
        add(
                "HTTP_GET another header",
                web(port, PATIENT, false, asking("/header", "GET", sent, other)),
                "WRONG_REPLY: X-State: Ready (expected Busy)");
        add(
                "HTTP_GET no header",
                web(port, PATIENT, false, asking("/", "GET", null, other)),
                "WRONG_REPLY: no header X-State (expected Busy)");
    }

    private void https(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        UrlSpec root = UrlSpec.ofPath("/");
        UrlSpec named = search("/name", "^www\\.example\\.test$", false);
        add("SSL_GET", web(RealPeers.HTTPS, PATIENT, true, root), "well");
        add("SSL_GET with a name", web(RealPeers.HTTPS, PATIENT, true, named), "well");
        add("SSL_GET by TLS 1.3", web(RealPeers.NEW_TLS, PATIENT, true, root), "well");
        add("SSL_GET wrong answer", web(RealPeers.HTTPS, PATIENT, true, UrlSpec.ofPath("/missing")), "STATUS_CODE");
        add("SSL_GET slow answer", web(RealPeers.HTTPS, UNHURRIED, true, UrlSpec.ofPath("/slow")), "READ_TIMEOUT");
        add("SSL_GET empty reply", web(RealPeers.HTTPS, PATIENT, true, UrlSpec.ofPath("/close")), "NO_DATA");
        add("SSL_GET of plain text", web(RealPeers.HTTP, PATIENT, true, root), "TLS");
        add("SSL_GET of mail", web(RealPeers.SMTP, PATIENT, true, root), "TLS");
        add("SSL_GET by TLS 1.0", web(RealPeers.OLD_TLS, PATIENT, true, root), "TLS");
        add("SSL_GET closed", web(faulty.asked("", Ending.CLOSE), PATIENT, true, root), "TLS");
        add("SSL_GET refused", web(faulty.nobody(), PATIENT, true, root), "CONNECT_FAILED");
        add("SSL_GET filtered", web(RealPeers.DROPPED, BRIEF, true, root), "CONNECT_TIMEOUT");
        add(
                "SSL_GET silence",
                web(faulty.asked("", Ending.SILENCE), BRIEF, true, root),
                "CONNECT_TIMEOUT: the TLS handshake");
    }

    private HttpCheckSpec secured(int port, @Nullable String host, boolean verified, TlsFiles files) {
        return new HttpCheckSpec(
                at(port),
                timing(PATIENT),
                HttpProtocol.HTTP_1_1,
                List.of(new UrlSpec("/", List.of(), HELLO_MD5, host)),
                false,
                new HttpCheckSpec.Tls(false, null, verified, files));
    }

    private void certificates(RealPeers peers) {
        String authority = peers.file("ca.pem");
        String certificate = peers.file("client.pem");
        int port = RealPeers.CLIENT_TLS;
        add("SSL_GET without a certificate", secured(port, null, false, TlsFiles.NONE), "STATUS_CODE: status 400");
        for (String key : List.of("client.key", "client-old.key", "client-aes.key")) {
            TlsFiles files = new TlsFiles(certificate, peers.file(key), "open-sesame", null);
            add("SSL_GET with " + key, secured(port, null, false, files), "well");
            TlsFiles closed = new TlsFiles(certificate, peers.file(key), "sesame", null);
            add(
                    "SSL_GET with " + key + " and another password",
                    secured(port, null, false, closed),
                    "not run: key " + peers.file(key) + ": a key that the password does not open");
        }
        for (String key : List.of("curve.key", "curve-old.key")) {
            TlsFiles files = new TlsFiles(peers.file("curve.pem"), peers.file(key), null, null);
            add("SSL_GET with " + key, secured(port, null, false, files), "well");
        }
        add(
                "SSL_GET with key and certificate in one file",
                secured(port, null, false, new TlsFiles(peers.file("both.pem"), peers.file("both.pem"), null, null)),
                "well");
        add(
                "SSL_GET with a certificate of nobody's",
                secured(
                        port,
                        null,
                        false,
                        new TlsFiles(peers.file("certificate.pem"), peers.file("key.pem"), null, null)),
                "STATUS_CODE: status 400");
        add(
                "SSL_GET with another's key",
                secured(port, null, false, new TlsFiles(certificate, peers.file("key.pem"), null, null)),
                "not run: key " + peers.file("key.pem") + " is not that of the certificate");
        add(
                "SSL_GET without its file",
                secured(port, null, false, new TlsFiles(certificate, peers.file("none"), null, null)),
                "not run: key " + peers.file("none") + ": not there");
        add(
                "SSL_GET with a file of something else",
                secured(port, null, false, new TlsFiles(peers.file("nginx.conf"), peers.file("key.pem"), null, null)),
                "not run: certificate " + peers.file("nginx.conf") + ": no certificate in it");
        TlsFiles trusting = new TlsFiles(peers.file("curve.pem"), peers.file("curve.key"), null, authority);
        add("SSL_GET verified by the name", secured(port, "www.example.test:446", true, trusting), "well");
        add("SSL_GET verified by the address", secured(port, null, true, trusting), "well");
        String refused = "TLS: the certificate is not accepted: ";
        add(
                "SSL_GET verified by another name",
                secured(port, "other.example.test", true, trusting),
                refused + "No subject alternative DNS name matching other.example.test");
        add("SSL_GET of another name", secured(port, "other.example.test", false, trusting), "well");
        add(
                "SSL_GET verified and unsigned",
                secured(RealPeers.HTTPS, "www.example.test", true, trusting),
                refused + "unable to find valid certification path");
        add(
                "SSL_GET verified by Java's authorities",
                secured(port, "www.example.test", true, TlsFiles.NONE),
                refused + "unable to find valid certification path");
        add(
                "SSL_GET verified and expired",
                secured(RealPeers.EXPIRED_TLS, "www.example.test", true, trusting),
                refused + "NotAfter");
        add("SSL_GET expired", secured(RealPeers.EXPIRED_TLS, "www.example.test", false, trusting), "well");
        UrlSpec closing = new UrlSpec("/", List.of(), HELLO_MD5, null, null, HttpHeaders.NONE, true);
        add("SSL_GET with a TLS that is closed", web(RealPeers.HTTPS, PATIENT, true, closing), "well");
    }

    private SmtpCheckSpec mail(int port, long timeoutNanos) {
        return new SmtpCheckSpec(at(port), timing(timeoutNanos), "director.example.test");
    }

    private void smtp(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        add("SMTP_CHECK", mail(RealPeers.SMTP, PATIENT), "well");
        add("SMTP_CHECK refused", mail(faulty.nobody(), PATIENT), "CONNECT_FAILED");
        add("SMTP_CHECK filtered", mail(RealPeers.DROPPED, BRIEF), "CONNECT_TIMEOUT");
        add("SMTP_CHECK half-open", mail(faulty.half(), BRIEF), "READ_TIMEOUT: no answer (expected a greeting");
        add(
                "SMTP_CHECK refusing",
                mail(faulty.greets("554 go away\r\n", Ending.SILENCE), PATIENT),
                "WRONG_REPLY: '554 go away'");
        add("SMTP_CHECK of MariaDB", mail(RealPeers.MARIADB, BRIEF), "READ_TIMEOUT|WRONG_REPLY");
        add("SMTP_CHECK closed", mail(faulty.greets("", Ending.CLOSE), PATIENT), "NO_DATA");
        add(
                "SMTP_CHECK greeted and closed",
                mail(faulty.greets("220 hello\r\n", Ending.CLOSE), PATIENT),
                "NO_DATA|READ_FAILED|SEND_FAILED");
        add("SMTP_CHECK reset", mail(faulty.greets("220 hel", Ending.RESET), PATIENT), "READ_FAILED|CONNECT_FAILED");
        add(
                "SMTP_CHECK slow",
                mail(faulty.greets("220 hello\r\n", Ending.SILENCE), BRIEF),
                "READ_TIMEOUT: no answer (expected an answer to HELO");
        add(
                "SMTP_CHECK endless line",
                mail(faulty.greets("220 hello", Ending.AGAIN), PATIENT),
                "WRONG_REPLY: too much");
        add(
                "SMTP_CHECK endless lines",
                mail(faulty.greets("220-hello\r\n", Ending.AGAIN), PATIENT),
                "WRONG_REPLY: too much");
    }

    private DnsCheckSpec question(int port, long timeoutNanos, String name, int type) {
        return new DnsCheckSpec(at(port), timing(timeoutNanos), type, "A", name);
    }

    private void dns(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        String name = "www.example.test";
        add("DNS_CHECK", question(RealPeers.DNS, PATIENT, name, 1), "well");
        add("DNS_CHECK no such type", question(RealPeers.DNS, PATIENT, name, 28), "well");
        add(
                "DNS_CHECK no such name",
                question(RealPeers.DNS, PATIENT, "no.example.test", 1),
                "WRONG_REPLY: read error occurred. (rcode = 3)");
        add(
                "DNS_CHECK not its name",
                question(RealPeers.DNS, PATIENT, "elsewhere.test", 1),
                "WRONG_REPLY: read error occurred. (rcode = 5)");
        add("DNS_CHECK refused", question(faulty.nobody(), PATIENT, name, 1), "CONNECT_FAILED");
        add("DNS_CHECK filtered", question(RealPeers.DROPPED, BRIEF, name, 1), "FIRST_BYTE_TIMEOUT");
        add("DNS_CHECK silence", question(faulty.datagrams(null), BRIEF, name, 1), "FIRST_BYTE_TIMEOUT");
        add("DNS_CHECK empty reply", question(faulty.datagrams(new byte[0]), BRIEF, name, 1), "FIRST_BYTE_TIMEOUT");
        add("DNS_CHECK of an echo", question(RealPeers.ECHO, BRIEF, name, 1), "FIRST_BYTE_TIMEOUT");
        add(
                "DNS_CHECK large garbage",
                question(faulty.datagrams(new byte[60_000]), BRIEF, name, 1),
                "FIRST_BYTE_TIMEOUT");
    }

    private UdpCheckSpec datagram(int port, long timeoutNanos, UdpCheckSpec.@Nullable Reply reply) {
        return new UdpCheckSpec(at(port), timing(timeoutNanos), new Bytes(new byte[] {1, 2, 3}), reply);
    }

    private void udp(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        UdpCheckSpec.Reply any = UdpCheckSpec.Reply.any(0, 255);
        Bytes start = new Bytes(new byte[] {1, 2});
        Bytes other = new Bytes(new byte[] {1, 4});
        Bytes all = new Bytes(new byte[] {-1, -1});
        add("UDP_CHECK", datagram(RealPeers.ECHO, BRIEF, null), "well");
        add("UDP_CHECK reply", datagram(RealPeers.ECHO, PATIENT, any), "well");
        add(
                "UDP_CHECK wanted reply",
                datagram(RealPeers.ECHO, PATIENT, new UdpCheckSpec.Reply(start, all, 3, 3)),
                "well");
        add(
                "UDP_CHECK wrong answer",
                datagram(RealPeers.ECHO, PATIENT, new UdpCheckSpec.Reply(other, all, 0, 255)),
                "WRONG_REPLY");
        add(
                "UDP_CHECK short",
                datagram(RealPeers.ECHO, PATIENT, UdpCheckSpec.Reply.any(4, 255)),
                "WRONG_REPLY: reply of 3 bytes");
        add(
                "UDP_CHECK long",
                datagram(faulty.datagrams(new byte[60_000]), PATIENT, any),
                "WRONG_REPLY: reply of 60000 bytes");
        add(
                "UDP_CHECK empty reply",
                datagram(faulty.datagrams(new byte[0]), PATIENT, UdpCheckSpec.Reply.any(1, 255)),
                "WRONG_REPLY");
        add("UDP_CHECK refused", datagram(faulty.nobody(), PATIENT, null), "CONNECT_FAILED");
        add("UDP_CHECK silence", datagram(faulty.datagrams(null), BRIEF, null), "well");
        add("UDP_CHECK silence, reply wanted", datagram(faulty.datagrams(null), BRIEF, any), "FIRST_BYTE_TIMEOUT");
        add("UDP_CHECK filtered, reply wanted", datagram(RealPeers.DROPPED, BRIEF, any), "FIRST_BYTE_TIMEOUT");
    }

    private LoginCheckSpec mysql(int port, long timeoutNanos, @Nullable String user, @Nullable String password) {
        return new LoginCheckSpec(at(port), timing(timeoutNanos), Service.MYSQL, user, password);
    }

    private void mysql(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        int port = RealPeers.MARIADB;
        add("MYSQL_CHECK without a user", mysql(port, PATIENT, null, null), "well");
        add("MYSQL_CHECK", mysql(port, PATIENT, "monitor", "let me in"), "well");
        add("MYSQL_CHECK without a password", mysql(port, PATIENT, "open", null), "well");
        add(
                "MYSQL_CHECK wrong password",
                mysql(port, PATIENT, "monitor", "x"),
                "WRONG_REPLY: error 1045: Access denied");
        add("MYSQL_CHECK wrong user", mysql(port, PATIENT, "nobody", "x"), "WRONG_REPLY: error 1045: Access denied");
        add("MYSQL_CHECK refused", mysql(faulty.nobody(), PATIENT, "monitor", "x"), "CONNECT_FAILED");
        add("MYSQL_CHECK filtered", mysql(RealPeers.DROPPED, BRIEF, "monitor", "x"), "CONNECT_TIMEOUT");
        add(
                "MYSQL_CHECK half-open",
                mysql(faulty.half(), BRIEF, null, null),
                "READ_TIMEOUT: no answer (expected a greeting)");
        add("MYSQL_CHECK of mail", mysql(RealPeers.SMTP, BRIEF, null, null), "READ_TIMEOUT|WRONG_REPLY");
        add("MYSQL_CHECK of Redis", mysql(RealPeers.REDIS, BRIEF, null, null), "READ_TIMEOUT");
        add("MYSQL_CHECK closed", mysql(faulty.greets("", Ending.CLOSE), PATIENT, null, null), "NO_DATA");
        add(
                "MYSQL_CHECK reset",
                mysql(faulty.greets("\1\0\0", Ending.RESET), PATIENT, null, null),
                "READ_FAILED|CONNECT_FAILED");
        add(
                "MYSQL_CHECK endless",
                mysql(faulty.greets("zzzz", Ending.AGAIN), PATIENT, null, null),
                "WRONG_REPLY: too much");
        add("MYSQL_CHECK slow", mysql(faulty.greets("\0\1\0\0\n8.0", Ending.DRIP), BRIEF, null, null), "READ_TIMEOUT");
    }

    private LoginCheckSpec redis(int port, long timeoutNanos, @Nullable String user, @Nullable String password) {
        return new LoginCheckSpec(at(port), timing(timeoutNanos), Service.REDIS, user, password);
    }

    private void redis(RealPeers peers) throws IOException {
        FaultyServer faulty = peers.faulty();
        int port = RealPeers.REDIS_WITH_PASSWORD;
        add("REDIS_CHECK", redis(RealPeers.REDIS, PATIENT, null, null), "well");
        add("REDIS_CHECK with a password", redis(port, PATIENT, null, "let me in"), "well");
        add("REDIS_CHECK with a user", redis(port, PATIENT, "default", "let me in"), "well");
        add("REDIS_CHECK no password", redis(port, PATIENT, null, null), "WRONG_REPLY: '-NOAUTH");
        add("REDIS_CHECK wrong password", redis(port, PATIENT, null, "x"), "WRONG_REPLY: '-WRONGPASS");
        add("REDIS_CHECK refused", redis(faulty.nobody(), PATIENT, null, null), "CONNECT_FAILED");
        add("REDIS_CHECK filtered", redis(RealPeers.DROPPED, BRIEF, null, null), "CONNECT_TIMEOUT");
        add(
                "REDIS_CHECK half-open",
                redis(faulty.half(), BRIEF, null, null),
                "READ_TIMEOUT: no answer (expected +PONG");
        add("REDIS_CHECK of nginx", redis(RealPeers.HTTP, PATIENT, null, null), "WRONG_REPLY");
        add("REDIS_CHECK closed", redis(faulty.asked("+PO", Ending.CLOSE), PATIENT, null, null), "NO_DATA");
        add("REDIS_CHECK reset", redis(faulty.asked("+PO", Ending.RESET), PATIENT, null, null), "READ_FAILED");
        add(
                "REDIS_CHECK loading",
                redis(faulty.asked("-LOADING wait\r\n", Ending.SILENCE), PATIENT, null, null),
                "WRONG_REPLY: '-LOADING wait'");
        add(
                "REDIS_CHECK endless",
                redis(faulty.asked("+PONG", Ending.AGAIN), PATIENT, null, null),
                "WRONG_REPLY: too much");
        add("REDIS_CHECK slow", redis(faulty.asked("+PO", Ending.DRIP), BRIEF, null, null), "READ_TIMEOUT");
    }

    /** What each of them ends in: {@code well}, or the reason and what was seen. */
    private static final class Endings implements CheckListener {
        private final Map<CheckId, CompletableFuture<String>> ends = new ConcurrentHashMap<>();

        CompletableFuture<String> of(CheckId id) {
            return ends.computeIfAbsent(id, key -> new CompletableFuture<>());
        }

        @Override
        public void onNotice(CheckId id, CheckNotice notice) {
            if (notice instanceof CheckNotice.ServerSucceeded) {
                of(id).complete("well");
            } else if (notice instanceof CheckNotice.ProbeFailed failed) {
                of(id).complete(failed.reason() + ": " + failed.detail());
            } else if (notice instanceof CheckNotice.ProbeNotRun notRun) {
                of(id).complete("not run: " + notRun.cause());
            }
        }

        @Override
        public void onVerdict(CheckId id, Verdict verdict) {}
    }

    @TestFactory
    Stream<DynamicTest> asExpected() throws Exception {
        Endings endings = new Endings();
        Map<CheckId, CheckSpec> specs = new HashMap<>();
        cases.forEach(one -> specs.put(new CheckId(one.name()), one.spec()));
        CheckEngine engine = new CheckEngine(endings, OutsideProbes.NONE, 1);
        peers().director().runInside(() -> {
            engine.start();
            engine.replace(specs);
        });
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    String ended = endings.of(new CheckId(one.name())).get(90, TimeUnit.SECONDS);
                    assertThat(one.expected().split("\\|"))
                            .as("%s", ended)
                            .anySatisfy(expected -> assertThat(ended).startsWith(expected));
                }))
                .onClose(engine::close);
    }

    @Test
    void anEndlessBodyIsReadAndSearchedWithoutBeingKept() throws Exception {
        FaultyServer faulty = peers().faulty();
        int port = peers().host()
                .inside(() -> faulty.asked("HTTP/1.1 200 OK\r\n\r\n" + "hello ".repeat(100), Ending.AGAIN));
        Endings endings = new Endings();
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .toList();
        long before =
                pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        long sent = faulty.sentWithoutEnd();
        try (CheckEngine engine = new CheckEngine(endings, OutsideProbes.NONE, 1)) {
            CheckId id = new CheckId("endless");
            peers().director().runInside(() -> {
                engine.start();
                engine.replace(Map.of(id, web(port, 10 * PATIENT, false, search("/", "goodbye", false))));
            });
            CompletableFuture<String> end = endings.of(id);
            while (faulty.sentWithoutEnd() - sent < 4 * MOST_KEPT_BYTES && !end.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(end)
                    .as("before four times as much was read as may be kept")
                    .isNotDone();
        }
        long kept =
                pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() - before;
        assertThat(kept).as("kept").isLessThan(MOST_KEPT_BYTES);
    }
}
