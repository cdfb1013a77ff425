package dev.holdfast.ipvs.benchmark;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsCommand.Flush;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty table, changes one weight and removes all: with our client in batches and one message at a time, and with
 * ipvsadm. Prints the median of the rounds; the arguments are how many rounds, services, and servers a service.
 *
 * <p>Every sample is taken in a network namespace of its own, because the kernel keeps removed servers for some minutes and looks
 * for each new one among them. Ours is counted within this JVM once it is warm; ipvsadm's includes its start. After every fill
 * and every removal the table is read and compared, outside the time.
 */
public final class TableBenchmark {
    private static final int WARM_UPS = 25;
    /** How many commands the slowest way, a process for each, is tried with. */
    private static final int PROCESSES = 100;

    private final Workload workload;
    private final Map<String, List<Double>> samples = new LinkedHashMap<>();
    private final Path lines;

    private TableBenchmark(Workload workload, Path lines) {
        this.workload = workload;
        this.lines = lines;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = argument(arguments, 0, 5);
        int services = argument(arguments, 1, 200);
        int servers = argument(arguments, 2, 50);
        Path lines = Files.createTempFile("ipvs-benchmark", ".txt");
        try {
            TableBenchmark warmUp = new TableBenchmark(Workload.of(20, servers), lines);
            for (int i = 0; i < WARM_UPS; i++) {
                warmUp.ours();
            }
            TableBenchmark benchmark = new TableBenchmark(Workload.of(services, servers), lines);
            for (int i = 0; i < rounds; i++) {
                benchmark.ours();
                benchmark.ipvsadm();
            }
            benchmark.processes();
            System.out.printf(
                    Locale.ROOT,
                    "%d services of %d servers, %d commands to fill; medians of %d rounds, in milliseconds (least, most)%n",
                    services,
                    servers,
                    benchmark.workload.fill().size(),
                    rounds);
            benchmark.samples.forEach(TableBenchmark::print);
            benchmark.printRatios();
        } finally {
            Files.delete(lines);
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private void ours() throws Exception {
        inNamespace((client, namespace) -> {
            time("fill, one batch", () -> done(client.apply(workload.fill())));
            expect(client, workload.table());
            time("change one weight, one batch", () -> done(client.apply(workload.change())));
            expect(client, workload.changed());
            time("remove every entry, one batch", () -> done(client.apply(workload.removeEntries())));
            expect(client, IpvsTable.empty());
        });
        inNamespace((client, namespace) -> {
            time("fill, one batch", () -> done(client.apply(workload.fill())));
            time("remove every service, one batch", () -> done(client.apply(workload.removeServices())));
            expect(client, IpvsTable.empty());
        });
        inNamespace((client, namespace) -> {
            time("fill, apply(desired)", () -> done(client.apply(workload.table(), service -> true)));
            expect(client, workload.table());
            time("change one weight, apply(desired)", () -> done(client.apply(workload.changed(), service -> true)));
            expect(client, workload.changed());
            time("remove every service, apply(desired)", () -> done(client.apply(IpvsTable.empty(), service -> true)));
            expect(client, IpvsTable.empty());
        });
        inNamespace((client, namespace) -> {
            time("fill, one message at a time", () -> oneByOne(client, workload.fill()));
            time("remove every entry, one message at a time", () -> oneByOne(client, workload.removeEntries()));
            expect(client, IpvsTable.empty());
        });
        inNamespace((client, namespace) -> {
            time("fill, one message at a time", () -> oneByOne(client, workload.fill()));
            time("flush", () -> oneByOne(client, List.of(new Flush())));
            expect(client, IpvsTable.empty());
        });
    }

    private void ipvsadm() throws Exception {
        inNamespace((client, namespace) -> {
            Files.write(lines, workload.fillLines());
            time("fill, ipvsadm -R", () -> run(namespace, lines.toFile(), "-R"));
            expect(client, workload.table());
            time("change one weight, ipvsadm -e", () -> run(namespace, null, workload.changeLine()));
            expect(client, workload.changed());
            Files.write(lines, workload.removeEntriesLines());
            time("remove every entry, ipvsadm -R", () -> run(namespace, lines.toFile(), "-R"));
            expect(client, IpvsTable.empty());
        });
        inNamespace((client, namespace) -> {
            Files.write(lines, workload.fillLines());
            time("fill, ipvsadm -R", () -> run(namespace, lines.toFile(), "-R"));
            time("flush, ipvsadm -C", () -> run(namespace, null, "-C"));
            expect(client, IpvsTable.empty());
        });
    }

    /** A process for every command takes minutes: as many as tell what one takes. */
    private void processes() throws Exception {
        inNamespace((client, namespace) -> {
            List<String> commands = workload.fillLines();
            int count = Math.min(PROCESSES, commands.size());
            long start = System.nanoTime();
            for (String command : commands.subList(0, count)) {
                run(namespace, null, command);
            }
            double each = (System.nanoTime() - start) / 1e6 / count;
            samples.put(
                    "fill, a process a command (from " + count + " of them)",
                    new ArrayList<>(List.of(each * commands.size())));
        });
    }

    private interface Action {
        void run() throws Exception;
    }

    private interface Sample {
        void take(IpvsClient client, NetworkNamespace namespace) throws Exception;
    }

    private static void inNamespace(Sample sample) throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                IpvsClient client = namespace.inside(IpvsClient::open)) {
            sample.take(client, namespace);
        }
    }

    private void time(String what, Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        samples.computeIfAbsent(what, key -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
    }

    private static void oneByOne(IpvsClient client, List<IpvsCommand> commands) {
        for (IpvsCommand command : commands) {
            done(client.apply(List.of(command)));
        }
    }

    private static void done(List<CommandOutcome> outcomes) {
        for (CommandOutcome outcome : outcomes) {
            if (!outcome.applied()) {
                throw new IllegalStateException(outcome.toString());
            }
        }
    }

    private static void expect(IpvsClient client, IpvsTable expected) throws IOException {
        if (!client.table().equals(expected)) {
            throw new IllegalStateException("the kernel's table is not the one that was made");
        }
    }

    private static void run(NetworkNamespace namespace, @Nullable File input, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ipvsadm"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        if (input != null) {
            builder.redirectInput(input);
        }
        // A process is in the namespace of the thread that starts it.
        int status = namespace.inside(builder::start).waitFor();
        if (status != 0) {
            throw new IllegalStateException(command + ": exit status " + status);
        }
    }

    private static void print(String what, List<Double> times) {
        double[] sorted = sorted(times);
        System.out.printf(
                Locale.ROOT,
                "%-45s %10.1f (%.1f, %.1f)%n",
                what,
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private void printRatios() {
        System.out.printf(
                Locale.ROOT,
                "one batch is %.1f times as fast as ipvsadm -R to fill, %.1f times to remove every entry%n",
                median("fill, ipvsadm -R") / median("fill, one batch"),
                median("remove every entry, ipvsadm -R") / median("remove every entry, one batch"));
        System.out.printf(
                Locale.ROOT,
                "and %.1f and %.1f times as fast as one message at a time%n",
                median("fill, one message at a time") / median("fill, one batch"),
                median("remove every entry, one message at a time") / median("remove every entry, one batch"));
    }

    private double median(String what) {
        double[] sorted = sorted(samples.getOrDefault(what, List.of(Double.NaN)));
        return sorted[sorted.length / 2];
    }

    private static double[] sorted(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
