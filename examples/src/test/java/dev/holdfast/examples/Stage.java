package dev.holdfast.examples;

import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.PacketSocket;
import dev.holdfast.linuxnet.testing.Bridge;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A test's own little network: a switch, two hosts {@code a} (192.0.2.1/24) and {@code b} (192.0.2.2/24) on it, and a record of what
 * happens. Closing it ends every director and removes all; the end of the JVM does the same. Configurations and logs stay in
 * {@code target/whole-program/NAME}.
 */
final class Stage implements AutoCloseable {

    /** Two slow cores, several tests at a time. */
    private static final long LIMIT_NANOS = Programs.patience(30_000_000_000L);

    private static final long LOOK_AGAIN_NANOS = 50_000_000L;
    private static final int LOG_TAIL_LINES = 60;

    private final String name;
    private final Path directory;
    private final Bridge bridge;
    private final List<NetworkNamespace> namespaces = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private final Map<Host, String> ports = new LinkedHashMap<>();
    private final List<Director> directors = new ArrayList<>();
    private final Recorder recorder;
    private final Thread onShutdown = new Thread(this::remove, "stage-shutdown");
    private boolean removed;

    /**
     * Sets one up.
     *
     * @param name distinct among the tests; may have spaces
     */
    Stage(String name) {
        Programs.require();
        this.name = name;
        directory = Programs.module().resolve("target/whole-program").resolve(name.replaceAll("[^A-Za-z0-9]+", "-"));
        bridge = Bridge.create();
        Runtime.getRuntime().addShutdownHook(onShutdown);
        try {
            addHost("a", "192.0.2.1");
            addHost("b", "192.0.2.2");
            recorder = Recorder.start(bridge, hosts);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new AssertionError("set up the stage " + name, e);
        }
    }

    private void addHost(String hostName, String address) {
        NetworkNamespace namespace = NetworkNamespace.create();
        namespaces.add(namespace);
        bridge.attach(namespace, "eth0", address + "/24");
        Host host = new Host(hostName, address, namespace);
        hosts.add(host);
        ports.put(host, bridge.port(namespace));
    }

    Host a() {
        return hosts.get(0);
    }

    Host b() {
        return hosts.get(1);
    }

    Recorder recorder() {
        return recorder;
    }

    Path directory() {
        return directory;
    }

    /** Starts a director on a host. One that ran there before is gone, or keeps its own log. */
    Director start(Director.Kind kind, Host host, String configuration, String... options) {
        return start(kind, host, configuration, Map.of(), options);
    }

    /** Starts a director on a host, with these environment variables besides the tests' own. */
    Director start(
            Director.Kind kind, Host host, String configuration, Map<String, String> environment, String... options) {
        Director director = Director.start(
                kind, Director.Half.VRRP, host, directory.resolve(host.name()), configuration, environment, options);
        directors.add(director);
        return director;
    }

    /** The hosts that hold the address. */
    List<Host> holders(String ipv4) {
        return hosts.stream().filter(host -> host.holds(ipv4)).toList();
    }

    /** Waits until this host, and no other, holds the address. */
    void awaitOnlyHolder(Host host, String ipv4) {
        await(ipv4 + " is on " + host + " only", () -> holders(ipv4).equals(List.of(host)));
    }

    /** Waits until no host holds the address. */
    void awaitNoHolder(String ipv4) {
        await("nobody holds " + ipv4, () -> holders(ipv4).isEmpty());
    }

    /** Waits until the director's log has a line that matches. */
    void awaitLogged(Director director, String expression) {
        await(director + " logs " + expression, () -> director.logged(expression));
    }

    /** Waits until so many adverts of the host passed since then. */
    void awaitAdverts(Host host, long sinceNanos, int count) {
        await(
                count + " adverts of " + host,
                () -> recorder.advertsFrom(host.address(), sinceNanos).size() >= count);
    }

