package dev.holdfast.controller.benchmark;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.ReadResult;
import dev.holdfast.controller.daemon.LocalSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Reads configurations of many servers, with this program once it is warm, and with {@code keepalived -t}, whose time has its start
 * in it. Prints the median of the rounds. Arguments: how many rounds.
 */
public final class ReadingBenchmark {
    private static final int WARM_UPS = 15;

    private ReadingBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        Path file = Files.createTempFile("reading-benchmark", ".conf");
        try {
            Files.writeString(file, servers(200, 50));
            for (int i = 0; i < WARM_UPS; i++) {
                read(file, 200);
            }
            System.out.println("virtual x real servers    ours, ms    keepalived -t, ms");
            for (int[] size : new int[][] {{200, 50}, {500, 20}, {1000, 20}, {2000, 20}}) {
                Files.writeString(file, servers(size[0], size[1]));
                List<Double> ours = new ArrayList<>();
                List<Double> theirs = new ArrayList<>();
                for (int i = 0; i < rounds; i++) {
                    long start = System.nanoTime();
                    read(file, size[0]);
                    ours.add((System.nanoTime() - start) / 1e6);
                    theirs.add(keepalived(file));
                }
                System.out.printf(
                        Locale.ROOT, "%7d x %-14d %10.1f %20.1f%n", size[0], size[1], median(ours), median(theirs));
            }
            wrong(file, rounds);
        } finally {
            Files.delete(file);
        }
    }

    /** A file of another kind: every line is a mistake. */
    private static void wrong(Path file, int rounds) throws IOException {
        for (int lines : new int[] {75_000, 150_000, 300_000}) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines; i++) {
                text.append("mistake").append(i).append(" of some length\n");
            }
            Files.writeString(file, text);
            List<Double> ours = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                KeepalivedConf.read(file, new ReadOptions("lvs01", new LocalSystem()));
                ours.add((System.nanoTime() - start) / 1e6);
            }
            System.out.printf(Locale.ROOT, "%7d wrong lines      %10.1f%n", lines, median(ours));
        }
    }

    private static void read(Path file, int servers) {
        ReadResult result = KeepalivedConf.read(file, new ReadOptions("lvs01", new LocalSystem()));
        Configuration configuration = result.configuration();
        if (configuration == null || configuration.virtualServers().size() != servers) {
            throw new IllegalStateException("not what was written: " + result.problems());
        }
    }

    private static double keepalived(Path file) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder("keepalived", "-t", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start();
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("keepalived -t ended with " + status);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> samples) {
        Collections.sort(samples);
        return samples.get(samples.size() / 2);
    }

    private static String servers(int virtual, int real) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < virtual; i++) {
            text.append("virtual_server 10.")
                    .append(i / 250)
                    .append('.')
                    .append(i % 250)
                    .append(".1 80 {\n  delay_loop 6\n  lvs_sched wrr\n  lvs_method NAT\n  protocol TCP\n");
            for (int j = 0; j < real; j++) {
                text.append("  real_server 10.100.")
                        .append(j / 250)
                        .append('.')
                        .append(j % 250 + 1)
                        .append(" 80 {\n    weight ")
                        .append(j % 10 + 1)
                        .append(
                                "\n    TCP_CHECK {\n      connect_timeout 3\n      retry 2\n      delay_before_retry 1\n    }\n  }\n");
            }
            text.append("}\n");
        }
        return text.toString();
    }
}
