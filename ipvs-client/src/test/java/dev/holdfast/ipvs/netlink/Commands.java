package dev.holdfast.ipvs.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs run in the network namespace of this process, and expected to succeed. */
final class Commands {
    private Commands() {}

    /** Runs a program with arguments parted by blanks. */
    static List<String> run(String command) {
        return run(command, "");
    }

    /** Runs a program and gives it {@code input}; its output, both kinds, line by line without trailing blanks. */
    static List<String> run(String command, String input) {
        try {
            Process process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
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
