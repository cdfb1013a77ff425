package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One of two programs that are compared, alone in a network where 10.1.0.0/24 is all its own. */
final class Side implements AutoCloseable {
    /** What programs say of themselves, not of virtual servers. */
    private static final Pattern OF_ITSELF = Pattern.compile(
            "Starting|Running on|Command line|Configuration file|NOTICE|pidfile|Startup complete|Registering|SECURITY|"
                    + "Reporting|Initializing|Script user|Opening file|holdfast|Holdfast|keepalived|Kernel|Activating BFD|"
                    // The words of a command line that does not fit into one line.
                    + "^ |"
                    // Each failure in detail, and how a slow machine keeps it from its timers.
                    + "^check of |thread timer expired|timers? .*late");

    private static final long LOOK_AGAIN_NANOS = 20_000_000L;

    private final NetworkNamespace namespace = NetworkNamespace.create();
    private final Director.Kind kind;
    private final SeenChecks checks;
    private final List<Long> toldNanos = new CopyOnWriteArrayList<>();
    private Director director;
    private volatile boolean ending;
    private int seen;

    @SuppressWarnings("NullAway.Init") // the director is started after the servers
    Side(Director.Kind kind) {
        this.kind = kind;
        namespace.ip("route", "add", "local", "10.1.0.0/24", "dev", "lo");
        namespace.run("nft", "add table inet faults");
        namespace.run("nft", "add set inet faults refusing { type ipv4_addr ; }");
        namespace.run("nft", "add chain inet faults in { type filter hook input priority 0 ; }");
        namespace.run(
                "nft",
                "add rule inet faults in ip daddr @refusing tcp flags & (syn | ack) == syn reject with tcp reset");
        checks = new SeenChecks(namespace);
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    Director.Kind kind() {
        return kind;
    }

    Director director() {
        return director;
    }

    /** Starts the program, with files in a directory of this side's own there. */
    void start(Path directory, String configuration) {
        director = Director.start(
                kind,
                Director.Half.VIRTUAL_SERVERS,
                new Host(kind.text(), "10.1.0.1", namespace),
                directory.resolve(kind.text()),
                configuration,
                Map.of());
        Thread thread = new Thread(this::timeLines, "lines of " + kind);
        thread.setDaemon(true);
        thread.start();
    }

    /** keepalived itself tells only whole seconds. */
    private void timeLines() {
        long known = 0;
        while (!ending) {
            long length = director.logLength();
            if (length != known) {
                known = length;
                long now = System.nanoTime();
                toldNanos.addAll(Collections.nCopies(allLines().size() - toldNanos.size(), now));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** 10.1.0.NUMBER cannot be reached, or can again. */
    void reachable(int number, boolean reachable) {
        namespace.ip(
                "route", reachable ? "delete" : "add", "unreachable", "10.1.0." + number + "/32", "table", "local");
    }

    /** 10.1.0.NUMBER resets connections, of which something is still seen, or takes them again. */
    void refuses(int number, boolean refuses) {
        namespace.run("nft", (refuses ? "add" : "delete") + " element inet faults refusing { 10.1.0." + number + " }");
    }

    /** When it asked its servers. */
    SeenChecks checks() {
        return checks;
    }

    /** The services and servers, in the order of their text. */
    List<String> table() {
        return namespace.run("ipvsadm-save", "-n").lines().sorted().toList();
    }

    /** What it has logged of its virtual servers since {@link #consume}. */
    List<String> lines() {
        return allLines().stream().skip(seen).toList();
    }

    private List<String> allLines() {
        Stream<String> lines = director.log().lines();
        return lines.map(line -> line.replaceFirst("^\\S+ \\S+ (INFO|WARN|ERROR|DEBUG) +", "")
                        .replaceFirst("^\\w{3} \\w{3} +\\d+ [0-9:]+ \\d{4}: ", ""))
                .filter(line -> !OF_ITSELF.matcher(line).find())
                .toList();
    }

    /**
     * Looks no more at as many of {@link #lines}.
     *
     * @return when the last of them was told, on the scale of {@link System#nanoTime}
     */
    long consume(int lines) {
        seen += lines;
        while (toldNanos.size() < seen) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return seen == 0 ? System.nanoTime() : toldNanos.get(seen - 1);
    }

    @Override
    public void close() {
        ending = true;
        checks.close();
        namespace.close();
    }
}
