package dev.holdfast.linuxnet.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Raw and packet sockets of two hosts on one cable. */
@Timeout(120)
class SocketsIT {

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
        a.ip("address", "add", "192.0.2.1/24", "dev", "eth0");
        a.ip("address", "add", "192.0.2.11/24", "dev", "eth0");
        b.ip("address", "add", "192.0.2.2/24", "dev", "eth0");
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
    void multicastArrivesWithTtl255AndTheWantedSourceInBothDirections() throws Exception {
        try (RawIpv4Socket atA = open(a);
                RawIpv4Socket atB = open(b)) {
            ByteBuffer payload =
                    ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4, 9}).position(1).limit(5);

            atA.send(payload, ip("192.0.2.1"), ip("224.0.0.18"));
            assertPacket(receive(atB), "192.0.2.1", "224.0.0.18", "01020304");
            assertThat(payload.position()).isEqualTo(1);

            // A secondary address, and one the host does not have.
            atA.send(payload, ip("192.0.2.11"), ip("224.0.0.18"));
            assertPacket(receive(atB), "192.0.2.11", "224.0.0.18", "01020304");
            atA.send(payload, ip("192.0.2.99"), ip("224.0.0.18"));
            assertPacket(receive(atB), "192.0.2.99", "224.0.0.18", "01020304");

