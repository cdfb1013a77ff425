package dev.holdfast.linuxnet.testing;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Poller;
import dev.holdfast.linuxnet.libc.ThreadCalls;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A host of its own: a network namespace, with loopback up and nothing else.
 *
 * <pre>{@code
 * try (NetworkNamespace a = NetworkNamespace.create();
 *         NetworkNamespace b = NetworkNamespace.create()) {
 *     NetworkNamespace.connect(a, "eth0", b, "eth0");
 *     a.run("ip", "address", "add", "192.0.2.1/24", "dev", "eth0");
 *     Link link = a.inside(() -> { try (Rtnetlink r = Rtnetlink.open()) { return r.link("eth0").orElseThrow(); } });
 * }
 * }</pre>
 *
 * <p>{@link #close()} ends the processes started in it and removes it. A namespace whose test run was killed is removed by the next
 * run that makes one: the name has the process's number in it. Needs {@link RealKernel#requireNamespaces()}.
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final Path DIRECTORY = Path.of("/run/netns");
    private static final String PREFIX = "holdfast-test-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\d+");
    private static final long EXIT_SECONDS = 10;
    private static final long RUNNING_NANOS = 20_000_000_000L;

    /** Makes the names of this process's namespaces distinct. It only counts up, so that no test can disturb another by it. */
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name;
    private final List<Process> processes = Collections.synchronizedList(new ArrayList<>());
    private boolean closed;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Makes one. */
    public static NetworkNamespace create() {
        removeLeftBehind();
        NetworkNamespace namespace =
                new NetworkNamespace(PREFIX + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement());
        Command.run(List.of("ip", "netns", "add", namespace.name));
        try {
            namespace.ip("link", "set", "lo", "up");
            return namespace;
        } catch (RuntimeException | Error e) {
            namespace.close();
            throw e;
        }
    }

    /**
     * Lays a cable: an Ethernet interface in each, up and running, the two connected.
     *
     * @param a one namespace
     * @param ifA the interface's name there
     * @param b the other
     * @param ifB the interface's name there
     */
    public static void connect(NetworkNamespace a, String ifA, NetworkNamespace b, String ifB) {
        a.ip("link", "add", ifA, "type", "veth", "peer", "name", ifB, "netns", b.name);
        a.ip("link", "set", ifA, "up");
        b.ip("link", "set", ifB, "up");
        a.awaitRunning(ifA);
        b.awaitRunning(ifB);
    }

    /**
     * Waits until an interface that was set up is running: the kernel tells of the carrier some time after it is there, up to a
     * second later.
     */
    public void awaitRunning(String ifName) {
        try {
            runInside(() -> {
                Poller poller = new Poller();
                try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open();
                        Rtnetlink rtnetlink = Rtnetlink.open()) {
                    poller.add(monitor, () -> {});
                    long start = System.nanoTime();
                    while (!rtnetlink.link(ifName).orElseThrow().running()) {
                        long left = RUNNING_NANOS - (System.nanoTime() - start);
                        if (left <= 0 || poller.poll(left) == 0) {
                            throw new AssertionError(ifName + " of " + name + " is not running");
                        }
                        monitor.drain(event -> {});
                    }
                }
            });
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("wait until " + ifName + " of " + name + " is running", e);
        }
    }

    /** Its name, as ip(8) knows it. */
    public String name() {
        return name;
    }

    /** The file that stands for it. */
    public Path path() {
        return DIRECTORY.resolve(name);
    }

    /**
     * Runs a program in it, to its end.
     *
     * @return what it wrote to standard output
     * @throws AssertionError with all it wrote, unless it exits with 0 within a minute
     */
    public String run(String... command) {
        return Command.run(entering(command));
    }

    /** Runs ip(8) on it. */
    public String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        return Command.run(command);
    }

    /**
     * Starts a program in it. It is ended, when it has not ended, by {@link #close()}.
     *
     * @param builder with the program and its redirections; its command is changed
     */
    public Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.command(entering(builder.command().toArray(new String[0])))
                .start();
        processes.add(process);
        return process;
    }

    /**
     * Runs code in it: on a thread of its own, whose sockets and /proc/thread-self/net are the namespace's. Threads that this one starts
     * are in it, too.
     *
     * @return what it returns; what it throws is thrown
     */
    public <T> T inside(Callable<T> callable) throws Exception {
        return OwnThread.call(name, () -> {
            int result = ThreadCalls.enterNetworkNamespace(path());
            if (result < 0) {
                throw new LinuxException("enter network namespace " + name, -result);
            }
            return callable.call();
        });
    }

    /** Code to run in a namespace that has no result. */
    @FunctionalInterface
    public interface Action {

        /** Runs it. */
        void run() throws Exception;
    }

    /** The same as {@link #inside}, for code without a result. */
    public void runInside(Action action) throws Exception {
        inside(() -> {
            action.run();
            return true;
        });
    }

    /** Ends what was started in it, and removes it with its interfaces. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Process process : List.copyOf(processes)) {
            end(process);
        }
        Command.run(List.of("ip", "netns", "delete", name));
    }

    @Override
    public String toString() {
        return name;
    }

    private List<String> entering(String... command) {
        // Not "ip netns exec", which also mounts another /sys.
        List<String> entering = new ArrayList<>(List.of("nsenter", "--net=" + path(), "--"));
        entering.addAll(List.of(command));
        return entering;
    }

    private static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static void removeLeftBehind() {
        if (!Files.isDirectory(DIRECTORY)) {
            return;
        }
        List<String> names;
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            names = files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String left : names) {
            Matcher matcher = NAME.matcher(left);
            if (matcher.matches()
                    && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                Command.run(List.of("ip", "netns", "delete", left));
            }
        }
    }
}
