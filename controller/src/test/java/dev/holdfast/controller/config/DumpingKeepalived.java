package dev.holdfast.controller.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Has keepalived 2.2.7, in namespaces of its own, test a configuration, run it, and dump what it made of it. */
final class DumpingKeepalived {
    /** A configuration that keepalived ends with is given up at once; a long one takes some seconds to start with. */
    private static final String RUN = """
            mount -t tmpfs tmpfs /run
            mount --bind "$1" /tmp
            waits() {
                for i in $(seq 1500); do "$@" && return; kill -0 $keepalived 2>/dev/null || return; sleep 0.02; done
                return 1
            }
            shift
            for name; do
                timeout 30 keepalived -t -f /tmp/$name.conf >/tmp/$name.test 2>&1
                echo $? >/tmp/$name.code
                keepalived -n -l -P -p /run/ka.pid -r /run/v.pid -f /tmp/$name.conf >/tmp/$name.log 2>&1 &
                keepalived=$!
                waits grep -q "Startup complete" /tmp/$name.log || continue
                kill -USR1 $keepalived
                kill -"$(keepalived --signum=JSON)" $keepalived
                waits grep -q "< Interfaces >" /tmp/keepalived.data 2>/dev/null || continue
                waits grep -qs ']$' /tmp/keepalived.json || continue
                mv /tmp/keepalived.data /tmp/$name.data
                mv /tmp/keepalived.json /tmp/$name.json
                kill -9 $(cat /run/v.pid) $keepalived
                wait $keepalived
                rm -f /run/*.pid
            done 2>/dev/null
            """;

    /**
     * What it dumped; empty texts where it did not start.
     *
     * @param code the exit code of {@code keepalived -t}
     */
    record Dump(String data, String json, int code, String test) {}

    private final Path directory;
    private final String namespace;

    /**
     * @param directory an empty one of its own
     * @param namespace the name of a network namespace that there is none of
     */
    DumpingKeepalived(Path directory, String namespace) {
        this.directory = directory;
        this.namespace = namespace;
    }

    /** What it dumps of each configuration on a host with these interfaces. */
    List<Dump> dump(List<byte[]> configurations, Set<String> interfaces) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        command.addAll(List.of("unshare", "-m", "-p", "-f", "--kill-child", "--mount-proc", "bash", "-c", RUN, "bash"));
        command.add(directory.toString());
        for (int i = 0; i < configurations.size(); i++) {
            Files.write(directory.resolve(i + ".conf"), configurations.get(i));
            command.add(String.valueOf(i));
        }
        execute(List.of("ip", "netns", "add", namespace));
        try {
            int n = 0;
            for (String name : interfaces) {
                addInterface(name, n++);
            }
            execute(command);
        } finally {
            execute(List.of("ip", "netns", "delete", namespace));
        }
        List<Dump> dumps = new ArrayList<>();
        for (int i = 0; i < configurations.size(); i++) {
            String code = text(i + ".code");
            dumps.add(new Dump(
                    text(i + ".data"),
                    text(i + ".json"),
                    code.isEmpty() ? -1 : Integer.parseInt(code.strip()),
                    text(i + ".test")));
        }
        return dumps;
    }

    private void addInterface(String name, int number) throws IOException, InterruptedException {
        String peer = "peer-" + number;
        ip("link", "add", name, "type", "veth", "peer", "name", peer);
        ip("link", "set", peer, "up");
        ip("link", "set", name, "up");
        ip("addr", "add", "10.255." + number + ".1/24", "dev", name);
    }

    private void ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(words));
        execute(command);
    }

    private String text(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    }

    /** Runs a command to its end; its exit code. */
    static int execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(Objects.requireNonNull(command.get(0)) + " did not end within 3 minutes");
        }
        return process.exitValue();
    }
}
