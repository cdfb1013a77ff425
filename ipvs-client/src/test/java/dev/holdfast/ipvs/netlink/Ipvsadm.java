package dev.holdfast.ipvs.netlink;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

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
        return Commands.run("ipvsadm " + arguments, input);
    }
}
