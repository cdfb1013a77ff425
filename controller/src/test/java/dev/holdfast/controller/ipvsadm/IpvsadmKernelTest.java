package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ours and a real ipvsadm 1.31 beside each other on a real kernel, in one network namespace: the same command line to
 * both. {@link KernelIpvsadmIT} provides kernel, namespace and host names, and prints the table of the pairs.
 */
@Tag("ipvs-kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IpvsadmKernelTest {
    private static final int ATTEMPTS = 50;

    private final List<String> pairs = new ArrayList<>();

    private final RealIpvsadm real;

    IpvsadmKernelTest() throws IOException {
        real = RealIpvsadm.start();
    }

    @BeforeEach
    void empty_the_table() throws IOException {
        assertThat(Files.readSymbolicLink(Path.of("/proc/self/ns/net")))
                .as("the tests empty the table: never in the machine's own network namespace")
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/1/ns/net")));
        assertThat(ipvsadm("-C").status()).isZero();
    }

    @AfterAll
    void print_the_pairs() throws IOException {
        real.close();
        String report = System.getProperty("ipvsadm.pairs");
        String table = String.join("\n", pairs) + "\n" + pairs.size() + " pairs compared\n";
        System.out.print(table);
        if (report != null) {
            Files.writeString(Path.of(report), table);
        }
    }

    @Test
    void listings_are_byte_for_byte_ipvsadms() {
        ipvsadm("-R", Fixture.resource("table.rules"));
        ipvsadm("--start-daemon backup --mcast-interface lo --syncid 7 --mcast-group 224.0.0.90 --mcast-ttl 3");
        ipvsadm("--start-daemon master --mcast-interface lo --sync-maxlen 1000 --mcast-port 9000");
        try {
            assertThat(ipvsadm("-S -n").out().lines())
                    .hasSameSizeAs(Fixture.resource("table.rules").lines().toList());
            SoftAssertions all = new SoftAssertions();
            for (String arguments : listings()) {
                all.assertThatCode(() -> same(arguments)).as(arguments).doesNotThrowAnyException();
            }
            all.assertAll();
        } finally {
            stopDaemons();
        }
    }

    private static List<String> listings() {
        return List.of(
                "",
                "-L",
                "-l",
                "-L -n",
                "-Ln",
                "-ln",
                "--list --numeric",
                "-Ln --sort",
                "-Ln --nosort",
                "-L --nosort",
                "-Ln --exact",
                "-Ln --stats",
                "-L --stats",
                "-Ln --stats --exact",
                "-LnX --stats",
                "-Ln --rate",
                "-L --rate --nosort",
                "-Ln --rate --exact",
                "-Ln --thresholds",
                "-L --thresholds",
                "-Ln --persistent-conn",
                "-L --persistent-conn",
                "-Ln --tun-info",
                "-L --tun-info",
                "-Ln --stats --rate --thresholds --tun-info",
                "-Ln --rate --thresholds",
                "-Ln --thresholds --persistent-conn --tun-info",
                "-Ln --persistent-conn --tun-info",
                "-L --timeout",
                "-Ln --timeout",
                "-L --daemon",
                "-Ln --daemon",
                "-Lc",
                "-Lnc",
                "-Lnc --persistent-conn",
                "-S",
                "-S -n",
                "-Sn",
                "--save --numeric",
                "-Ln -t 10.0.0.1:80",
                "-L -t 10.0.0.1:http",
                "-L -t web.example:http --stats",
                "-Ln -u 10.0.0.1:53",
                "-Ln --sctp-service 10.0.0.4:5060",
                "-Ln -t [2001:db8::1]:80",
                "-L -t [2001:db8::1]:80 --thresholds",
                "-Ln -t [2001:db8::1]:80 --nosort",
                "-Ln -f 7",
                "-Ln -f 8 -6",
                "-Ln -f 4294967295 --tun-info",
                "-Ln --syncid 3");
    }

    @Test
    void a_table_of_hundreds_is_in_the_same_order() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            // Spread over the whole range, so that the differences overflow.
            String address = (i * 37 % 223 + 1) + "." + (i * 91 % 256) + ".7." + (i * 53 % 250 + 1);
            rules.append("-A -t ")
                    .append(address)
                    .append(":")
                    .append(80 + i % 3)
                    .append(" -s rr\n");
            rules.append("-A -f ").append(1 + i * 35791394L).append('\n');
            rules.append("-a -f 1 -r ")
                    .append(address)
                    .append(":")
                    .append(i % 4)
                    .append(" -m\n");
            rules.append("-A -u [")
                    .append(Integer.toHexString(0x2000 + i * 397))
                    .append("::")
                    .append(i)
                    .append("]:53 -s rr\n");
        }
        ipvsadm("-R", rules.toString());
        same("-Ln");
        same("-Ln --nosort");
        same("-S -n");
        // Another order of insertion, another result where the order is a circle.
        List<String> lines = new ArrayList<>(rules.toString().lines().toList());
        Collections.reverse(lines);
        lines.add(0, "-A -f 1");
        ipvsadm("-C");
        ipvsadm("-R", String.join("\n", lines.stream().distinct().toList()) + "\n");
        same("-Ln");
        same("-S -n");
    }

    @Test
    void live_connections_and_counters_are_listed_alike() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket server = new ServerSocket(0, 10, loopback);
                DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            int port = server.getLocalPort();
            ipvsadm(
                    "-R",
                    "-A -t 127.0.0.1:8888 -s rr -p 600\n-a -t 127.0.0.1:8888 -r 127.0.0.1:" + port + " -m\n"
                            + "-A -t 127.0.0.1:http -s rr\n-a -t 127.0.0.1:http -r 127.0.0.1:" + port + " -m\n"
                            + "-A -u 127.0.0.1:5060 -s rr -p 300 --pe sip\n-a -u 127.0.0.1:5060 -r 127.0.0.1:"
                            + datagrams.getLocalPort() + " -m\n");
            try (Socket persistent = new Socket(loopback, 8888);
                    Socket plain = new Socket(loopback, 80);
                    Socket first = server.accept();
                    Socket second = server.accept();
                    DatagramSocket phone = new DatagramSocket()) {
                persistent.getOutputStream().write(new byte[1000]);
                plain.getOutputStream().write(new byte[2000]);
                byte[] call = "INVITE sip:a@b SIP/2.0\r\nCall-ID: 0123456789abcdef@example\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII);
                phone.send(new DatagramPacket(call, call.length, loopback, 5060));
                // What was sent has passed the table.
                assertThat(first.getInputStream().readNBytes(1000)).hasSize(1000);
                assertThat(second.getInputStream().readNBytes(2000)).hasSize(2000);
                for (String arguments : List.of(
                        "-Lc",
                        "-Lnc",
                        "-Lc --persistent-conn",
                        "-Lnc --persistent-conn",
                        "-Ln",
                        "-Ln --persistent-conn",
                        "-Ln --stats",
                        "-Ln --stats --exact",
                        "-Ln --rate",
                        "-Ln --thresholds")) {
                    same(arguments);
                }
                assertThat(ipvsadm("-Lnc").out()).contains("ESTABLISHED", "127.0.0.1:8888");
                assertThat(ipvsadm("-Lnc --persistent-conn").out()).contains("sip");
            }
        }
    }

    @Test
    void a_tutorials_commands_do_the_same() {
        List<String> commands = List.of(
                "-A -t 192.168.132.254:80 -s wrr",
                "-a -t 192.168.132.254:80 -r 192.168.132.64:80 -m -w 1",
                "-a -t 192.168.132.254:80 -r 192.168.132.68:80 -m -w 2",
                "-a -t 192.168.132.254:80 -r 192.168.132.69:80 -g -w 3",
                "-a -t 192.168.132.254:80 -r 192.168.132.70 -g",
                "-E -t 192.168.132.254:80 -s rr",
                "-e -t 192.168.132.254:80 -r 192.168.132.64:80 -g",
                "-A -t 192.168.132.254:3306 -s lc",
                "-a -t 192.168.132.254:3306 -r 192.168.132.64 -m",
                "-a -t 192.168.132.254:3306 -r 192.168.132.68 -m -w 4",
                "-d -t 192.168.132.254:80 -r 192.168.132.70:80",
                "-Z");
        commands.forEach(command -> assertThat(ipvsadm(command)).isEqualTo(new Run(0, "", "")));
        String theirs = state();
        String listed = ipvsadm("-Ln").out();
        ipvsadm("-C");

        commands.forEach(command -> assertThat(ours(command)).as(command).isEqualTo(new Run(0, "", "")));
        assertThat(state()).isEqualTo(theirs);
        assertThat(ours("-Ln").out()).isEqualTo(listed);

        // Each restores what the other saved.
        String saved = ours("-S -n").out();
        assertThat(saved).isEqualTo(ipvsadm("-S -n").out());
        ours("-C");
        assertThat(ipvsadm("-Ln").out()).doesNotContain("TCP");
        assertThat(ours("-R", saved)).isEqualTo(new Run(0, "", ""));
        assertThat(ipvsadm("-Ln").out()).isEqualTo(listed);
        ipvsadm("-C");
        ipvsadm("-R", saved);
        assertThat(ours("-Ln").out()).isEqualTo(listed);
        ours("-D -t 192.168.132.254:80");
        ours("-D -t 192.168.132.254:3306");
        assertThat(ipvsadm("-S -n").out()).isEmpty();
        pairs.add(pair("a tutorial's commands", "", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "numeric"})
    void what_one_saves_the_other_restores(String how) {
        String option = how.equals("named") ? "-S" : "-S -n";
        ipvsadm(
                "-R",
                Fixture.resource("table.rules")
                        .lines()
                        .filter(line -> !line.contains(" -x "))
                        .reduce("", (a, b) -> a + b + "\n"));
        String saved = ours(option).out();
        assertThat(saved).isEqualTo(ipvsadm(option).out());
        if (how.equals("named")) {
            // Neither reads names of IPv6 hosts, names that were cut, and negative marks: those are left out.
            saved = saved.lines()
                    .filter(line ->
                            !line.contains("six.example") && !line.contains("cut-by-ipvsad") && !line.contains("-f -1"))
                    .reduce("", (a, b) -> a + b + "\n");
            restored(saved);
            return;
        }
        saved = saved.lines().filter(line -> !line.contains("-f -1")).reduce("", (a, b) -> a + b + "\n");
        restored(saved);
    }

    /** Both restore the same table from the same file. */
    private void restored(String saved) {
        ipvsadm("-C");
        Run theirs = ipvsadm("-R", saved);
        String state = state();
        ours("-C");
        Run run = ours("-R", saved);
        assertThat(run).isEqualTo(new Run(theirs.status(), "", ""));
        assertThat(state()).isEqualTo(state);
        pairs.add(pair("-R", "a save file of " + saved.lines().count() + " lines", theirs.status()));
    }

    /**
     * Each line is a scenario: commands separated by {@code ;}, the last of which is compared, with the table after
     * it.
     */
    @ParameterizedTest
    @MethodSource("scenarios")
    void every_option_does_the_same(String scenario) {
        List<Run> theirs = new ArrayList<>();
        List<String> commands = List.of(scenario.split(" *; *"));
        commands.forEach(command -> theirs.add(ipvsadm(command)));
        String state = state();
        stopDaemons();
        ours("-C");
        try {
            for (int i = 0; i < commands.size(); i++) {
                Run run = ours(commands.get(i));
                pairs.add(pair(commands.get(i), "", run.status()));
                assertThat(run.status())
                        .as(
                                "%s: %s; ipvsadm: %s",
                                commands.get(i), run.err(), theirs.get(i).err())
                        .isEqualTo(theirs.get(i).status());
                assertThat(run.out())
                        .as(commands.get(i))
                        .isEqualTo(theirs.get(i).out());
                if (run.status() == 0) {
                    assertThat(run.err()).isEmpty();
                } else {
                    assertThat(run.err())
                            .startsWith("holdfast ipvs: ")
                            .endsWith("\n")
                            .hasLineCount(1);
                }
            }
            assertThat(state()).isEqualTo(state);
        } finally {
            stopDaemons();
        }
    }

    static List<String> scenarios() throws IOException {
        return Fixture.resource("scenarios.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** The files are separated by lines of {@code ---}. */
    @ParameterizedTest
    @MethodSource("files")
    void a_restore_applies_the_same_lines(String file) {
        Run theirs = ipvsadm("-R", file);
        String state = state();
        ours("-C");

        Run run = ours("-R", file);

        assertThat(state()).as("%s; %s", run.err(), theirs.err()).isEqualTo(state);
        assertThat(run.out()).isEqualTo(theirs.out());
        pairs.add(pair("-R", file.replace("\n", "\\n"), run.status()));
        if (theirs.err().isEmpty()) {
            assertThat(run).isEqualTo(theirs);
        } else if (theirs.status() == 0) {
            // ipvsadm's status is that of the last line; a failure before it does not show.
            assertThat(run.status()).as(run.err()).isEqualTo(255);
        } else {
            assertThat(run.status()).as(run.err()).isEqualTo(theirs.status());
        }
        if (run.status() != 0) {
            assertThat(run.err()).contains("holdfast ipvs: line ").contains(" commands applied");
        }
    }

    static List<String> files() throws IOException {
        return List.of(Fixture.resource("files.txt").split("---\n"));
    }

    @Test
    void a_replacement_leaves_what_the_file_says() {
        ipvsadm("-R", Fixture.resource("table.rules"));
        // Neither reads the negative marks that both write.
        String whole = ipvsadm("-S -n")
                .out()
                .lines()
                .filter(line -> !line.contains("-f -1"))
                .reduce("", (a, b) -> a + b + "\n");
        String half = whole.lines().limit(20).reduce("", (a, b) -> a + b + "\n");
        ours("-C");
        ipvsadm("-R", half);
        String wanted = ipvsadm("-Ln").out();
        ipvsadm("-C");
        ipvsadm("-R", "-A -f 99 -s rr\n" + whole);

        assertThat(ours("-R --replace", half)).isEqualTo(new Run(0, "", ""));

        assertThat(ipvsadm("-Ln").out()).isEqualTo(wanted);
        assertThat(ours("-R --replace", "-A -f 98\n-A -f 98\n").status()).isEqualTo(2);
        assertThat(ipvsadm("-Ln").out()).isEqualTo(wanted);
    }

    @Test
    void without_privilege_both_end_alike() {
        List<String> without = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--");
        List<String> theirs = new ArrayList<>(without);
        theirs.addAll(List.of("ipvsadm", "-L"));
        List<String> own = new ArrayList<>(without);
        own.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.controller.Holdfast",
                "ipvs",
                "-L"));
        Run run = Run.program(own, "");
        assertThat(run.status()).isEqualTo(Run.program(theirs, "").status()).isEqualTo(2);
        assertThat(run.err()).contains("CAP_NET_ADMIN").doesNotContain("\tat ");
        pairs.add(pair("-L", "without privilege", 2));
    }

    @Test
    void json_says_what_the_listings_say() {
        ipvsadm("-R", Fixture.resource("table.rules"));
        assertThat(ours("-L --json").out())
                .contains("\"version\": \"1.2.1\"", "\"firewallMark\": 4294967295", "\"upperThreshold\": 100");
        assertThat(ours("--json").out()).isEqualTo(ours("-L --json").out());
        assertThat(ours("-L --timeout --json").out()).contains("\"tcpSeconds\": 900");
        assertThat(ours("-L --daemon --json").out()).contains("\"daemons\": []");
        assertThat(ours("-Lc --json").out()).contains("\"connections\": [");
    }

    /** Compares a listing byte for byte; when what is listed changes meanwhile, again. */
    private void same(String arguments) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Run before = ipvsadm(arguments);
            Run run = ours(arguments);
            Run after = ipvsadm(arguments);
            if (before.equals(after)) {
                assertThat(run).as(arguments).isEqualTo(before);
                assertThat(run.status()).isZero();
                pairs.add(pair(arguments, before.out().lines().count() + " lines", 0));
                return;
            }
        }
        throw new AssertionError(arguments + " changed " + ATTEMPTS + " times while it was listed");
    }

    private static String pair(String arguments, String what, int status) {
        return String.format("%-70s %3d  %s", "ipvs " + arguments, status, what);
    }

    /**
     * Everything there is to tell of the table, by our own listings: that they are ipvsadm's is shown by another
     * test.
     */
    private static String state() {
        return ours("-S -n").out()
                + ours("-Ln --thresholds").out()
                + ours("-Ln --nosort").out()
                + ours("-L --timeout").out()
                + ours("-L --daemon").out();
    }

    private static void stopDaemons() {
        ours("--stop-daemon master");
        ours("--stop-daemon backup");
    }

    private Run ipvsadm(String arguments) {
        return ipvsadm(arguments, "");
    }

    private Run ipvsadm(String arguments, String input) {
        return real.run(Fixture.words(arguments), input);
    }

    private static Run ours(String arguments) {
        return ours(arguments, "");
    }

    private static Run ours(String arguments, String input) {
        return Run.ours(Fixture.words(arguments), input);
    }
}
