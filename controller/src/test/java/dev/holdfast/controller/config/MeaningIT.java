package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.daemon.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A configuration means the same here and there: our records against what keepalived 2.2.7 dumps at SIGUSR1, for its samples, for
 * configurations of ours, and for a corpus where there is one. Needs root, iproute2, util-linux and keepalived.
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
            "098.conf", "it moves addresses that do not fit into a packet of the interface's MTU to the excluded ones",
            "202.conf", "it ends an instance's name at an escaped comment sign");

    private static final int MOST_INTERFACES = 20;
    private static final int MOST_INSTANCES = 40;

    /** Runs keepalived in namespaces of its own and has it dump its data. */
    private static final String RUN = """
            mount -t tmpfs tmpfs /run
            mount --bind "$1" /tmp
            keepalived -n -l -P -p /run/ka.pid -r /run/v.pid -f /tmp/in.conf >/tmp/log 2>&1 &
            for i in $(seq 100); do grep -q "Startup complete" /tmp/log && break; sleep 0.02; done
            kill -USR1 $(cat /run/ka.pid)
            for i in $(seq 100); do grep -q "< Interfaces >" /tmp/keepalived.data 2>/dev/null && break; sleep 0.02; done
            sleep 0.1
            kill -9 $(cat /run/v.pid) $(cat /run/ka.pid)
            """;

    private final String namespace = "mean-" + ProcessHandle.current().pid();

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
                && execute(List.of("ip", "netns", "add", namespace)) == 0;
        if (!possible) {
            String reason = "needs root, iproute2 and keepalived";
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.out.println("left out: MeaningIT " + reason);
            Assumptions.abort(reason);
        }
        execute(List.of("ip", "netns", "delete", namespace));
        List<String> differences = new ArrayList<>();
        int compared = 0;
        for (Path place : PLACES) {
            if (!Files.isDirectory(place)) {
                System.out.println("left out: there are no configurations at " + place);
                continue;
            }
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.sorted().toList()) {
                    if (compare(file, differences)) {
                        compared++;
                    }
                }
            }
        }
        System.out.println(compared + " configurations compared");
        assertThat(compared).isPositive();
        assertThat(differences).isEmpty();
    }

    private boolean compare(Path file, List<String> differences) throws IOException, InterruptedException {
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
            return false;
        }
        String dump = dump(file, interfaces);
        Map<String, Map<String, String>> theirs = KeepalivedDump.instances(dump);
        if (theirs.isEmpty()) {
            System.out.println("left out: keepalived dumps nothing for " + file);
            return false;
        }
        Map<String, Map<String, String>> ours = OurDump.instances(configuration);
        if (!ours.keySet().equals(theirs.keySet())) {
            differences.add(file + ": instances " + ours.keySet() + " instead of " + theirs.keySet());
        }
        theirs.forEach((name, facts) -> facts.forEach((key, value) -> {
            String own = ours.getOrDefault(name, Map.of()).get(key);
            boolean addresses = key.startsWith("Virtual IP") || key.startsWith("Unicast");
            boolean same = addresses ? OurDump.normal(value).equals(own) : value.equals(own);
            if (own != null && !same && !dependsOnTheMachine(key, name, configuration)) {
                differences.add(file + ": " + name + ": " + key + ": " + own + " instead of " + value);
            }
        }));
        if (!OurDump.groups(configuration).equals(KeepalivedDump.groups(dump))) {
            differences.add(
                    file + ": groups " + OurDump.groups(configuration) + " instead of " + KeepalivedDump.groups(dump));
        }
        return true;
    }

    /** A VMAC interface's settings are the kernel's, and a file in a directory that is not there is not tracked. */
    private static boolean dependsOnTheMachine(String key, String name, Configuration configuration) {
        Blocks blocks = configuration.blocks();
        if (key.equals("Promote_secondaries")) {
            return blocks.instances().stream()
                    .filter(one -> one.name().equals(name))
                    .anyMatch(one -> one.virtualInterface().kind() != VirtualInterface.Kind.NONE);
        }
        return key.equals("Tracked files")
                && blocks.tracked().files().stream()
                        .map(file -> Path.of(file.file()).getParent())
                        .anyMatch(parent -> parent == null || !Files.isDirectory(parent));
    }

    private String dump(Path file, Set<String> interfaces) throws IOException, InterruptedException {
        Path out = Files.createTempDirectory(directory, "run");
        Files.copy(file, out.resolve("in.conf"));
        execute(List.of("ip", "netns", "add", namespace));
        try {
            int n = 0;
            for (String name : interfaces) {
                int number = n++;
                execute(List.of(
                        "ip", "-n", namespace, "link", "add", name, "type", "veth", "peer", "name", "peer-" + number));
                execute(List.of("ip", "-n", namespace, "link", "set", "peer-" + number, "up"));
                execute(List.of("ip", "-n", namespace, "link", "set", name, "up"));
                execute(List.of("ip", "-n", namespace, "addr", "add", "10.255." + number + ".1/24", "dev", name));
            }
            execute(List.of(
                    "nsenter",
                    "--net=/run/netns/" + namespace,
                    "unshare",
                    "-m",
                    "-p",
                    "-f",
                    "--kill-child",
                    "--mount-proc",
                    "bash",
                    "-c",
                    RUN,
                    "bash",
                    out.toString()));
        } finally {
            execute(List.of("ip", "netns", "delete", namespace));
        }
        Path data = out.resolve("keepalived.data");
        return Files.exists(data) ? Files.readString(data) : "";
    }

    private static int execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(Objects.requireNonNull(command.get(0)) + " did not end within 30 s");
        }
        return process.exitValue();
    }
}
