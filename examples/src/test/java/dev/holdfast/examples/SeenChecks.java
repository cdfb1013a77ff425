package dev.holdfast.examples;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.Wakeup;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.PacketSocket;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sees on the wire when a program asks the servers of its own network, and which of them took the connection. */
final class SeenChecks implements AutoCloseable {
    /** {@code ETH_P_IP} of linux/if_ether.h: of what passes lo, only what comes in, so that each packet is seen once. */
    private static final int IPV4 = 0x0800;

    private static final int IP_AT = 14;
    private static final int PROTOCOL_AT = IP_AT + 9;
    private static final int SOURCE_AT = IP_AT + 12;
    private static final int TCP = 6;
    private static final int PORT = 80;
    private static final int SYN_AND_ACK = 0x12;
    private static final int RESET = 0x04;

    /** A server's answer to a connection, by the last number of its address. */
    private record Answer(int number, boolean took) {}

    private final Map<Answer, Long> last = new ConcurrentHashMap<>();
    private final PacketSocket packets;
    private final Wakeup wakeup;
    private final Thread thread;
    private volatile boolean ending;

    SeenChecks(NetworkNamespace namespace) {
        try {
            wakeup = Wakeup.open();
            packets = namespace.inside(() -> {
                try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                    return PacketSocket.open(rtnetlink.link("lo").orElseThrow().index(), IPV4);
                }
            });
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        thread = new Thread(this::see, "seen checks");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * When 10.1.0.NUMBER last answered so, on the scale of {@link System#nanoTime}.
     *
     * @param took whether it took the connection, instead of resetting it
     */
    long last(int number, boolean took) {
        Long nanos = last.get(new Answer(number, took));
        if (nanos == null) {
            throw new AssertionError("10.1.0." + number + " never " + (took ? "took" : "reset") + " a connection");
        }
        return nanos;
    }

    private void see() {
        Poller poller = new Poller();
        poller.add(wakeup, wakeup::drain);
        poller.add(packets, this::take);
        try {
            while (!ending) {
                poller.poll(-1);
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("checks cannot be seen any more", e);
        }
    }

    private void take() {
        try {
            for (ByteBuffer frame = packets.receive(); frame != null; frame = packets.receive()) {
                int tcp = IP_AT + (frame.get(IP_AT) & 0x0f) * 4;
                if (frame.get(PROTOCOL_AT) == TCP && frame.getShort(tcp) == PORT) {
                    int flags = frame.get(tcp + 13);
                    if ((flags & SYN_AND_ACK) == SYN_AND_ACK || (flags & RESET) != 0) {
                        last.put(new Answer(frame.get(SOURCE_AT + 3) & 0xff, (flags & RESET) == 0), System.nanoTime());
                    }
                }
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("checks cannot be seen any more", e);
        }
    }

    @Override
    public void close() {
        ending = true;
        wakeup.signal();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        packets.close();
        wakeup.close();
    }
}
