package dev.holdfast.controller.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.policy.ProbeResult;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Echoes and socket options between two hosts of this test's own. */
@Timeout(120)
class SystemProbesIT {
    private static final long PATIENT = TimeUnit.SECONDS.toNanos(30);

    private final RecordedEvents events = new RecordedEvents();
    private final ScriptRunner runner = new ScriptRunner(error -> {
        throw error;
    });
    private final SystemProbes probes = new SystemProbes(events.bus(), runner);
    private @Nullable NetworkNamespace here;
    private @Nullable NetworkNamespace there;

    @BeforeEach
    void twoHosts() {
        RealKernel.requireNamespaces();
        NetworkNamespace a = NetworkNamespace.create();
        here = a;
        NetworkNamespace b = NetworkNamespace.create();
        there = b;
        NetworkNamespace.connect(a, "eth0", b, "eth0");
        a.ip("address", "add", "192.0.2.1/24", "dev", "eth0");
        a.ip("address", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
        b.ip("address", "add", "192.0.2.2/24", "dev", "eth0");
        b.ip("address", "add", "2001:db8::2/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void close() {
        probes.close();
        runner.close();
        events.bus().close();
        if (here != null) {
            here.close();
        }
        if (there != null) {
            there.close();
        }
    }

    private ProbeResult ping(CheckTarget target, long timeoutNanos) throws Exception {
        CheckTiming timing = new CheckTiming(1, timeoutNanos, 0, 0, 0, false, false);
        return host().inside(() -> {
            CompletableFuture<ProbeResult> result = new CompletableFuture<>();
            probes.ping(new PingCheckSpec(target, timing), result::complete);
            return result.get(60, TimeUnit.SECONDS);
        });
    }

    private NetworkNamespace host() {
        return java.util.Objects.requireNonNull(here);
    }

    private static CheckTarget to(String address) throws IOException {
        return CheckTarget.of(InetAddress.getByName(address), 0);
    }

    @Test
    void aHostThatAnswersIsWellByEitherFamilyAndAnyWay() throws Exception {
        assertThat(ping(to("192.0.2.2"), PATIENT)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(ping(to("2001:db8::2"), PATIENT)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(ping(to("192.0.2.2"), PATIENT)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        CheckTarget bound = new CheckTarget(
                InetAddress.getByName("192.0.2.2"),
                0,
                new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0),
                "eth0",
                7);
        assertThat(ping(bound, PATIENT)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
    }

    @Test
    void silenceRunsOutOfTimeAndNoWayIsUnreachable() throws Exception {
        host().ip("route", "add", "unreachable", "198.51.100.1/32");
        assertThat(((ProbeResult.Failed) ping(to("198.51.100.1"), PATIENT)).reason())
                .isEqualTo(FailureReason.UNREACHABLE);
        java.util.Objects.requireNonNull(there).run("sysctl", "-q", "-w", "net.ipv4.icmp_echo_ignore_all=1");
        assertThat(((ProbeResult.Failed) ping(to("192.0.2.2"), 300_000_000L)).reason())
                .isEqualTo(FailureReason.FIRST_BYTE_TIMEOUT);
    }

    /** Programs of these texts, each a MISC_CHECK of its own with {@code misc_timeout 1}, by their places. */
    private List<MiscCheckSpec> programs(Path directory, String... texts) throws Exception {
        StringBuilder conf = new StringBuilder("virtual_server 192.0.2.10 80 {\n");
        for (int i = 0; i < texts.length; i++) {
            Path program = Files.writeString(directory.resolve("program" + i), "#!/bin/sh\n" + texts[i] + "\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            conf.append("real_server 192.0.2.")
                    .append(20 + i)
                    .append(" 80 {\nMISC_CHECK {\nmisc_path ")
                    .append(program)
                    .append("\nmisc_timeout 1\nuser root\n}\n}\n");
        }
        Path file = Files.writeString(directory.resolve("keepalived.conf"), conf.append("}\n"));
        Configuration configuration = KeepalivedConf.read(file, new ReadOptions("lvs01", Sources.EVERYTHING_IS_THERE))
                .configuration();
        assertThat(configuration).isNotNull();
        probes.apply(configuration.globals(), configuration.virtualServers());
        return configuration.virtualServers().get(0).realServers().stream()
                .map(server -> (MiscCheckSpec) server.checks().get(0))
                .toList();
    }

    private CompletableFuture<ProbeResult> begun(MiscCheckSpec spec) {
        CompletableFuture<ProbeResult> result = new CompletableFuture<>();
        probes.run(spec, result::complete);
        return result;
    }

    private static boolean isAlive(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** What the first signal does not end, the second one does, two seconds later. */
    private static void awaitEnd(Path pidFile) throws IOException {
        long start = System.nanoTime();
        while (isAlive(pidFile) && System.nanoTime() - start < PATIENT) {
            Thread.onSpinWait();
        }
        assertThat(isAlive(pidFile)).as("process of %s", pidFile.getFileName()).isFalse();
    }

    @Test
    void aProgramThatHangsWithAllThatItForkedIsKilledAndDelaysNoOther(@TempDir Path directory) throws Exception {
        String pids = directory.resolve("pid").toString();
        List<MiscCheckSpec> specs = programs(
                directory,
                "trap '' TERM; echo $$ >" + pids + "0; while :; do sleep 1000; done",
                "sh -c 'trap \"\" TERM; echo $$ >" + pids + "1; while :; do sleep 1000; done' & wait; sleep 1000",
                "exit 0",
                "exit 3");
        List<CompletableFuture<ProbeResult>> ends =
                specs.stream().map(this::begun).toList();

        assertThat(ends.get(2).get(60, TimeUnit.SECONDS)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(ends.get(3).get(60, TimeUnit.SECONDS))
                .isEqualTo(new ProbeResult.Failed(FailureReason.PROGRAM, "exited with status 3"));
        assertThat(ends.get(0)).as("still hangs").isNotDone();
        for (int i = 0; i < 2; i++) {
            assertThat(((ProbeResult.Failed) ends.get(i).get(60, TimeUnit.SECONDS)).reason())
                    .isEqualTo(FailureReason.PROGRAM_TIMEOUT);
            awaitEnd(Path.of(pids + i));
        }
    }

    @Test
    void aProgramThatPrintsAGigabyteIsAsGoodAsOneThatPrintsNothing(@TempDir Path directory) throws Exception {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long before = memory.getHeapMemoryUsage().getUsed();
        MiscCheckSpec spec = programs(directory, "head -c 1G /dev/zero; head -c 1M /dev/zero >&2; exit 0")
                .get(0);
        MiscCheckSpec patient = new MiscCheckSpec(
                spec.timing(), spec.words(), spec.user(), spec.group(), 2 * PATIENT, spec.dynamic(), 1);

        assertThat(begun(patient).get(90, TimeUnit.SECONDS)).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(memory.getHeapMemoryUsage().getUsed() - before).isLessThan(128L << 20);
    }

    @Test
    void aProgramThatForksWithoutEndIsKilledWhenItsTimeIsUp(@TempDir Path directory) throws Exception {
        Path marks = Files.createDirectory(directory.resolve("marks"));
        // A child for each one that ended; bounded, so that a runner that does not kill it costs the machine nothing.
        MiscCheckSpec spec = programs(
                        directory,
                        "trap '' TERM; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); sh -c 'trap \"\" TERM; sleep 1000' & echo $! >"
                                + marks + "/$!; [ $i -lt 50 ] || wait; done")
                .get(0);

        assertThat(((ProbeResult.Failed) begun(spec).get(60, TimeUnit.SECONDS)).reason())
                .isEqualTo(FailureReason.PROGRAM_TIMEOUT);
        try (Stream<Path> forked = Files.list(marks)) {
            for (Path mark : forked.toList()) {
                awaitEnd(mark);
            }
        }
    }

    @Test
    void anInterfaceThatIsNotThereSaysNothingOfTheServer() throws Exception {
        CheckTarget lost = new CheckTarget(InetAddress.getByName("192.0.2.2"), 0, null, "nosuch0", 0);
        assertThat(((ProbeResult.NotRun) ping(lost, PATIENT)).trouble()).isEqualTo(LocalTrouble.SOCKET);
    }

    @Test
    void optionsDecideWhereAConnectionGoes() throws Exception {
        host().ip("route", "add", "unreachable", "default", "table", "77");
        host().ip("rule", "add", "fwmark", "7", "lookup", "77");
        InetAddress address = InetAddress.getByName("192.0.2.2");
        host().inside(() -> {
            assertThatThrownBy(() -> connect(new CheckTarget(address, 9, null, null, 7)))
                    .isInstanceOf(SocketException.class)
                    .isNotInstanceOf(java.net.ConnectException.class);
            assertThatThrownBy(() -> connect(new CheckTarget(address, 9, null, null, 8)))
                    .isInstanceOf(java.net.ConnectException.class)
                    .hasMessageContaining("refused");
            assertThatThrownBy(() -> connect(new CheckTarget(address, 9, null, "eth0", 0)))
                    .isInstanceOf(java.net.ConnectException.class);
            assertThatThrownBy(() -> connect(new CheckTarget(address, 9, null, "nosuch0", 0)))
                    .hasMessageContaining("SO_BINDTODEVICE to nosuch0");
            return 0;
        });
    }

    private void connect(CheckTarget target) throws IOException {
        try (SocketChannel socket = SocketChannel.open(java.net.StandardProtocolFamily.INET)) {
            probes.setOptions(descriptor(socket), target);
            socket.connect(target.socketAddress());
        }
    }

    private static int descriptor(SocketChannel socket) throws IOException {
        try {
            Method number = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            number.setAccessible(true);
            return (Integer) number.invoke(socket);
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }
}
