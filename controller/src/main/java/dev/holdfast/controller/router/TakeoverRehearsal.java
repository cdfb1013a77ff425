package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.NetlinkChannel;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Reply;
import dev.holdfast.linuxnet.netlink.Request;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.PacketSocket;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.IpPacket;
import dev.holdfast.vrrp.packet.VrrpCodec;
import dev.holdfast.vrrp.packet.WireConfig;
import dev.holdfast.vrrp.state.Event;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays takeovers against nothing, so that the first real one does not wait for classes to be loaded and code to be
 * compiled: the code that runs is the code of a real takeover, only its netlink channel and its packet socket lead
 * nowhere. Played once after the start, on a thread of its own: the loop has adverts to send.
 */
public final class TakeoverRehearsal {
    /** The JVM's quick compiler takes up a method after 200 calls. */
    private static final int ROUNDS = 250;

    private static final int INDEX = 1;
    private static final int IPV4_HEADER_LENGTH = 20;
    private static final long ONE_SECOND = 1_000_000_000L;

    private TakeoverRehearsal() {}

    /** Plays on a thread that ends by itself. */
    public static void start(EventBus bus) {
        Thread thread = new Thread(
                () -> {
                    try {
                        play();
                    } catch (LinuxException e) {
                        bus.say(Part.VRRP, Severity.DETAIL, "no rehearsal of a takeover: " + e.getMessage());
                    }
                },
                "rehearsal");
        thread.setDaemon(true);
        thread.start();
    }

    /** Plays, and leaves nothing behind. */
    static void play() throws LinuxException {
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.rehearse();
        }
        PacketSocket packets = PacketSocket.open();
        packets.close();
        TimerQueue timers = new TimerQueue();
        InterfaceTable interfaces = new InterfaceTable();
        interfaces.put(
                new Link(INDEX, "rehearsal", true, true, 1500, HardwareAddress.parse("02:00:00:00:00:01"), 1, 0));
        // No views: what is published here is for nobody.
        try (EventBus bus = EventBus.start(Clock.systemUTC(), List::of)) {
            AtomicLong clock = new AtomicLong();
            AddressPlaces places = new AddressPlaces(interfaces, RouterEffects.Surroundings.NONE);
            RouterEffects effects = new RouterEffects(
                    interfaces,
                    Rtnetlink.over(new Nowhere()),
                    places,
                    new Announcer(places, packets::sendTo, bus, timers::timer, clock::get),
                    bus,
                    List.of(),
                    RouterListener.NONE,
                    RouterEffects.Surroundings.NONE);
            for (int round = 0; round < ROUNDS; round++) {
                playOnce(new VirtualRouter(config(round), timers::timer, clock::get, effects), clock);
            }
        }
    }

    private static void playOnce(VirtualRouter router, AtomicLong clock) {
        router.on(new Event.Started(true, address(1), false));
        Advert better = router.state().advert(200);
        hear(router, better);
        clock.addAndGet(10 * ONE_SECOND);
        router.on(new Event.TimerFired());
        clock.addAndGet(ONE_SECOND);
        router.on(new Event.TimerFired());
        hear(router, better);
        router.on(new Event.ShutdownRequested());
    }

    private static void hear(VirtualRouter router, Advert advert) {
        byte[] pdu = VrrpCodec.encode(advert, address(2), WireConfig.group(AddressFamily.IPV4));
        ByteBuffer packet = ByteBuffer.allocate(IPV4_HEADER_LENGTH + pdu.length);
        packet.put(0, (byte) 0x45).putShort(2, (short) packet.capacity());
        packet.put(8, (byte) IpPacket.TTL).put(9, (byte) IpPacket.VRRP);
        packet.put(12, address(2).getAddress())
                .put(16, WireConfig.group(AddressFamily.IPV4).getAddress());
        packet.put(IPV4_HEADER_LENGTH, pdu);
        IpPacket.ipv4(
                packet,
                read -> {
                    router.receive(read, 0);
                    return true;
                },
                rejected -> false);
    }

    private static RouterConfig config(int round) {
        return PlainRouter.of(InstanceConfig.builder("rehearsal", "rehearsal", 1)
                .version(round % 2 == 0 ? VrrpVersion.V2 : VrrpVersion.V3)
                .addresses(List.of(VirtualAddress.of(address(4), 32)))
                .build());
    }

    /** Addresses for documentation (RFC 5737); nothing is ever sent to them. */
    private static Inet4Address address(int last) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }

    /** A netlink channel behind which there is no kernel: everything succeeds. */
    private static final class Nowhere implements NetlinkChannel {
        @Override
        public List<NetlinkMessage> request(Request request) {
            return List.of();
        }

        @Override
        public List<NetlinkMessage> dump(Request request) {
            return List.of();
        }

        @Override
        public List<Reply> batch(List<Request> requests) {
            return requests.stream()
                    .map(request -> new Reply(request, List.of(), null))
                    .toList();
        }

        @Override
        public void transaction(Request begin, List<Request> requests, Request end) {}

        @Override
        public void close() {}
    }
}
