package dev.holdfast.controller.balance;

import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Watches which addresses this host has, on a thread of its own. */
final class LocalAddresses implements AutoCloseable {
    private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final EventLoop loop;
    private final RtnetlinkMonitor monitor;
    private final Rtnetlink rtnetlink;
    private final Consumer<Set<InetAddress>> listener;
    private final Consumer<String> onError;
    private final Thread thread;

    private LocalAddresses(
            EventLoop loop,
            RtnetlinkMonitor monitor,
            Rtnetlink rtnetlink,
            Consumer<Set<InetAddress>> listener,
            Consumer<String> onError) {
        this.loop = loop;
        this.monitor = monitor;
        this.rtnetlink = rtnetlink;
        this.listener = listener;
        this.onError = onError;
        this.thread = new Thread(this::run, "addresses");
        thread.setDaemon(true);
    }

    /**
     * Begins to watch.
     *
     * @param listener given all addresses, at first and after each change
     * @param onError told why they cannot be read
     */
    static LocalAddresses watch(Consumer<Set<InetAddress>> listener, Consumer<String> onError) throws LinuxException {
        // Closed in close(), or below.
        EventLoop loop = EventLoop.open(error -> onError.accept("error in this program: " + error));
        RtnetlinkMonitor monitor = null;
        try {
            monitor = RtnetlinkMonitor.open();
            LocalAddresses addresses = new LocalAddresses(loop, monitor, Rtnetlink.open(), listener, onError);
            addresses.thread.start();
            return addresses;
        } catch (LinuxException e) {
            if (monitor != null) {
                monitor.close();
            }
            loop.close();
            throw e;
        }
    }

    private void run() {
        try {
            loop.watch(monitor, this::changed);
            loop.execute(this::read);
            loop.run();
        } catch (LinuxException e) {
            onError.accept(e.getMessage());
        }
    }

    private void changed() {
        try {
            monitor.drain(event -> {});
        } catch (LinuxException e) {
            onError.accept(e.getMessage());
        }
        read();
    }

    private void read() {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            rtnetlink.addresses().forEach(address -> addresses.add(address.address()));
        } catch (LinuxException e) {
            onError.accept(e.getMessage());
            return;
        }
        listener.accept(addresses);
    }

    @Override
    public void close() {
        loop.execute(loop::stop);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        monitor.close();
        rtnetlink.close();
        loop.close();
    }
}
