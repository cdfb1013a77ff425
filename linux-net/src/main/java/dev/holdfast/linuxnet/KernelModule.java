package dev.holdfast.linuxnet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Kernel modules, loaded by modprobe(8). */
public final class KernelModule {
    private static final Path MODPROBE = Path.of("/sbin/modprobe");
    private static final int LIMIT_SECONDS = 30;
    /** More than modprobe says; less than a pipe holds, so that it never waits for a reader. */
    private static final int MOST_BYTES = 4096;

    private KernelModule() {}

    /**
     * Loads a module, which may be loaded already. Waits at most 30 seconds.
     *
     * @param name the module's name: {@code ip_vs}
     * @return why it failed, one line; empty when modprobe says that it is loaded
     */
    public static Optional<String> load(String name) {
        if (!Files.isExecutable(MODPROBE)) {
            return Optional.of("there is no " + MODPROBE);
        }
        try {
            Process process = new ProcessBuilder(MODPROBE.toString(), "--", name)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of(MODPROBE + " did not end within " + LIMIT_SECONDS + " s");
            }
            if (process.exitValue() == 0) {
                return Optional.empty();
            }
            String said = new String(process.getInputStream().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return said.isBlank()
                    ? Optional.of(MODPROBE + " ended with " + process.exitValue())
                    : said.strip().lines().findFirst();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        }
    }
}
