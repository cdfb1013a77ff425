package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private final NetworkNamespace namespace = NetworkNamespace.create();
    private final Director.Kind kind;
    private Director director;
    private int seen;

    @SuppressWarnings("NullAway.Init") // the director is started after the servers
    Side(Director.Kind kind) {
        this.kind = kind;
        namespace.ip("route", "add", "local", "10.1.0.0/24", "dev", "lo");
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
    }

    /** 10.1.0.NUMBER cannot be reached, or can again. */
    void reachable(int number, boolean reachable) {
        namespace.ip(
                "route", reachable ? "delete" : "add", "unreachable", "10.1.0." + number + "/32", "table", "local");
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

    void consume(int lines) {
        seen += lines;
    }

    @Override
    public void close() {
        namespace.close();
    }
}
