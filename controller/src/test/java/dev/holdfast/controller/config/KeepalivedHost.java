package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A network namespace with eth0 and eth1 for keepalived to read configurations in. */
final class KeepalivedHost {
    /** Two cores are the usual case, and keepalived waits for a part of its time. */
    private static final int AT_ONCE = 4;

    /** Thousands of configurations on a slow machine. */
    private static final int LIMIT_MINUTES = 30;

    /** One that loops is ended by its limit of processor time. */
    private static final String TESTS = """
            cd "$1" || exit
            some() {
                for ((i = $1; i < $2; i += $3)); do
                    (ulimit -t 20 && exec /usr/sbin/keepalived -t -f $i.conf >$i.log 2>&1)
                    echo $? >$i.code
                done
            }
            for ((first = 0; first < $3; first++)); do some $first $2 $3 & done
            wait
            """;

    private final String namespace;

    /** A host whose namespace's name begins so. */
    KeepalivedHost(String prefix) {
        namespace = prefix + "-" + ProcessHandle.current().pid();
    }

    /** Makes it; a test that needs it is left out, and says so, where that is impossible. */
    void make(String test) throws IOException, InterruptedException {
        boolean possible = Files.isExecutable(Path.of("/usr/sbin/keepalived"))
                && "root".equals(System.getProperty("user.name"))
                && execute(List.of("ip", "netns", "add", namespace)) == 0;
        if (!possible) {
            String reason = "needs root, iproute2 and keepalived";
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.out.println("left out: " + test + " " + reason);
            Assumptions.abort(reason);
        }
        ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth1");
        for (String name : List.of("eth0", "eth1", "lo")) {
            ip("link", "set", name, "up");
        }
        ip("addr", "add", "10.9.0.1/24", "dev", "eth0");
        ip("addr", "add", "10.9.1.1/24", "dev", "eth1");
    }

    private void ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(words));
        assertThat(execute(command)).as(String.join(" ", command)).isZero();
    }

    /** Runs a program in it; its exit code. */
    int run(List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        all.addAll(command);
        return execute(all);
    }

    /**
     * The exit codes of {@code keepalived -t} for configurations, in their order. Thousands are tested, so no program is started but
     * keepalived, and that once for those that are equal.
     */
    List<Integer> test(Path directory, List<String> configurations) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(directory, "test");
        List<String> different = configurations.stream().distinct().toList();
        for (int i = 0; i < different.size(); i++) {
            Files.writeString(place.resolve(i + ".conf"), different.get(i));
        }
        int code = run(List.of(
                "timeout",
                LIMIT_MINUTES + "m",
                "bash",
                "-c",
                TESTS,
                "bash",
                place.toString(),
                String.valueOf(different.size()),
                String.valueOf(AT_ONCE)));
        assertThat(code).as("exit code of %d tests", different.size()).isZero();
        Map<String, Integer> codes = new HashMap<>();
        for (int i = 0; i < different.size(); i++) {
            String text = Files.readString(place.resolve(i + ".code"));
            codes.put(different.get(i), Integer.valueOf(text.strip()));
        }
        return configurations.stream().map(codes::get).toList();
    }

    /** Removes it. */
    void remove() throws IOException, InterruptedException {
        execute(List.of("ip", "netns", "delete", namespace));
    }

    private static int execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(LIMIT_MINUTES + 1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end within " + LIMIT_MINUTES + " minutes");
        }
        return process.exitValue();
    }
}
