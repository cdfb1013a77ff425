package dev.holdfast.controller.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.policy.ProbeResult;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
            probes.setOptions(socket, target);
            socket.connect(target.socketAddress());
        }
    }
}
