package dev.holdfast.controller.check;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A host with real servers that a director checks: nginx, MariaDB, Redis, dnsmasq, OpenSMTPD and an echo of datagrams. */
final class RealPeers implements AutoCloseable {
    static final int DROPPED = 9;
    static final int ECHO = 7;
    static final int SMTP = 25;
    static final int DNS = 53;
    static final int HTTP = 80;
    static final int HTTPS = 443;
    /** Offers no version of TLS that anybody takes today. */
    static final int OLD_TLS = 444;
    /** Speaks only TLS 1.3. */
    static final int NEW_TLS = 445;

    /** Wants a certificate that the authority has signed; its own is signed by it, for its address and www.example.test. */
    static final int CLIENT_TLS = 446;
    /** Its certificate is signed by the authority, and was valid until yesterday. */
    static final int EXPIRED_TLS = 447;

    static final int MARIADB = 3306;
    static final int REDIS = 6379;
    static final int REDIS_WITH_PASSWORD = 6380;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final NetworkNamespace director = NetworkNamespace.create();
    private final NetworkNamespace host = NetworkNamespace.create();
    private final Path home;
    private final InetAddress address;
    private final FaultyServer faulty;

    private RealPeers(Path home) throws Exception {
        this.home = home;
        this.address = InetAddress.getByName("192.0.2.2");
        NetworkNamespace.connect(director, "eth0", host, "eth0");
        director.ip("address", "add", "192.0.2.1/24", "dev", "eth0");
        host.ip("address", "add", "192.0.2.2/24", "dev", "eth0");
        this.faulty = new FaultyServer(address);
    }

    /** Starts them all. */
    static RealPeers start(Path home) throws Exception {
        RealKernel.requireNamespaces();
        for (String program : List.of(
                "nginx",
                "mariadbd",
                "mariadb-install-db",
                "redis-server",
                "dnsmasq",
                "smtpd",
                "socat",
                "nft",
                "openssl")) {
            RealKernel.requireProgram(program);
        }
        RealPeers peers = new RealPeers(home);
        try {
            peers.startServers();
            return peers;
        } catch (Exception | Error e) {
            peers.close();
            throw e;
        }
    }

    /** Certificates as an administrator makes them with openssl(1), in {@link #home}. */
    private void certificates() {
        String curve = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 ";
        String signed = "-CA ca.pem -CAkey ca.key ";
        openssl("req -x509 -days 1 -nodes " + curve + "-subj /CN=authority -keyout ca.key -out ca.pem");
        openssl(
                "req -x509 -days 1 -nodes -newkey rsa:2048 -subj /CN=www.example.test -keyout key.pem -out certificate.pem");
        openssl(
                "req -x509 -days 1 -nodes " + curve + signed
                        + "-subj /CN=server -addext subjectAltName=DNS:www.example.test,IP:192.0.2.2 -keyout server.key -out server.pem");
        openssl("req -new -nodes " + curve + "-subj /CN=www.example.test -keyout old.key -out old.csr");
        openssl("x509 -req -in old.csr " + signed + "-days -1 -out old.pem");
        openssl("req -x509 -days 1 -newkey rsa:2048 -passout pass:open-sesame " + signed
                + "-subj /CN=director -keyout client.key -out client.pem");
        openssl(
                "rsa -in client.key -passin pass:open-sesame -traditional -aes256 -passout pass:open-sesame -out client-old.key");
        openssl(
                "pkcs8 -topk8 -in client.key -passin pass:open-sesame -passout pass:open-sesame -v2 aes128 -out client-aes.key");
        openssl("req -x509 -days 1 -nodes " + curve + signed + "-subj /CN=director -keyout curve.key -out curve.pem");
        openssl("ec -in curve.key -out curve-old.key");
        host.run("sh", "-c", "cat '" + file("curve.key") + "' '" + file("curve.pem") + "' >'" + file("both.pem") + "'");
    }

    private void openssl(String words) {
        List<String> command = new ArrayList<>(List.of("env", "-C", home.toString(), "openssl"));
        command.addAll(List.of(words.split(" ")));
        host.run(command.toArray(String[]::new));
    }

    /** One of the files that are made. */
    String file(String name) {
        return home.resolve(name).toString();
    }

    private void startServers() throws Exception {
        certificates();
        host.run("nft", "add table inet filter");
        host.run("nft", "add chain inet filter in { type filter hook input priority 0 ; }");
        host.run("nft", "add rule inet filter in meta l4proto { tcp, udp } th dport " + DROPPED + " drop");
        mariadb();
        nginx();
        redis(REDIS);
        redis(REDIS_WITH_PASSWORD, "--requirepass", "let me in");
        program(
                "dnsmasq",
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--user=root",
                "--pid-file=",
                "--listen-address=192.0.2.2",
                "--bind-interfaces",
                "--host-record=www.example.test,192.0.2.80",
                "--local=/example.test/");
        program("echo", "socat", "UDP-RECVFROM:" + ECHO + ",fork", "PIPE");
        smtpd();
        for (int port : List.of(
                HTTP,
                HTTPS,
                OLD_TLS,
                NEW_TLS,
                CLIENT_TLS,
                EXPIRED_TLS,
                MARIADB,
                REDIS,
                REDIS_WITH_PASSWORD,
                DNS,
                SMTP)) {
            awaitListening(port);
        }
    }

