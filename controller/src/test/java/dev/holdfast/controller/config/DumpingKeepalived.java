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
    /**
     * A configuration that keepalived ends with is given up at once; a long one takes some seconds to start with. The waits start no
     * program, since hundreds of configurations are waited for: a read that comes to nothing is the pause.
     */
    private static final String RUN = """
            mount -t tmpfs tmpfs /run
            mount --bind "$1" /tmp
            shift
            ip -force -batch /tmp/interfaces
            json=$(keepalived --signum=JSON)
            exec 9<> <(:)
            holds() { IFS= read -rd '' text <"$2"; [[ $text == $1 ]]; }
            waits() {
                for ((turn = 0; turn < 1500; turn++)); do
                    "$@" && return
                    kill -0 $keepalived || return
                    read -rt 0.02 -u 9
                done
                return 1
            }
            for name; do
                timeout 30 keepalived -t -f /tmp/$name.conf >/tmp/$name.test 2>&1
                echo $? >/tmp/$name.code
                : >/tmp/keepalived.data >/tmp/keepalived.json
                keepalived -n -l -P -p /run/$name.pid -r /run/$name.vrrp.pid -f /tmp/$name.conf >/tmp/$name.log 2>&1 &
                keepalived=$!
                waits holds '*Startup complete*' /tmp/$name.log || continue
                kill -USR1 $keepalived
                kill -$json $keepalived
                waits holds '*< Interfaces >*' /tmp/keepalived.data || continue
                printf %s "$text" >/tmp/$name.data
                waits holds $'*}}]?(\n)' /tmp/keepalived.json || continue
                printf %s "$text" >/tmp/$name.json
                kill -9 $(</run/$name.vrrp.pid) $keepalived
                wait $keepalived
            done 2>/dev/null
            """;

    /**
     * What it dumped; empty texts where it did not start.
     *
     * @param code the exit code of {@code keepalived -t}
     */
    record Dump(String data, String json, int code, String test) {}

    private final Path directory;

    /**
     * @param directory an empty one of its own
     */
    DumpingKeepalived(Path directory) {
        this.directory = directory;
    }

    /** What it dumps of each configuration on a host with these interfaces. */
    List<Dump> dump(List<byte[]> configurations, Set<String> interfaces) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "-m", "-p", "-f", "--kill-child"));
        command.addAll(List.of("--mount-proc", "bash", "-O", "extglob", "-c", RUN, "bash", directory.toString()));
        for (int i = 0; i < configurations.size(); i++) {
            Files.write(directory.resolve(i + ".conf"), configurations.get(i));
            command.add(String.valueOf(i));
        }
        List<String> links = new ArrayList<>();
        for (String name : interfaces) {
            addInterface(name, links);
        }
        Files.write(directory.resolve("interfaces"), links);
        execute(command);
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

    /** The lines for ip(8) that make it. */
    private static void addInterface(String name, List<String> links) {
        int number = links.size() / 4;
        String peer = "peer-" + number;
        links.add("link add " + name + " type veth peer name " + peer);
        links.add("link set " + peer + " up");
        links.add("link set " + name + " up");
        links.add("addr add 10.255." + number + ".1/24 dev " + name);
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
