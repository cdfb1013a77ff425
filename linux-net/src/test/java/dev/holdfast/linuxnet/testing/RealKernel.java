package dev.holdfast.linuxnet.testing;

import dev.holdfast.linuxnet.Capabilities;
import dev.holdfast.linuxnet.Capability;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.ThreadCalls;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. A test whose needs are not met is skipped, and says why; where {@code CI=true} is set in the
 * environment it fails instead.
 */
public final class RealKernel {

    private RealKernel() {}

    /** For tests that make network namespaces: root's capabilities, ip(8) and nsenter(1). */
    public static void requireNamespaces() {
        Set<Capability> has = capabilities();
        for (Capability needed : List.of(Capability.SYS_ADMIN, Capability.NET_ADMIN, Capability.NET_RAW)) {
            require(has.contains(needed), "network namespaces need " + needed + " (run as root)");
        }
        requireProgram("ip");
        requireProgram("nsenter");
    }

    /**
     * For tests that run a program.
     *
     * @param name looked for in {@code PATH} and where Debian keeps programs for root
     */
    public static void requireProgram(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin";
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return;
            }
        }
        require(false, "the program " + name + " is not installed");
    }

    /**
     * For anything else a test needs.
     *
     * @param met whether the need is met
     * @param reason said when it is not
     */
    public static void require(boolean met, String reason) {
        if (met) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI=true, and this test cannot run: " + reason);
        }
        System.out.println("[skipped] " + reason);
        Assumptions.abort(reason);
    }

    /** Calls it on a thread without any capability, as an unprivileged user's would be. */
    public static <T> T unprivileged(Callable<T> callable) throws Exception {
        return OwnThread.call("unprivileged", () -> {
            int result = ThreadCalls.dropCapabilities();
            if (result < 0) {
                throw new LinuxException("drop capabilities", -result);
            }
            return callable.call();
        });
    }

    private static Set<Capability> capabilities() {
        try {
            return Capabilities.effective();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