    /** Waits until it is so; an {@link AssertionError} with all that happened, when it does not come to be. */
    void await(String what, BooleanSupplier met) {
        long start = System.nanoTime();
        while (!met.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError(
                        name + ": not within " + LIMIT_NANOS / 1_000_000_000 + " s: " + what + "\n" + situation());
            }
            // Logs and other programs' addresses give no event to wait for.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Lets frames of the hosts reach the recorder but not each other, or lets them again. */
    void separate(boolean separated) {
        for (String port : ports.values()) {
            bridge.namespace().ip("link", "set", port, "type", "bridge_slave", "isolated", separated ? "on" : "off");
        }
    }

    /** Gives frames to a host, as if they had been sent to it through the switch. */
    void deliver(Host to, List<Frame> frames) {
        try {
            bridge.namespace().runInside(() -> {
                try (Rtnetlink rtnetlink = Rtnetlink.open();
                        PacketSocket socket = PacketSocket.open()) {
                    int port = rtnetlink.link(ports.get(to)).orElseThrow().index();
                    for (Frame frame : frames) {
                        socket.sendTo(port, frame.bytes());
                    }
                }
            });
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("deliver frames to " + to, e);
        }
    }

    /** Pulls the host's cable, or plugs it in again. */
    void unplug(Host host, boolean unplugged) {
        bridge.namespace().ip("link", "set", ports.get(host), unplugged ? "down" : "up");
    }

    /** Gives the host one more interface on the switch. */
    void addInterface(Host host, String interfaceName) {
        String port = ports.get(host) + interfaceName.charAt(interfaceName.length() - 1);
        NetworkNamespace.connect(bridge.namespace(), port, host.namespace(), interfaceName);
        bridge.namespace().ip("link", "set", port, "master", "br0");
    }

    /** Makes the host's deleted eth0 again, with its address. */
    void makeInterfaceAgain(Host host) {
        String port = ports.get(host) + "x";
        NetworkNamespace.connect(bridge.namespace(), port, host.namespace(), "eth0");
        bridge.namespace().ip("link", "set", port, "master", "br0");
        ports.put(host, port);
        host.ip("address", "add", host.address() + "/24", "dev", "eth0");
    }

    /** What a person would look at first. */
    String situation() {
        StringBuilder text = new StringBuilder();
        for (Host host : hosts) {
            text.append("addresses of ")
                    .append(host)
                    .append(": ")
                    .append(host.addresses())
                    .append('\n');
        }
        for (Director director : directors) {
            List<String> lines = director.log().lines().toList();
            text.append("--- log of ")
                    .append(director)
                    .append(director.isRunning() ? "" : " (ended)")
                    .append('\n');
            lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size())
                    .forEach(line -> text.append(line).append('\n'));
        }
        List<SeenAdvert> adverts = recorder.adverts(advert -> true);
        text.append("--- last adverts\n");
        adverts.subList(Math.max(0, adverts.size() - 20), adverts.size())
                .forEach(advert -> text.append(advert).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // The JVM is ending.
        }
    }

    private synchronized void remove() {
        if (removed) {
            return;
        }
        removed = true;
        for (Director director : directors) {
            if (director.isRunning()) {
                director.crash();
            }
        }
        if (recorder != null) {
            recorder.close();
        }
        for (NetworkNamespace namespace : namespaces) {
            endDaemons(namespace);
            namespace.close();
        }
        bridge.close();
    }

    /** Ends what went into the background there and is nobody's child any more. */
    private static void endDaemons(NetworkNamespace namespace) {
        Programs.Outcome daemons = Programs.run(new ProcessBuilder("ip", "netns", "pids", namespace.name()));
        daemons.output()
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                .filter(daemon -> !daemon.equals(ProcessHandle.current()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** An empty directory under the stage's own. */
    Path emptyDirectory(String child) {
        try {
            return Files.createTempDirectory(Files.createDirectories(directory), child);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
