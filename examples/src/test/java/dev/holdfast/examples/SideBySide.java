package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * keepalived and Holdfast with the same configuration on one kernel, each in a network of its own. After each thing that is done to both
 * they have to come to the same lines and the same table; what differs is collected.
 */
final class SideBySide implements AutoCloseable {
    /** The first step waits for two programs to start, one of them a JVM, perhaps in an emulated machine. */
    private static final long LIMIT_NANOS = 150_000_000_000L;

    private static final long LOOK_AGAIN_NANOS = 100_000_000L;
    private static final Pattern REAL_SERVER = Pattern.compile("10\\.1\\.0\\.\\d+");

    /** Which order of lines counts. */
    enum Order {
        ALL,
        /** That of the lines of one real server, as checks of several are in none. */
        OF_EACH_SERVER,
        NONE
    }

    /**
     * When each told the last of it, on the scale of {@link System#nanoTime}: both change their table as they tell of it.
     *
     * @param theirsNanos keepalived
     * @param oursNanos Holdfast
     */
    record Times(long theirsNanos, long oursNanos) {}

    private final Side theirs = new Side(Director.Kind.KEEPALIVED);
    private final Side ours;
    private final List<String> differences = new ArrayList<>();
    private final Path directory;

    /**
     * Neither runs yet.
     *
     * @param name of the directory for their files
     */
    SideBySide(String name) {
        directory = Programs.module().resolve("target/whole-program").resolve(name);
        try {
            ours = new Side(Director.Kind.HOLDFAST);
        } catch (RuntimeException | Error e) {
            theirs.close();
            throw e;
        }
    }

    /** Does something to both, keepalived's first. */
    void both(Consumer<Side> what) {
        what.accept(theirs);
        what.accept(ours);
    }

    Path directory() {
        return directory;
    }

    /** Starts both. */
    void start(String configuration) {
        both(side -> side.start(directory, configuration));
    }

    /** Compares what follows, once keepalived has said a line that matches. */
    Times compare(String what, String until, Order order) {
        Pattern expected = Pattern.compile(until);
        return compare(
                what,
                lines -> lines.stream().anyMatch(line -> expected.matcher(line).find()),
                order);
    }

    /**
     * Compares what follows of what was just done.
     *
     * @param through whether keepalived is through with it, by its lines since the last comparison
     */
    Times compare(String what, Predicate<List<String>> through, Order order) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LIMIT_NANOS) {
            Standing there = Standing.of(theirs, order);
            Standing here = Standing.of(ours, order);
            if (through.test(there.lines())
                    && there.table().equals(here.table())
                    && there.inOrder().equals(here.inOrder())) {
                return new Times(
                        theirs.consume(there.lines().size()),
                        ours.consume(here.lines().size()));
            }
            // Neither tells of a change of its table in another way.
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        List<String> said = theirs.lines();
        differences.add("== " + what + (through.test(said) ? "" : ": keepalived is not through with it")
                + "\nkeepalived:\n  " + String.join("\n  ", said)
                + "\nholdfast:\n  " + String.join("\n  ", ours.lines())
                + (theirs.table().equals(ours.table())
                        ? ""
                        : "\nkeepalived's table:\n  " + String.join("\n  ", theirs.table()) + "\nholdfast's:\n  "
                                + String.join("\n  ", ours.table())));
        theirs.consume(theirs.lines().size());
        ours.consume(ours.lines().size());
        return new Times(0, 0);
    }

    /**
     * How long after the last check of a server that went so.
     *
     * @param number of 10.1.0.NUMBER, whose port 80 is checked
     * @param took whether the server took the connection
     */
    Times since(int number, boolean took, Times times) {
        return new Times(
                times.theirsNanos() - theirs.checks().last(number, took),
                times.oursNanos() - ours.checks().last(number, took));
    }

    /** Ends both, which has to leave nothing in the table, and fails if anything differed. */
    void assertSame() {
        assertThat(theirs.director().stop()).isZero();
        assertThat(ours.director().stop()).isZero();
        assertThat(ours.table()).isEqualTo(theirs.table()).isEmpty();
        assertThat(String.join("\n", differences)).isEmpty();
    }

    /**
     * What one of them has come to.
     *
     * @param inOrder the lines in the order that counts
     */
    private record Standing(List<String> lines, List<String> inOrder, List<String> table) {
        static Standing of(Side side, Order order) {
            List<String> lines = side.lines();
            return new Standing(lines, sorted(lines, order), side.table());
        }

        private static List<String> sorted(List<String> lines, Order order) {
            return switch (order) {
                case ALL -> lines;
                case OF_EACH_SERVER ->
                    lines.stream()
                            .sorted(Comparator.comparing(Standing::server))
                            .toList();
                case NONE -> lines.stream().sorted().toList();
            };
        }

        private static String server(String line) {
            Matcher matcher = REAL_SERVER.matcher(line);
            return matcher.find() ? matcher.group() : "";
        }
    }

    @Override
    public void close() {
        both(Side::close);
    }
}
