package dev.holdfast.linuxnet.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** IPv6 sockets of two hosts on one cable. */
@Timeout(120)
class RawIpv6SocketIT {
    private static final int VRRP = 112;
    private static final long LIMIT_NANOS = 20_000_000_000L;

    private NetworkNamespace a;
    private NetworkNamespace b;

    @BeforeEach
    void connect() {
        RealKernel.requireNamespaces();
        a = NetworkNamespace.create();
        b = NetworkNamespace.create();
        NetworkNamespace.connect(a, "eth0", b, "eth0");
        a.ip("address", "add", "2001:db8::1/64", "dev", "eth0", "nodad");
        b.ip("address", "add", "2001:db8::2/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void remove() {
        if (a != null) {
            a.close();
        }
        if (b != null) {
            b.close();
        }
    }

    @Test
    void multicastArrivesWithHopLimit255AndTheWantedSourceAndIsNotHeardAtHome() throws Exception {
        try (RawIpv6Socket atA = open(a, 255);
                RawIpv6Socket alsoAtA = open(a, 255);
                RawIpv6Socket atB = open(b, 255)) {
            // The interface's own link-local address would be another one: this host has neither of these.
            for (String source : new String[] {"fe80::77", "2001:db8::99"}) {
                atA.send(new byte[] {1, 2, 3, 4}, ip(source), ip("ff02::12"));
                assertPacket(receive(atB), source, "ff02::12", 255, "01020304");
            }
            assertThat(atA.receive()).isNull();
            assertThat(alsoAtA.receive()).isNull();

            // One that is longer than any before.
            byte[] large = new byte[1400];
            large[1399] = 7;
            atA.send(large, ip("fe80::77"), ip("ff02::12"));
            assertThat(receive(atB).payload().get(1399)).isEqualTo((byte) 7);
        }
    }

    @Test
    void unicastArrivesWithTheHopLimitAskedFor() throws Exception {
        try (RawIpv6Socket atA = open(a, 33);
                RawIpv6Socket atB = open(b, 255)) {
            atA.send(new byte[] {5}, ip("2001:db8::1"), ip("2001:db8::2"));
            assertPacket(receive(atB), "2001:db8::1", "2001:db8::2", 33, "05");
        }
    }

    @Test
    void unicastNeedsNoInterface() throws Exception {
        try (RawIpv6Socket atA = a.inside(() -> RawIpv6Socket.open(null, 0, VRRP, 255));
                RawIpv6Socket atB = b.inside(() -> RawIpv6Socket.open(null, 0, VRRP, 255))) {
            atA.send(new byte[] {6}, ip("2001:db8::1"), ip("2001:db8::2"));
            assertPacket(receive(atB), "2001:db8::1", "2001:db8::2", 255, "06");
        }
    }

    private static void assertPacket(
            RawIpv6Socket.Received packet, String source, String destination, int hopLimit, String payload)
            throws Exception {
        byte[] bytes = new byte[packet.payload().remaining()];
        packet.payload().get(bytes);
        assertThat(packet.source()).isEqualTo(ip(source));
        assertThat(packet.destination()).isEqualTo(ip(destination));
        assertThat(packet.hopLimit()).isEqualTo(hopLimit);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(payload);
    }

    private static RawIpv6Socket open(NetworkNamespace namespace, int hopLimit) throws Exception {
        return namespace.inside(() -> {
            RawIpv6Socket socket = RawIpv6Socket.open("eth0", index(), VRRP, hopLimit);
            socket.join(ip("ff02::12"));
            return socket;
        });
    }

    private static RawIpv6Socket.Received receive(RawIpv6Socket socket) throws LinuxException {
        Poller poller = new Poller();
        poller.add(socket, () -> {});
        assertThat(poller.poll(LIMIT_NANOS)).as("something to receive").isEqualTo(1);
        RawIpv6Socket.Received received = socket.receive();
        assertThat(received).isNotNull();
        return received;
    }

    private static int index() throws LinuxException {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            return rtnetlink.link("eth0").orElseThrow().index();
        }
    }

    private static Inet6Address ip(String literal) throws Exception {
        return (Inet6Address) InetAddress.getByName(literal);
    }
}
