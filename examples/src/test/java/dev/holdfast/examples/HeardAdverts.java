package dev.holdfast.examples;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.PacketSocket;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Hears the adverts on a host's interfaces, for benchmarks: what is heard is told at once and not kept. */
final class HeardAdverts implements AutoCloseable {
    private static final int EVERY_TYPE = 3;
    private static final int IPV4 = 0x0800;
    private static final int VRRP = 112;
    private static final int IP_AT = 14;
    private static final long LOOK_AGAIN_NANOS = 50_000_000L;

    /** Told of each advert. */
    interface Listener {
        /**
         * An advert was heard.
         *
         * @param link which interface, in the order they were given
         * @param host the last byte of its source address
         */
        void heard(long nanos, int link, int vrid, int host);
    }

    private final Poller poller = new Poller();
    private final List<PacketSocket> sockets = new ArrayList<>();
    private Listener listener = (nanos, link, vrid, host) -> {};

    /** Listens on these interfaces of a host. */
    HeardAdverts(NetworkNamespace namespace, List<String> interfaces) throws Exception {
        for (int i = 0; i < interfaces.size(); i++) {
            add(namespace, interfaces.get(i), i);
        }
    }

    /** Listens on one more. */
    void add(NetworkNamespace namespace, String name, int link) throws Exception {
        PacketSocket socket = namespace.inside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return PacketSocket.open(rtnetlink.link(name).orElseThrow().index(), EVERY_TYPE);
            }
        });
        sockets.add(socket);
        poller.add(socket, () -> take(socket, link));
    }

    /** Tells of what is heard for so long, or until it is so. */
    void listen(long durationNanos, BooleanSupplier done, Listener toThis) throws LinuxException {
        listener = toThis;
        long end = System.nanoTime() + durationNanos;
        while (end - System.nanoTime() > 0 && !done.getAsBoolean()) {
            poller.poll(Math.min(LOOK_AGAIN_NANOS, Math.max(0, end - System.nanoTime())));
        }
    }

    private void take(PacketSocket socket, int link) {
        try {
            for (ByteBuffer frame = socket.receive(); frame != null; frame = socket.receive()) {
                if (frame.limit() >= IP_AT + 28 && frame.getShort(12) == IPV4 && frame.get(IP_AT + 9) == VRRP) {
                    int vrrpAt = IP_AT + (frame.get(IP_AT) & 0x0f) * 4;
                    listener.heard(System.nanoTime(), link, frame.get(vrrpAt + 1) & 0xff, frame.get(IP_AT + 15) & 0xff);
                }
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("adverts cannot be heard", e);
        }
    }

    @Override
    public void close() {
        sockets.forEach(PacketSocket::close);
    }
}
