package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.DumpingKeepalived.Dump;
import dev.holdfast.controller.config.print.Printer;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.daemon.LocalSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A configuration means the same here and there: our records against what keepalived 2.2.7 dumps, as text and as
 * JSON, for its samples, for configurations of ours, and for a corpus where there is one; and it dumps the same of what we print of
 * them. Needs root, iproute2, util-linux and keepalived.
 */
class MeaningIT {
    private static final List<Path> PLACES = List.of(
            Path.of("src", "test", "resources", "dev", "holdfast", "controller", "config", "meaning"),
            Path.of("/usr/share/doc/keepalived/samples"),
            Path.of("..", "..", "shared", "corpus", "real"),
            Path.of("..", "..", "shared", "corpus", "features"));

    /** Files that keepalived takes otherwise, and why we do not. */
    private static final Map<String, String> KNOWN = Map.of(
            "031.conf", "of the number 1.0, which it calls invalid, it uses the 1",
            "093.conf",
                    "it tracks an instance's own interface with a weight where interface comes after track_interface",
            "098.conf", "it moves addresses that do not fit into a packet of the interface's MTU to the excluded ones");

    private static final int MOST_INTERFACES = 20;
    private static final int MOST_INSTANCES = 40;

    /** Two cores are the usual case, and keepalived mostly waits. */
    private static final int AT_ONCE = 4;

    @TempDir
    private Path directory;

    /** A machine with the interfaces that a file names. */
    private record Machine(Set<String> interfaces, boolean all) implements SystemFacts {
        @Override
        public boolean interfaceExists(String name) {
            boolean possible = name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");
            if (all && possible) {
                interfaces.add(name);
            }
            return interfaces.contains(name) || name.equals("lo");
        }

        @Override
        public boolean scriptExists(String program) {
            return new LocalSystem().scriptExists(program);
        }

        @Override
        public boolean userExists(String name) {
            return Set.of("root", "nobody").contains(name);
        }
    }

