package dev.holdfast.examples;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.Wakeup;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import dev.holdfast.linuxnet.socket.PacketSocket;
import dev.holdfast.linuxnet.testing.Bridge;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Records every frame that passes the switch and every change of the hosts' addresses. One thread records both, the frames first, so that
 * the order of a frame and a change can be told.
 */
final class Recorder implements AutoCloseable {

    /** {@code ETH_P_ALL} of linux/if_ether.h. */
    private static final int EVERY_TYPE = 3;

    /** A change of an address, in the notation of ip(8), for instance {@code 192.0.2.1/24}. */
    record AddressChange(long nanos, Host host, boolean added, String address) {}

    private final List<Frame> frames = new ArrayList<>();
    private final List<AddressChange> changes = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Poller poller = new Poller();
    private final Wakeup wakeup;
    private final Thread thread;
    private volatile boolean stopping;

    private Recorder(Wakeup wakeup) {
        this.wakeup = wakeup;
        open.add(wakeup);
        thread = new Thread(this::record, "recorder");
        thread.setDaemon(true);
    }

    /** Starts recording; what happens after this call is recorded. */
    static Recorder start(Bridge bridge, Collection<Host> hosts) throws Exception {
        Recorder recorder = new Recorder(Wakeup.open());
        try {
            recorder.listen(bridge, hosts);
            recorder.thread.start();
            return recorder;
        } catch (Exception | Error e) {
            recorder.closeAll();
            throw e;
        }
    }

    private void listen(Bridge bridge, Collection<Host> hosts) throws Exception {
        // A bridge keeps what it forwards from one port to another to itself, unless it is to hear everything.
        bridge.namespace().ip("link", "set", "br0", "promisc", "on");
        PacketSocket packets = bridge.namespace().inside(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return PacketSocket.open(rtnetlink.link("br0").orElseThrow().index(), EVERY_TYPE);
            }
        });
        open.add(packets);
        poller.add(packets, () -> take(packets));
        for (Host host : hosts) {
            RtnetlinkMonitor monitor = host.namespace().inside(RtnetlinkMonitor::open);
            open.add(monitor);
            poller.add(monitor, () -> take(host, monitor));
        }
        poller.add(wakeup, wakeup::drain);
    }

    private void record() {
        try {
            while (!stopping) {
                poller.poll(-1);
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("recording ended", e);
        }
    }

    private void take(PacketSocket packets) {
        try {
            for (ByteBuffer frame = packets.receive(); frame != null; frame = packets.receive()) {
                byte[] bytes = new byte[frame.remaining()];
                frame.get(bytes);
                synchronized (frames) {
                    frames.add(new Frame(System.nanoTime(), bytes));
                }
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("the switch cannot be heard", e);
        }
    }

    private void take(Host host, RtnetlinkMonitor monitor) {
        try {
            monitor.drain(event -> {
                long now = System.nanoTime();
                synchronized (changes) {
                    if (event instanceof RtnetlinkEvent.AddressAdded added) {
                        changes.add(new AddressChange(
                                now, host, true, added.address().notation()));
                    } else if (event instanceof RtnetlinkEvent.AddressRemoved removed) {
                        changes.add(new AddressChange(
                                now, host, false, removed.address().notation()));
                    } else if (event instanceof RtnetlinkEvent.Overrun) {
                        throw new IllegalStateException("address changes were lost");
                    }
                }
            });
        } catch (LinuxException e) {
            throw new IllegalStateException("address changes of " + host + " cannot be heard", e);
        }
    }

    /** The frames so far, oldest first. */
    List<Frame> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    /** The address changes so far, oldest first. */
    List<AddressChange> changes() {
        synchronized (changes) {
            return List.copyOf(changes);
        }
    }

    /** The VRRP adverts that satisfy the condition, oldest first. */
    List<SeenAdvert> adverts(Predicate<SeenAdvert> wanted) {
        return frames().stream()
                .flatMap(frame -> frame.advert().stream())
                .filter(wanted)
                .toList();
    }

    /** The adverts of an address since then. */
    List<SeenAdvert> advertsFrom(String source, long sinceNanos) {
        return adverts(advert -> advert.source().equals(source) && advert.nanos() - sinceNanos >= 0);
    }

    /** When gratuitous ARP for the address was sent from this hardware address since then, oldest first. */
    List<Long> gratuitousArps(String mac, String address, long sinceNanos) {
        return frames().stream()
                .filter(frame -> frame.isGratuitousArp(mac, address) && frame.nanos() - sinceNanos >= 0)
                .map(Frame::nanos)
                .toList();
    }

    /** Writes frames as a capture file of the classic pcap format with nanoseconds. */
    static void writeCapture(Path file, List<Frame> frames) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            for (int word : new int[] {0xa1b23c4d, 0x00020004, 0, 0, 65535, 1}) {
                out.writeInt(word);
            }
            for (Frame frame : frames) {
                out.writeInt((int) (frame.nanos() / 1_000_000_000));
                out.writeInt((int) (frame.nanos() % 1_000_000_000));
                out.writeInt(frame.bytes().length);
                out.writeInt(frame.bytes().length);
                out.write(frame.bytes());
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        wakeup.signal();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll();
    }

    private void closeAll() {
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
