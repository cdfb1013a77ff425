package dev.holdfast.linuxnet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {

    private static final long LIMIT_SECONDS = 60;

    private Command() {}

    /** What the program wrote to standard output; an {@link AssertionError} with all it wrote unless it exits with 0. */
    static String run(List<String> command) {
        try {
            // A file rather than a pipe: a program that leaves a child behind would hold a pipe open.
            Path errors = Files.createTempFile("command", ".err");
            Path output = Files.createTempFile("command", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(String.join(" ", command) + ": no end within " + LIMIT_SECONDS + " s");
                }
                String text = Files.readString(output, StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw new AssertionError(String.join(" ", command) + ": exit status " + process.exitValue() + "\n"
                            + text + Files.readString(errors, StandardCharsets.UTF_8));
                }
                return text;
            } finally {
                Files.deleteIfExists(errors);
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + String.join(" ", command), e);
        }
    }
}