    @Test
    void isKeepalived() throws Exception {
        boolean possible = Files.isExecutable(Path.of("/usr/sbin/keepalived"))
                && "root".equals(System.getProperty("user.name"))
                && DumpingKeepalived.execute(List.of("unshare", "--net", "-m", "true")) == 0;
        if (!possible) {
            String reason = "needs root, iproute2 and keepalived";
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.out.println("left out: MeaningIT " + reason);
            Assumptions.abort(reason);
        }
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Comparison>> comparisons = new ArrayList<>();
            for (Path file : files()) {
                comparisons.add(pool.submit(() -> compare(file)));
            }
            List<String> differences = new ArrayList<>();
            int compared = 0;
            for (Future<Comparison> future : comparisons) {
                Comparison comparison = future.get();
                compared += comparison.isCompared() ? 1 : 0;
                differences.addAll(comparison.differences());
            }
            System.out.println(compared + " configurations compared");
            assertThat(compared).isPositive();
            assertThat(differences).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path place : PLACES) {
            if (!Files.isDirectory(place)) {
                System.out.println("left out: there are no configurations at " + place);
                continue;
            }
            try (Stream<Path> files = Files.list(place)) {
                all.addAll(files.sorted().toList());
            }
        }
        return all;
    }

    /** What came of a file. */
    private record Comparison(boolean isCompared, List<String> differences) {
        static final Comparison LEFT_OUT = new Comparison(false, List.of());
    }

    private Comparison compare(Path file) throws IOException, InterruptedException {
        Set<String> interfaces = new TreeSet<>();
        KeepalivedConf.read(file, new ReadOptions("localhost", new Machine(interfaces, true)));
        interfaces.remove("lo");
        ReadResult result = KeepalivedConf.read(file, new ReadOptions("localhost", new Machine(interfaces, false)));
        Configuration configuration = result.configuration();
        if (configuration == null
                || configuration.blocks().instances().isEmpty()
                || configuration.blocks().instances().size() > MOST_INSTANCES
                || configuration.blocks().host().networkNamespace() != null
                || KNOWN.containsKey(file.getFileName().toString())
                || interfaces.size() > MOST_INTERFACES
                || Files.readString(file).contains("include ")) {
            return Comparison.LEFT_OUT;
        }
        byte[] printed = Printer.print(configuration).getBytes(StandardCharsets.UTF_8);
        List<Dump> dumps = new DumpingKeepalived(Files.createTempDirectory(directory, "run"))
                .dump(List.of(Files.readAllBytes(file), printed), interfaces);
        if (dumps.get(0).data().isEmpty()) {
            System.out.println("left out: keepalived does not run " + file);
            return Comparison.LEFT_OUT;
        }
        List<String> differences = new ArrayList<>();
        records(dumps.get(0), configuration, differences);
        printed(dumps.get(0), dumps.get(1), differences);
        return new Comparison(
                true, differences.stream().map(one -> file + ": " + one).toList());
    }

    /** Our records against what it dumped of the file. */
    private static void records(Dump dump, Configuration configuration, List<String> differences) {
        Map<String, Map<String, String>> theirs = KeepalivedDump.instances(dump.data());
        Map<String, Map<String, String>> ours = OurDump.instances(configuration);
        if (!ours.keySet().equals(theirs.keySet())) {
            differences.add("instances " + ours.keySet() + " instead of " + theirs.keySet());
        }
        theirs.forEach((name, facts) -> facts.forEach((key, value) -> {
            String own = ours.getOrDefault(name, Map.of()).get(key);
            boolean addresses = key.startsWith("Virtual IP") || key.startsWith("Unicast");
            boolean same = addresses ? OurDump.normal(value).equals(own) : value.equals(own);
            if (own != null && !same && !dependsOnTheMachine(key, name, configuration)) {
                differences.add(name + ": " + key + ": " + own + " instead of " + value);
            }
        }));
        if (!OurDump.groups(configuration).equals(KeepalivedDump.groups(dump.data()))) {
            differences.add(
                    "groups " + OurDump.groups(configuration) + " instead of " + KeepalivedDump.groups(dump.data()));
        }
        Map<String, Map<String, String>> json = OurDump.jsonInstances(configuration);
        KeepalivedJson.instances(dump.json())
                .forEach((name, facts) -> facts.forEach((key, value) -> {
                    String own = json.getOrDefault(name, Map.of()).get(key);
                    if (own != null && !value.equals(own) && !dependsOnTheMachine(key, name, configuration)) {
                        differences.add(name + ": JSON's " + key + ": " + own + " instead of " + value);
                    }
                }));
    }

    /** What it dumped of the file against what it dumped of the file that we print. */
    private static void printed(Dump file, Dump printed, List<String> differences) {
        boolean clean = printed.code() == 0 || printed.code() == 6;
        if (!clean && printed.code() != file.code()) {
            differences.add("printed: exit code " + printed.code() + "\n" + printed.test());
        } else if (printed.data().isEmpty()) {
            differences.add("printed: it does not run\n" + printed.test());
        } else {
            differ(
                    "instances",
                    KeepalivedDump.instances(file.data()),
                    KeepalivedDump.instances(printed.data()),
                    differences);
            differ(
                    "JSON",
                    KeepalivedJson.instances(file.json()),
                    KeepalivedJson.instances(printed.json()),
                    differences);
            if (!KeepalivedDump.groups(file.data()).equals(KeepalivedDump.groups(printed.data()))) {
                differences.add("printed: groups " + KeepalivedDump.groups(printed.data()) + " instead of "
                        + KeepalivedDump.groups(file.data()));
            }
        }
    }

    private static void differ(
            String what,
            Map<String, Map<String, String>> file,
            Map<String, Map<String, String>> printed,
            List<String> differences) {
        file.forEach((name, facts) -> facts.forEach((key, value) -> {
            String other = printed.getOrDefault(name, Map.of()).get(key);
            if (!value.equals(other)) {
                differences.add("printed: " + what + ": " + name + ": " + key + ": " + other + " instead of " + value);
            }
        }));
    }

    /** A VMAC interface's settings are the kernel's, and a file in a directory that is not there is not tracked. */
    private static boolean dependsOnTheMachine(String key, String name, Configuration configuration) {
        Blocks blocks = configuration.blocks();
        if (key.equalsIgnoreCase("Promote_secondaries")) {
            return blocks.instances().stream()
                    .filter(one -> one.name().equals(name))
                    .anyMatch(one -> one.virtualInterface().kind() != VirtualInterface.Kind.NONE);
        }
        return key.equals("Tracked files")
                && blocks.tracked().files().stream()
                        .map(file -> Path.of(file.file()).getParent())
                        .anyMatch(parent -> parent == null || !Files.isDirectory(parent));
    }
}