            // Then one that is longer than any before, to the same group.
            atB.send(new byte[] {4}, ip("192.0.2.2"), ip("224.0.0.18"));
            assertPacket(receive(atA), "192.0.2.2", "224.0.0.18", "04");
            byte[] large = new byte[3000];
            large[2999] = 7;
            atB.send(large, ip("192.0.2.2"), ip("224.0.0.18"));
            ByteBuffer packet = receive(atA);
            assertThat(packet.remaining()).isEqualTo(3020);
            assertThat(packet.get(3019)).isEqualTo((byte) 7);
            atB.send(new byte[] {5}, ip("192.0.2.2"), ip("224.0.0.18"));
            assertPacket(receive(atA), "192.0.2.2", "224.0.0.18", "05");
        }
    }

    @Test
    void ownMulticastIsNotHeardAndNothingToReceiveIsNull() throws Exception {
        try (RawIpv4Socket atA = open(a);
                RawIpv4Socket alsoAtA = open(a);
                RawIpv4Socket atB = open(b)) {
            assertThat(atA.receive()).isNull();

            atA.send(new byte[] {1}, ip("192.0.2.1"), ip("224.0.0.18"));

            // Once it arrived there, it would have been looped back here.
            assertPacket(receive(atB), "192.0.2.1", "224.0.0.18", "01");
            assertThat(atA.receive()).isNull();
            assertThat(alsoAtA.receive()).isNull();
        }
    }

    @Test
    void unicastArrivesWithTtl255() throws Exception {
        try (RawIpv4Socket atA = open(a);
                RawIpv4Socket atB = open(b)) {
            atA.send(new byte[] {1, 2}, ip("192.0.2.11"), ip("192.0.2.2"));

            assertPacket(receive(atB), "192.0.2.11", "192.0.2.2", "0102");
        }
    }

    @Test
    void groupThatWasNotJoinedIsNotReceived() throws Exception {
        try (RawIpv4Socket atA = open(a);
                RawIpv4Socket atB = open(b);
                RawIpv4Socket joinedNothing = b.inside(() -> RawIpv4Socket.open("eth0", index(), VRRP))) {
            atA.send(new byte[] {1}, ip("192.0.2.1"), ip("224.0.0.18"));

            assertPacket(receive(atB), "192.0.2.1", "224.0.0.18", "01");
            assertThat(joinedNothing.receive()).isNull();
        }
    }

    @Test
    void joiningTwiceIsHarmless() throws Exception {
        try (RawIpv4Socket atA = open(a);
                RawIpv4Socket atB = open(b)) {
            atB.join(ip("224.0.0.18"));

            atA.send(new byte[] {1}, ip("192.0.2.1"), ip("224.0.0.18"));

            assertPacket(receive(atB), "192.0.2.1", "224.0.0.18", "01");
        }
    }

    @Test
    void interfaceThatIsDownSaysSo() throws Exception {
        try (RawIpv4Socket atA = open(a)) {
            a.ip("link", "set", "eth0", "down");

            LinuxException error = catchThrowableOfType(
                    LinuxException.class, () -> atA.send(new byte[] {1}, ip("192.0.2.1"), ip("224.0.0.18")));

            assertThat(error).hasMessageStartingWith("send with raw IPv4 socket for protocol 112 on eth0: ENET");
        }
    }

    @Test
    void unknownInterfaceIsNoDevice() throws Exception {
        LinuxException error =
                a.inside(() -> catchThrowableOfType(LinuxException.class, () -> RawIpv4Socket.open("eth9", 9, VRRP)));

        assertThat(error).hasMessageContaining("raw IPv4 socket for protocol 112 on eth9: ENODEV (No such device)");
    }

    @Test
    void withoutPrivilegeTheErrorsAreClear() throws Exception {
        LinuxException raw = a.inside(() -> RealKernel.unprivileged(
                () -> catchThrowableOfType(LinuxException.class, () -> RawIpv4Socket.open("eth0", 2, VRRP))));
        LinuxException packet = a.inside(
                () -> RealKernel.unprivileged(() -> catchThrowableOfType(LinuxException.class, PacketSocket::open)));

        assertThat(raw)
                .hasMessage("open raw IPv4 socket for protocol 112 on eth0: EPERM (Operation not permitted): "
                        + "CAP_NET_RAW is needed");
        assertThat(packet).hasMessage("open packet socket: EPERM (Operation not permitted): CAP_NET_RAW is needed");
    }

    @Test
    void gratuitousArpIsSeenAtTheOtherEndAndChangesItsNeighbourTable() throws Exception {
        Link eth0 = a.inside(SocketsIT::eth0);
        b.ip("neighbour", "add", "192.0.2.10", "lladdr", "02:00:00:00:00:09", "dev", "eth0", "nud", "stale");
        byte[] frame = GratuitousArp.frame(eth0.hardwareAddress(), ip("192.0.2.10"));
        try (PacketSocket sender = a.inside(() -> PacketSocket.open());
                PacketSocket listener = b.inside(() -> PacketSocket.open(index(), GratuitousArp.ETHER_TYPE))) {

            sender.sendTo(eth0.index(), frame);

            ByteBuffer received = await(listener, listener::receive);
            byte[] bytes = new byte[received.remaining()];
            received.get(bytes);
            assertThat(bytes).startsWith(frame);
        }
        assertThat(b.ip("neighbour", "show", "192.0.2.10"))
                .contains(eth0.hardwareAddress().toString());
    }

    @Test
    void sendingAndReceivingDoNotAllocate() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (RawIpv4Socket atA = open(a);
                RawIpv4Socket atB = open(b);
                PacketSocket arp = a.inside(() -> PacketSocket.open())) {
            Link eth0 = a.inside(SocketsIT::eth0);
            byte[] frame = GratuitousArp.frame(eth0.hardwareAddress(), ip("192.0.2.10"));
            ByteBuffer advert = ByteBuffer.allocate(20);
            Inet4Address source = ip("192.0.2.1");
            Inet4Address group = ip("224.0.0.18");
            Poller poller = new Poller();
            Counter received = new Counter(atB);
            poller.add(atB, received);
            for (int i = 0; i < 20_000; i++) {
                turn(atA, advert, source, group, arp, eth0.index(), frame, poller);
            }
            int receivedBefore = received.packets;

            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < 10_000; i++) {
                turn(atA, advert, source, group, arp, eth0.index(), frame, poller);
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

            assertThat(received.packets - receivedBefore).isEqualTo(10_000);
            // Not a byte a turn; a few for the measuring.
            assertThat(after - before).isLessThan(5_000);
        }
    }

    private static void turn(
            RawIpv4Socket sender,
            ByteBuffer advert,
            Inet4Address source,
            Inet4Address group,
            PacketSocket arp,
            int ifIndex,
            byte[] frame,
            Poller poller)
            throws LinuxException {
        sender.send(advert, source, group);
        arp.sendTo(ifIndex, frame);
        poller.poll(LIMIT_NANOS);
    }

    private static final class Counter implements Runnable {

        private final RawIpv4Socket socket;
        private int packets;

        Counter(RawIpv4Socket socket) {
            this.socket = socket;
        }

        @Override
        public void run() {
            try {
                while (socket.receive() != null) {
                    packets++;
                }
            } catch (LinuxException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void frameForAnInterfaceThatIsNotThereSaysSo() throws Exception {
        try (PacketSocket sender = a.inside(() -> PacketSocket.open())) {
            LinuxException error = catchThrowableOfType(LinuxException.class, () -> sender.sendTo(4711, new byte[60]));

            assertThat(error).hasMessageContaining("send on interface 4711 with packet socket: ENXIO");
        }
    }

    @Test
    void closedSocketSaysSo() throws Exception {
        RawIpv4Socket socket = open(a);
        socket.close();
        socket.close();

        LinuxException error = catchThrowableOfType(LinuxException.class, socket::receive);

        assertThat(error.errnoName()).isEqualTo("EBADF");
    }

    private static void assertPacket(ByteBuffer packet, String source, String destination, String payload)
            throws Exception {
        assertThat(packet.get(0)).as("version and header length").isEqualTo((byte) 0x45);
        assertThat(packet.get(1)).as("type of service").isEqualTo((byte) 0xc0);
        assertThat(packet.getShort(2)).as("total length").isEqualTo((short) packet.remaining());
        assertThat(packet.getShort(6)).as("fragment flags and offset").isZero();
        assertThat(packet.get(8)).as("time to live").isEqualTo((byte) 255);
        assertThat(packet.get(9)).as("protocol").isEqualTo((byte) VRRP);
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(bytes, 12, 16))
                .isEqualTo(hex.formatHex(ip(source).getAddress()));
        assertThat(hex.formatHex(bytes, 16, 20))
                .isEqualTo(hex.formatHex(ip(destination).getAddress()));
        assertThat(hex.formatHex(bytes, 20, bytes.length)).isEqualTo(payload);
    }

    private static RawIpv4Socket open(NetworkNamespace namespace) throws Exception {
        return namespace.inside(() -> {
            RawIpv4Socket socket = RawIpv4Socket.open("eth0", index(), VRRP);
            socket.join(ip("224.0.0.18"));
            return socket;
        });
    }

    private static ByteBuffer receive(RawIpv4Socket socket) throws LinuxException {
        return await(socket, socket::receive);
    }

    private interface Receiver {
        @Nullable ByteBuffer receive() throws LinuxException;
    }

    private static ByteBuffer await(Pollable socket, Receiver receiver) throws LinuxException {
        Poller poller = new Poller();
        poller.add(socket, () -> {});
        assertThat(poller.poll(LIMIT_NANOS)).as("something to receive").isEqualTo(1);
        ByteBuffer received = receiver.receive();
        assertThat(received).isNotNull();
        return received;
    }

    private static Link eth0() throws LinuxException {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            return rtnetlink.link("eth0").orElseThrow();
        }
    }

    private static int index() throws LinuxException {
        return eth0().index();
    }

    private static Inet4Address ip(String literal) throws Exception {
        return (Inet4Address) InetAddress.getByName(literal);
    }
}
