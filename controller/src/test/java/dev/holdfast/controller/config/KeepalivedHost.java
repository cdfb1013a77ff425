package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A network namespace with eth0 and eth1 for keepalived to read configurations in. */
final class KeepalivedHost {
    /** Two cores are the usual case, and keepalived waits for a part of its time. */
    private static final int AT_ONCE = 4;

    /** Thousands of configurations on a slow machine. */
    private static final int LIMIT_MINUTES = 30;

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

    /** The exit codes of {@code keepalived -t} for configurations, in their order. */
    List<Integer> test(Path directory, List<String> configurations) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(directory, "test");
        for (int i = 0; i < configurations.size(); i++) {
            Files.writeString(place.resolve(i + ".conf"), configurations.get(i));
        }
        String tests = "cd \"$1\" && seq 0 $(($2 - 1)) | xargs -P \"$3\" -I{} sh -c"
                + " 'timeout 20 /usr/sbin/keepalived -t -f {}.conf >{}.log 2>&1; echo $? >{}.code'";
        run(List.of(
                "bash",
                "-c",
                tests,
                "bash",
                place.toString(),
                String.valueOf(configurations.size()),
                String.valueOf(AT_ONCE)));
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < configurations.size(); i++) {
            codes.add(
                    Integer.valueOf(Files.readString(place.resolve(i + ".code")).strip()));
        }
        return codes;
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
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end within " + LIMIT_MINUTES + " minutes");
        }
        return process.exitValue();
    }
}
