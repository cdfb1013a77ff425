package dev.holdfast.ipvs.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The real ipvsadm(8), in the network namespace of this process. */
final class Ipvsadm {
    private Ipvsadm() {}

    /** Runs one command, {@code -A -t 10.0.0.1:80}, and expects it to succeed. */
    static List<String> run(String arguments) {
        return run(arguments, "");
    }

    /** Gives lines as ipvsadm-save writes them to ipvsadm-restore. */
    static void restore(String lines) {
        run("-R", lines);
    }

    /**
     * The table as {@code ipvsadm-save -n} prints it, each service line with its destination lines sorted below it, services
     * sorted too: the kernel's order is that of its hash table.
     */
    static List<String> save() {
        TreeMap<String, List<String>> services = new TreeMap<>();
        List<String> current = List.of();
        for (String line : run("-S -n")) {
            if (line.startsWith("-A")) {
                current = services.computeIfAbsent(line, key -> new ArrayList<>());
            } else {
                current.add(line);
            }
        }
        List<String> lines = new ArrayList<>();
        services.forEach((service, destinations) -> {
            lines.add(service);
            destinations.stream().sorted().forEach(lines::add);
        });
        return lines;
    }

    private static List<String> run(String arguments, String input) {
        List<String> command = new ArrayList<>(List.of("ipvsadm"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("%s ended", command)
                    .isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
            return output.lines().map(String::stripTrailing).toList();
        } catch (IOException e) {
            throw new AssertionError(command + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
    }
}
