package dev.holdfast.controller.realserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.Bridge;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server and a neighbour on a segment, on a real kernel. Whether the server answers for a VIP is asked of the neighbour's
 * kernel: it sends ARP requests or neighbour solicitations for a datagram, and then knows the address or gave up.
 */
@Timeout(180)
class RealServerIT {
    private static final String VIP = "192.0.2.100";
    private static final String VIP_2 = "192.0.2.101";
    private static final String VIP6 = "2001:db8::100";
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private NetworkNamespace server;
    private NetworkNamespace neighbour;
    private Bridge bridge;

    /** What a command did. */
    private record Outcome(int status, String out, String err) {}

    /** A command line of the program. */
    private interface Use {
        int run(RealServerProgram program);
    }

    @BeforeEach
    void plugIn() {
        RealKernel.requireNamespaces();
        RealKernel.requireProgram("sysctl");
        server = host("192.0.2.2/24", "2001:db8::2/64");
        neighbour = host("192.0.2.1/24", "2001:db8::1/64");
    }

    private NetworkNamespace host(String ipv4, String ipv6) {
        if (bridge == null) {
            bridge = Bridge.create();
        }
        NetworkNamespace host = NetworkNamespace.create();
        bridge.attach(host, "eth0", ipv4);
        host.ip("address", "add", ipv6, "dev", "eth0", "nodad");
        return host;
    }

