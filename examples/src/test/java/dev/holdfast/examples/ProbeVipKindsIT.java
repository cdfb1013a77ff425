package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code probe_vip} of every checker that has it, with real servers that serve the virtual address only. The director is the master, so it
 * has that address itself.
 */
@Timeout(600)
class ProbeVipKindsIT {
    private static final String TIMES = """
            probe_vip
            alpha
            connect_timeout 2
            retry 0
            warmup 0
            """;

    /** Checkers by the ports that they ask. */
    private static final Map<Integer, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(25, "SMTP_CHECK {\n" + TIMES + "helo_name director\n}\n");
        KINDS.put(53, "DNS_CHECK {\n" + TIMES + "type A\nname here.test\n}\n");
        KINDS.put(80, "HTTP_GET {\n" + TIMES + "url {\npath /\nstatus_code 200\n}\n}\n");
        KINDS.put(443, "SSL_GET {\n" + TIMES + "url {\npath /\nstatus_code 200\n}\n}\n");
        KINDS.put(700, "UDP_CHECK {\n" + TIMES + "payload 0102\nrequire_reply 0102\n}\n");
        KINDS.put(3306, "MYSQL_CHECK {\n" + TIMES + "user monitor\npassword \"let me in\"\n}\n");
        KINDS.put(6379, "REDIS_CHECK {\n" + TIMES + "}\n");
        KINDS.put(8080, "TCP_CHECK {\n" + TIMES + "}\n");
    }

    private static String configuration(String vip, String server, String method) {
        StringBuilder text = new StringBuilder(
                Protocol.V3.instance("VI_1", 51, 200, List.of(vip + (vip.contains(":") ? "/128" : "/32"))));
        KINDS.forEach((port, checker) -> text.append("""
                virtual_server %1$s %2$d {
                delay_loop 1
                lvs_sched rr
                lvs_method %4$s
                protocol TCP
                real_server %3$s %2$d {
                %5$s}
                }
                """.formatted(vip, port, server, method, checker)));
        return text.toString();
    }

    private static void start(Stage stage, Path directory, String... command) throws IOException {
        stage.b()
                .namespace()
                .start(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(command[0] + ".log").toFile()));
    }

    /** Servers of each kind, by this address only. */
    private static void serve(Stage stage, String vip) throws Exception {
        Path directory = stage.emptyDirectory("servers");
        String inUrl = vip.contains(":") ? "[" + vip + "]" : vip;
        web(stage, directory, inUrl);
        start(
                stage,
                directory,
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-hosts",
                "--no-resolv",
                "--user=root",
                "--pid-file=",
                "--bind-interfaces",
                "--listen-address=" + vip,
                "--host-record=here.test,192.0.2.77");
        start(
                stage,
                directory,
                "redis-server",
                "--bind",
                vip,
                "--protected-mode",
                "no",
                "--save",
                "",
                "--dir",
                directory.toString());
        database(stage, directory, vip);
        mail(stage, directory, vip);
        start(
                stage,
                directory,
                "socat",
                (vip.contains(":") ? "UDP6" : "UDP4") + "-RECVFROM:700,fork,bind=" + inUrl,
                "PIPE");
    }

    private static void web(Stage stage, Path directory, String address) throws IOException {
        String key = directory.resolve("key.pem").toString();
        String certificate = directory.resolve("certificate.pem").toString();
        Programs.Outcome made = Programs.run(new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=test",
                "-keyout",
                key,
                "-out",
                certificate));
        assertThat(made.status()).as(made.output()).isZero();
        Path file =
                Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/pid;
                error_log %1$s/error;
                events { }
                http {
                    access_log off;
                    ssl_certificate %3$s;
                    ssl_certificate_key %4$s;
                    server { listen %2$s:80; listen %2$s:8080; listen %2$s:443 ssl; return 200; }
                }
                """.formatted(directory, address, certificate, key));
        start(stage, directory, "nginx", "-c", file.toString());
    }

    private static void database(Stage stage, Path directory, String address) throws IOException {
        Path data = directory.resolve("db");
        Programs.Outcome made = Programs.run(new ProcessBuilder(
                "mariadb-install-db",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--skip-test-db",
                "--skip-name-resolve",
                "--innodb-log-file-size=4M"));
        assertThat(made.status()).as(made.output()).isZero();
        Path users = Files.writeString(
                directory.resolve("users.sql"), "CREATE USER monitor@'%' IDENTIFIED BY 'let me in';\n");
        start(
                stage,
                directory,
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--socket=" + directory.resolve("socket"),
                "--bind-address=" + address,
                "--skip-name-resolve",
                "--performance-schema=OFF",
                "--innodb-buffer-pool-size=8M",
                "--innodb-log-file-size=4M",
                "--innodb-use-native-aio=OFF",
                "--init-file=" + users);
    }

    private static void mail(Stage stage, Path directory, String address) throws IOException {
        Path file = Files.writeString(directory.resolve("smtpd.conf"), """
                listen on %s hostname mail.example.test
                action nothing relay
                match from any for domain "example.test" action nothing
                """.formatted(address));
        // It keeps its queue and its socket where it likes, so it gets such places of its own.
        String places = "mount -t tmpfs -o mode=755 none /run && mount -t tmpfs -o mode=755 none /var/spool";
        start(stage, directory, "unshare", "--mount", "sh", "-c", places + " && exec smtpd -d -f " + file);
    }

    private static void await(Stage stage, Director director, String server, String state) {
        List<Pattern> lines = KINDS.keySet().stream()
                .map(port -> Pattern.compile("\\[" + server + "\\]:tcp:" + port + " +" + state + " "))
                .toList();
        stage.await("all are " + state, () -> {
            String status = StatusIT.ask(director, "status").output();
            return lines.stream().allMatch(line -> line.matcher(status).find());
        });
    }

    private static void addVip(Host host, String vip) {
        host.ip("address", "add", vip, "dev", "lo", vip.contains(":") ? "nodad" : "noprefixroute");
    }

    private static String withoutProbes(String configuration) {
        return configuration.replace("probe_vip\n", "");
    }

    @ParameterizedTest(name = "{0} by {2}")
    @CsvSource({"192.0.2.100, 192.0.2.2, DR", "2001:db8::100, 2001:db8::2, DR", "192.0.2.100, 192.0.2.2, TUN"})
    void isAskedForByEveryKind(String vip, String server, String method) throws Exception {
        for (String program : List.of(
                "nginx",
                "dnsmasq",
                "redis-server",
                "mariadbd",
                "mariadb-install-db",
                "smtpd",
                "socat",
                "openssl",
                "nft")) {
            RealKernel.requireProgram(program);
        }
        try (Stage stage = new Stage("probe vip kinds " + method + (vip.contains(":") ? "6" : ""))) {
            Host host = stage.b();
            stage.a().addIpv6(1);
            host.addIpv6(2);
            host.ip("link", "set", "lo", "up");
            host.namespace().run("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
            addVip(host, vip);
            serve(stage, vip);
            String configuration = configuration(vip, server, method);
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            await(stage, director, server, "UP");
            stage.await(
                    "the master has the address", () -> stage.a().ip("address").contains(vip + "/"));

            // Servers that are well and have lost the address.
            host.ip("address", "delete", vip, "dev", "lo");
            await(stage, director, server, "DOWN");
            addVip(host, vip);
            await(stage, director, server, "UP");

            // What this test would see without: nobody serves the servers' own address.
            director.reload(withoutProbes(configuration));
            await(stage, director, server, "DOWN");
            director.reload(configuration);
            await(stage, director, server, "UP");
            assertThat(director.log()).doesNotContain("Exception");
            assertThat(director.stop()).isZero();
        }
    }

    /** A checker that asks no port of a server has nothing to ask the virtual address for. */
    @Test
    void isRefusedInOneLineWhereThereIsNothingToAsk() {
        try (Stage stage = new Stage("probe vip refused")) {
            String server =
                    "virtual_server 192.0.2.100 80 {\nlvs_method %s\nlvs_sched rr\nprotocol TCP\nreal_server 192.0.2.2 80 {\n%s}\n}\n";
            String instance = Protocol.V3.instance("VI_1", 51, 200, List.of("192.0.2.101/32"));
            Director director = stage.start(
                    HOLDFAST,
                    stage.a(),
                    instance
                            + server.formatted("DR", "PING_CHECK {\nprobe_vip\n}\n")
                            + server.replace("100 80", "100 81")
                                    .formatted("DR", "MISC_CHECK {\nmisc_path /bin/true\nprobe_vip\n}\n")
                            + server.replace("100 80", "100 82").formatted("NAT", "TCP_CHECK {\nprobe_vip\n}\n"));
            stage.awaitOnlyHolder(stage.a(), "192.0.2.101");
            List<String> lines = director.log()
                    .lines()
                    .filter(line -> line.contains("probe_vip"))
                    .toList();
            assertThat(lines)
                    .anyMatch(line -> line.contains("unknown keyword 'probe_vip' (expected a keyword of PING_CHECK)"));
            assertThat(lines)
                    .anyMatch(line -> line.contains("unknown keyword 'probe_vip' (expected a keyword of MISC_CHECK)"));
            assertThat(lines)
                    .anyMatch(line -> line.contains(
                            "probe_vip of a server behind address translation (expected lvs_method DR or TUN"));
        }
    }
}