    private void redis(int port, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "redis-server", "--port", "" + port, "--bind", "0.0.0.0", "--protected-mode", "no", "--save", ""));
        words.addAll(List.of(options));
        program("redis-" + port, words.toArray(String[]::new));
    }

    private void nginx() throws IOException {
        String temporary = "%1$s_temp_path " + home + "/%1$s;\n";
        StringBuilder conf = new StringBuilder("daemon off;\nmaster_process off;\nuser root;\nerror_log stderr;\npid "
                + home + "/nginx.pid;\nevents { }\nhttp {\naccess_log off;\n");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            conf.append(temporary.formatted(kind));
        }
        String locations = """
                default_type text/plain;
                location = / { return 200 "hello, world"; }
                location = /close { return 444; }
                location = /teapot { return 418; }
                location = /slow { limit_rate 1; alias %s/slow; }
                location = /host { return 200 "$host"; }
                location = /name { return 200 "$ssl_server_name"; }
                location = /method { if ($request_method != HEAD) { return 405; } return 200; }
                location = /header { if ($http_x_probe != "let me in") { return 403; } add_header X-State Ready; return 200 in; }
                location / { return 404; }
                """.formatted(home);
        Files.writeString(home.resolve("slow"), "slow ".repeat(10_000));
        server(conf, HTTP, "", "", locations);
        String unsigned = certificate("certificate.pem", "key.pem");
        server(conf, HTTPS, " ssl", unsigned, locations);
        server(conf, OLD_TLS, " ssl", unsigned + "ssl_protocols TLSv1;\nssl_ciphers DEFAULT@SECLEVEL=0;\n", locations);
        server(conf, NEW_TLS, " ssl", unsigned + "ssl_protocols TLSv1.3;\n", locations);
        server(
                conf,
                CLIENT_TLS,
                " ssl",
                certificate("server.pem", "server.key") + "ssl_verify_client on;\nssl_client_certificate "
                        + file("ca.pem") + ";\n",
                locations);
        server(conf, EXPIRED_TLS, " ssl", certificate("old.pem", "old.key"), locations);
        Path file = Files.writeString(home.resolve("nginx.conf"), conf.append("}\n"));
        program("nginx", "nginx", "-p", home.toString(), "-c", file.toString(), "-e", "stderr");
    }

    private String certificate(String certificate, String key) {
        return "ssl_certificate " + file(certificate) + ";\nssl_certificate_key " + file(key) + ";\n";
    }

    private static void server(StringBuilder conf, int port, String option, String tls, String locations) {
        conf.append("server {\nlisten ")
                .append(port)
                .append(option)
                .append(";\n")
                .append(tls)
                .append(locations)
                .append("}\n");
    }

    private void mariadb() throws IOException {
        Path data = home.resolve("mariadb");
        host.run(
                "mariadb-install-db",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--skip-test-db",
                "--skip-name-resolve",
                "--auth-root-authentication-method=normal",
                "--innodb-log-file-size=4M");
        Path accounts = Files.writeString(home.resolve("accounts.sql"), """
                CREATE USER 'monitor'@'%' IDENTIFIED BY 'let me in';
                CREATE USER 'open'@'%';
                """);
        program(
                "mariadb",
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--socket=" + data + "/socket",
                "--pid-file=" + data + "/pid",
                "--port=" + MARIADB,
                "--bind-address=0.0.0.0",
                "--skip-name-resolve",
                "--performance-schema=OFF",
                "--innodb-buffer-pool-size=8M",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-use-native-aio=OFF",
                "--init-file=" + accounts);
    }

    /** It keeps its queue and its socket where it likes, so it gets such places of its own. */
    private void smtpd() throws IOException {
        Path conf = Files.writeString(home.resolve("smtpd.conf"), """
                listen on 192.0.2.2 hostname mail.example.test
                action nothing relay
                match from any for domain "example.test" action nothing
                """);
        program(
                "smtpd",
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o mode=755 none /run && mount -t tmpfs -o mode=755 none /var/spool && exec smtpd -d -f \"$0\"",
                conf.toString());
    }

    private void program(String name, String... command) throws IOException {
        Path log = home.resolve(name + ".log");
        host.start(new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile()));
    }

    private void awaitListening(int port) throws Exception {
        long start = System.nanoTime();
        while (!connects(port)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new AssertionError(
                        "nobody listens on port " + port + "; see the logs in " + home + ":\n" + logs());
            }
            Thread.onSpinWait();
        }
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(home)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                all.append(log.getFileName())
                        .append(":\n")
                        .append(Files.readString(log))
                        .append('\n');
            }
        }
        return all.toString();
    }

    private boolean connects(int port) throws Exception {
        return director.inside(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), 1000);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Where they are. */
    InetAddress address() {
        return address;
    }

    /** Where the checks are made. */
    NetworkNamespace director() {
        return director;
    }

    /** Where they run. */
    NetworkNamespace host() {
        return host;
    }

    /** The ones of them that do not work; to be made within {@link #host}. */
    FaultyServer faulty() {
        return faulty;
    }

    @Override
    public void close() throws IOException {
        faulty.close();
        host.close();
        director.close();
    }
}