    @AfterEach
    void remove() {
        for (AutoCloseable one : new AutoCloseable[] {server, neighbour, bridge}) {
            if (one != null) {
                close(one);
            }
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void arpIsAnsweredWithoutTheSettingsAndNotAfterStart() throws Exception {
        // What a server does that has the address and nothing else; otherwise the silence below would prove nothing.
        server.ip("address", "add", VIP + "/32", "dev", "lo");
        assertThat(answers(VIP)).isTrue();
        server.ip("address", "del", VIP + "/32", "dev", "lo");

        assertThat(start(VIP)).isEqualTo(new Outcome(0, "", ""));

        assertThat(answers(VIP)).isFalse();
        assertThat(answers("192.0.2.2")).isTrue();
        assertThat(server.ip("-4", "address", "show", "dev", "lo")).contains("inet 192.0.2.100/32 scope host lo");
        assertThat(sysctl("all.arp_ignore", "all.arp_announce", "lo.arp_ignore", "lo.arp_announce"))
                .isEqualTo("1 2 1 2");
        assertThat(status())
                .satisfies(outcome -> assertThat(outcome.status())
                        .as(outcome.out() + outcome.err())
                        .isZero());
    }

    @Test
    void arpRequestsForRepliesCarryTheServersOwnAddress() throws Exception {
        server.ip("address", "add", VIP + "/32", "dev", "lo");
        assertThat(senderKnownAfterDatagramFromVip())
                .as("the neighbour learned the VIP from us")
                .isTrue();
        server.ip("address", "del", VIP + "/32", "dev", "lo");

        assertThat(start(VIP).status()).isZero();

        assertThat(senderKnownAfterDatagramFromVip()).isFalse();
    }

    @Test
    void whatTheServerBeginsByItselfDoesNotLeaveFromTheVip() throws Exception {
        // An interface without an address of its own.
        NetworkNamespace.connect(server, "eth1", neighbour, "eth1");
        server.ip("route", "add", "203.0.113.0/24", "dev", "eth1");
        server.ip("-6", "route", "add", "2001:db8:f::/48", "dev", "eth1");
        server.ip("address", "add", "198.51.100.100/32", "dev", "lo");
        server.ip("address", "add", "2001:db8:f::100/128", "dev", "lo");
        assertThat(server.ip("route", "get", "203.0.113.9")).contains("src 198.51.100.100");
        assertThat(server.ip("route", "get", "2001:db8:f::9")).contains("src 2001:db8:f::100");
        server.ip("address", "del", "198.51.100.100/32", "dev", "lo");
        server.ip("address", "del", "2001:db8:f::100/128", "dev", "lo");

        assertThat(start("198.51.100.100", "2001:db8:f::100").status()).isZero();

        assertThat(server.ip("route", "get", "203.0.113.9")).contains("src 192.0.2.2");
        assertThat(server.ip("route", "get", "2001:db8:f::9")).contains("src 2001:db8::2");
    }

    @Test
    void neighbourSolicitationsAreNotAnsweredForAnAddressOnLo() throws Exception {
        server.ip("address", "add", VIP6 + "/128", "dev", "eth0", "nodad");
        assertThat(answers(VIP6)).isTrue();
        server.ip("address", "del", VIP6 + "/128", "dev", "eth0");

        assertThat(start(VIP6)).isEqualTo(new Outcome(0, "", ""));

        assertThat(answers(VIP6)).isFalse();
        assertThat(answers("2001:db8::2")).isTrue();
        assertThat(server.ip("-6", "address", "show", "dev", "lo"))
                .contains(VIP6 + "/128 scope global nodad deprecated")
                .doesNotContain("tentative");
        // IPv6 needs no setting, so none is touched.
        assertThat(sysctl("all.arp_ignore", "all.arp_announce")).isEqualTo("0 0");
        assertThat(stop().status()).isZero();
        assertThat(server.ip("-6", "address", "show", "dev", "lo")).doesNotContain(VIP6);
    }

    @Test
    void stopPutsBackWhatWasThere() throws Exception {
        set("all.arp_announce", 1);
        String before = everything();

        assertThat(start(VIP, VIP6).status()).isZero();
        assertThat(everything()).isNotEqualTo(before);
        // Twice keeps what was remembered first.
        assertThat(start(VIP, VIP6)).isEqualTo(new Outcome(0, "", ""));
        assertThat(start(VIP_2)).isEqualTo(new Outcome(0, "", ""));
        assertThat(stop(VIP, VIP6)).isEqualTo(new Outcome(0, "", ""));
        assertThat(sysctl("all.arp_ignore", "all.arp_announce")).isEqualTo("1 2");
        assertThat(answers(VIP_2)).isFalse();
        assertThat(stop()).isEqualTo(new Outcome(0, "", ""));

        assertThat(everything()).isEqualTo(before);
        assertThat(stop()).isEqualTo(new Outcome(0, "", ""));
        assertThat(stop(VIP)).isEqualTo(new Outcome(0, "", ""));
        assertThat(remembered()).isEmpty();
    }

    @Test
    void interfaceWhoseOwnValueWinsIsPutRight() throws Exception {
        // The maximum counts: 1 of all would leave 5 in force, which is as 0.
        set("eth0.arp_ignore", 5);
        set("eth0.arp_announce", 3);
        String before = everything();

        assertThat(start(VIP).status()).isZero();

        assertThat(sysctl("eth0.arp_ignore", "eth0.arp_announce")).isEqualTo("1 2");
        assertThat(answers(VIP)).isFalse();
        assertThat(stop().status()).isZero();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void failureInTheMiddleLeavesNothing() throws Exception {
        String before = everything();
        // The IPv4 VIP and the settings come first.
        server.run("sysctl", "-q", "-w", "net.ipv6.conf.lo.disable_ipv6=1");

        Outcome outcome = start(VIP, VIP6);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("holdfast realserver: add address 2001:db8:")
                .endsWith("; nothing was changed");
        server.run("sysctl", "-q", "-w", "net.ipv6.conf.lo.disable_ipv6=0");
        assertThat(withoutLoopback(everything())).isEqualTo(withoutLoopback(before));
        assertThat(server.ip("address", "show", "dev", "lo")).doesNotContain(VIP);
        assertThat(remembered()).isEmpty();
    }

    @Test
    void crashInTheMiddleIsCompletedByTheNextStartOrStop() throws Exception {
        String before = everything();
        assertThat(start(VIP, VIP6).status()).isZero();
        String started = everything();
        // As if it had been killed after writing down and the first setting: what it wrote is there, the rest is not.
        server.ip("address", "del", VIP + "/32", "dev", "lo");
        server.ip("address", "del", VIP6 + "/128", "dev", "lo");
        set("all.arp_announce", 0);
        set("lo.arp_ignore", 0);

        assertThat(start(VIP)).isEqualTo(new Outcome(0, "", ""));
        assertThat(everything()).isEqualTo(started);

        server.ip("address", "del", VIP + "/32", "dev", "lo");
        set("all.arp_announce", 0);
        assertThat(stop()).isEqualTo(new Outcome(0, "", ""));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void whatOthersDidStaysAndIsSaid() throws Exception {
        server.ip("address", "add", VIP_2 + "/32", "dev", "lo", "scope", "host");
        assertThat(start(VIP, VIP_2).status()).isZero();
        set("all.arp_ignore", 2);

        Outcome outcome = stop();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.err())
                .contains("VIP 192.0.2.101 was on lo before it was started: left there")
                .contains(
                        "net.ipv4.conf.all.arp_ignore is 2, not the 1 it was set to: left as it is (it was 0 before)");
        assertThat(sysctl("all.arp_ignore", "all.arp_announce")).isEqualTo("2 0");
        assertThat(server.ip("address", "show", "dev", "lo")).contains(VIP_2).doesNotContain(VIP + "/");
    }

    @Test
    void scriptDoesTheSame() throws Exception {
        set("eth0.arp_ignore", 7);
        String before = everything();
        Outcome script = use(program -> program.start(List.of(VIP, VIP6), false, true));
        assertThat(script.status()).isZero();
        assertThat(everything()).as("only printed").isEqualTo(before);
        assertThat(remembered()).isEmpty();

        assertThat(start(VIP, VIP6).status()).isZero();
        String started = everything();
        Outcome back = use(program -> program.stop(List.of(), true));
        assertThat(everything()).as("only printed").isEqualTo(started);
        runScript(back.out());
        assertThat(everything()).isEqualTo(before);

        runScript(script.out());
        assertThat(everything()).isEqualTo(started);
        assertThat(answers(VIP)).isFalse();
        runScript(script.out());
        assertThat(everything()).as("run twice").isEqualTo(started);
    }

    @Test
    void scriptThatFailsUndoesWhatItDid() throws Exception {
        Outcome script = use(program -> program.start(List.of(VIP, VIP6), false, true));
        // No IPv6 address can be put there, and the rest is done by then; one setting was right before.
        server.run("sysctl", "-q", "-w", "net.ipv6.conf.lo.disable_ipv6=1");
        set("all.arp_announce", 2);
        String before = everything();

        Path file = Files.writeString(directory.resolve("script"), script.out());
        Process process = server.start(new ProcessBuilder("sh", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void statusNamesWhatIsWrong() throws Exception {
        server.ip("address", "add", VIP + "/24", "dev", "lo");
        server.ip("address", "add", VIP_2 + "/24", "dev", "eth0");

        Outcome outcome = use(program -> program.status(List.of(VIP, VIP_2, VIP6), false, false));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("wrong  192.0.2.100: on lo with /24")
                .contains("wrong  192.0.2.101: on eth0")
                .contains("wrong  192.0.2.101: not on lo")
                .contains("wrong  2001:db8::100: not on lo")
                .contains("wrong  eth0: arp_ignore 0")
                .contains("wrong  eth0: arp_announce 0")
                .contains("note   IPv4: no default route")
                .contains("note   192.0.2.100: no program listens on it");
        Outcome json = use(program -> program.status(List.of(VIP), false, true));
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out()).contains("\"ok\": false", "\"level\": \"wrong\"", "\"subject\": \"192.0.2.100\"");
    }

    @Test
    void statusSeesWhoListensAndTheWayBack() throws Exception {
        assertThat(start(VIP).status()).isZero();
        server.ip("route", "add", "default", "via", "192.0.2.1");
        Outcome outcome = server.inside(() -> {
            try (var onVip = new java.net.ServerSocket(8080, 1, InetAddress.getByName(VIP));
                    var onOther = new java.net.ServerSocket(8081, 1, InetAddress.getByName("192.0.2.2"))) {
                assertThat(onVip.isBound() && onOther.isBound()).isTrue();
                return here(program -> program.status(List.of(), false, false));
            }
        });

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("ok     192.0.2.100: TCP 8080 is listened on")
                .contains("note   192.0.2.100: TCP 8081 is listened on for another address only")
                .doesNotContain("no default route");
    }

    @Test
    void vipsThatCannotBeAreRefusedInOneLine() throws Exception {
        String before = everything();
        server.ip("address", "add", VIP_2 + "/24", "dev", "eth0");
        assertThat(start(VIP_2).err())
                .isEqualTo(
                        "holdfast realserver: VIP 192.0.2.101 is on eth0 (expected only on lo: on eth0 this server answers"
                                + " its neighbours for it; ip address del 192.0.2.101/24 dev eth0)\n");
        server.ip("address", "del", VIP_2 + "/24", "dev", "eth0");
        assertThat(start("192.0.2.255").err()).contains("is the network or broadcast address of 192.0.2.2/24 on eth0");
        for (String wrong :
                List.of("vip", "192.0.2.300", "127.0.0.1", "224.0.0.18", "255.255.255.255", "::1", "ff02::1")) {
            Outcome outcome = start(VIP, wrong);
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err().lines()).singleElement().asString().contains("VIP " + wrong);
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void withoutPrivilegeItIsOneLine() throws Exception {
        Outcome outcome = RealKernel.unprivileged(() -> here(program -> program.start(List.of(VIP), false, false)));

        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1, "", "holdfast realserver: needs the capability CAP_NET_ADMIN, which root has\n"));
    }

    @Test
    void readOnlySysctlsAreOneLine() throws Exception {
        // As in a container: a mount namespace whose /proc/sys is read-only, with the launcher's own class path.
        Process process = server.start(new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.holdfast.controller.Holdfast",
                        "realserver",
                        "start",
                        "--state-directory",
                        directory.toString(),
                        VIP)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile()));

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(directory.resolve("output")).lines())
                .filteredOn(line -> !line.startsWith("WARNING"))
                .singleElement()
                .asString()
                .startsWith("holdfast realserver: set net.ipv4.conf.all.arp_ignore to 1: Read-only file system")
                .endsWith("nothing was changed");
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(server.ip("address", "show", "dev", "lo")).doesNotContain(VIP);
    }

    /** Whether the server answers for an address: sends a datagram there and waits until the neighbour's kernel knows. */
    private boolean answers(String address) throws Exception {
        return resolves(neighbour, address);
    }

    private static boolean resolves(NetworkNamespace host, String address) throws Exception {
        host.ip("neighbour", "flush", "to", address);
        return host.inside(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                // Only once: another datagram would have the kernel ask again as soon as it has given up.
                send(socket, address);
                long start = System.nanoTime();
                while (true) {
                    String entry = host.ip("neighbour", "show", "to", address);
                    if (entry.isBlank()) {
                        send(socket, address);
                    }
                    if (entry.contains("lladdr")) {
                        return true;
                    }
                    if (entry.contains("FAILED")) {
                        return false;
                    }
                    assertThat(System.nanoTime() - start).as("entry: %s", entry).isLessThan(LIMIT_NANOS);
                    Thread.onSpinWait();
                }
            }
        });
    }

    private static void send(DatagramSocket socket, String address) throws IOException {
        try {
            socket.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(address, 9)));
        } catch (IOException e) {
            // The kernel tells of an earlier datagram that it could not deliver.
        }
    }

    /** Makes the server ask for the neighbour on behalf of a datagram from the VIP; whether the neighbour then has the VIP. */
    private boolean senderKnownAfterDatagramFromVip() throws Exception {
        neighbour.ip("neighbour", "flush", "all");
        server.ip("neighbour", "flush", "all");
        server.runInside(() -> {
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(VIP, 0))) {
                long start = System.nanoTime();
                while (!server.ip("neighbour", "show", "to", "192.0.2.1").contains("lladdr")) {
                    send(socket, "192.0.2.1");
                    assertThat(System.nanoTime() - start).isLessThan(LIMIT_NANOS);
                }
            }
        });
        return neighbour.ip("neighbour", "show", "to", VIP).contains("lladdr");
    }

    private Outcome start(String... vips) throws Exception {
        return use(program -> program.start(List.of(vips), false, false));
    }

    private Outcome stop(String... vips) throws Exception {
        return use(program -> program.stop(List.of(vips), false));
    }

    private Outcome status() throws Exception {
        return use(program -> program.status(List.of(), false, false));
    }

    private Outcome use(Use use) throws Exception {
        return server.inside(() -> here(use));
    }

    private Outcome here(Use use) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = use.run(new RealServerProgram(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                directory.resolve("state")));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void runScript(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("script"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        server.run(file.toString());
    }

    private List<Path> remembered() throws IOException {
        Path state = directory.resolve("state");
        if (!Files.exists(state)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(state)) {
            return files.filter(file -> !file.endsWith("lock")).toList();
        }
    }

    private void set(String setting, int value) {
        server.run("sysctl", "-q", "-w", "net.ipv4.conf." + setting + "=" + value);
    }

    private String sysctl(String... settings) {
        StringBuilder values = new StringBuilder();
        for (String setting : settings) {
            values.append(server.run("sysctl", "-n", "net.ipv4.conf." + setting).strip())
                    .append(' ');
        }
        return values.toString().strip();
    }

    /** Every address, interface state and setting the program could have changed. */
    private String everything() {
        // The link-local address of eth0 is tentative for a second.
        return server.ip("-o", "address", "show").replace("scope link tentative", "scope link")
                + server.ip("-o", "link", "show").replaceAll("(qlen|state) \\w+", "")
                + server.run("sysctl", "-a", "-r", "^net.ipv4.conf.*(arp_|rp_filter)");
    }

    /** Without the IPv6 loopback address, which goes when IPv6 is switched off on lo. */
    private static String withoutLoopback(String everything) {
        return everything
                .lines()
                .filter(line -> !line.contains("::1/128"))
                .toList()
                .toString();
    }
}
