package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Where the programs under test are, and what tests need to run them. */
final class Programs {

    private static final long LIMIT_SECONDS = 60;

    /** The lab's virtual machine is emulated (examples/lab/vm). */
    private static final int TIMES_SLOWER = System.getenv("HOLDFAST_VM") == null ? 1 : 6;

    private Programs() {}

    /** What a program that has ended left: its exit status and all that it wrote. */
    record Outcome(int status, String output) {}

    /** How long it takes here at most what takes so long at most on a machine. */
    static long patience(long limit) {
        return limit * TIMES_SLOWER;
    }

    /** The module's directory. */
    static Path module() {
        return Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();
    }

    /** The launcher. */
    static Path holdfast() {
        return module().resolveSibling("controller").resolve("bin/holdfast");
    }

    /** What every whole-program test needs. */
    static void require() {
        RealKernel.requireNamespaces();
        if (!Files.isDirectory(module().resolveSibling("controller").resolve("target/holdfast/lib"))) {
            throw new AssertionError("no controller/target/holdfast/lib (expected after `mvn package`)");
        }
    }

    /** Runs a program to its end, within a minute. */
    static Outcome run(ProcessBuilder builder) {
        return run(builder, patience(LIMIT_SECONDS));
    }

    /** Runs a program to its end, within some time. */
    static Outcome run(ProcessBuilder builder, long limitSeconds) {
        try {
            // A file rather than a pipe: a daemon left running would hold a pipe open.
            Path output = Files.createTempFile("outcome", ".txt");
            try {
                Process process = builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(String.join(" ", builder.command()) + ": no end within " + limitSeconds
                            + " s\n" + Files.readString(output));
                }
                return new Outcome(process.exitValue(), Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs a program in the host's namespace to its end. */
    static Outcome run(Host host, List<String> command) {
        List<String> inside = new java.util.ArrayList<>(
                List.of("nsenter", "--net=" + host.namespace().path(), "--"));
        inside.addAll(command);
        return run(new ProcessBuilder(inside));
    }

    /** What a shell's script writes, run in the host's namespace. */
    static String shell(Host host, String script) {
        return run(host, List.of("sh", "-c", script)).output();
    }
}
