package dev.holdfast.controller.daemon;

import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.process.Accounts;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What reading a configuration asks about the machine, asked of this one. For one reading: which interfaces there are, every instance
 * asks, and the answer of the first question is remembered.
 */
public final class LocalSystem implements SystemFacts {
    /** Where the kernel lists the interfaces of this process's network namespace; /sys may be another's. */
    private static final Path INTERFACES = Path.of("/proc/net/dev");

    private @Nullable Set<String> interfaces;

    @Override
    public boolean interfaceExists(String name) {
        if (interfaces == null) {
            interfaces = interfaces();
        }
        return interfaces.contains(name);
    }

    private static Set<String> interfaces() {
        try (Stream<String> lines = Files.lines(INTERFACES)) {
            return lines.map(String::strip)
                    .filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException | UncheckedIOException e) {
            return Set.of();
        }
    }

    @Override
    public boolean scriptExists(String program) {
        if (program.startsWith("</")) {
            // A redirection for a shell, such as "</dev/tcp/127.0.0.1/80", is no file to look for.
            return true;
        }
        if (program.indexOf('/') >= 0) {
            return Files.exists(Path.of(program));
        }
        // As execvp(3) does: scripts such as "killall -0 haproxy" name no directory.
        String path =
                System.getenv().getOrDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        return Stream.of(path.split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory.isEmpty() ? "." : directory, program)));
    }

    @Override
    public boolean scriptIsExecutable(String program) {
        return program.startsWith("</") || program.indexOf('/') < 0 || Files.isExecutable(Path.of(program));
    }

    /** By name only: a number is nobody's name, here as in keepalived, although Java's own look-up takes it for one. */
    @Override
    public boolean userExists(String name) {
        try {
            return Accounts.user(name).isPresent();
        } catch (LinuxException e) {
            return false;
        }
    }

    @Override
    public boolean groupExists(String name) {
        try {
            return Accounts.group(name).isPresent();
        } catch (LinuxException e) {
            return false;
        }
    }

    @Override
    public boolean routingTableExists(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/etc/iproute2/rt_tables"))) {
            return lines.map(line -> line.strip().split("\\s+", -1))
                    .anyMatch(words -> words.length > 1 && !words[0].startsWith("#") && words[1].equals(name));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    @Override
    public Optional<byte[]> contents(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return Optional.of(in.readNBytes(4096));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean networkNamespaceExists(String name) {
        return Files.exists(Path.of("/run/netns", name));
    }

    @Override
    public boolean isOtherInterface(String name, String kind) {
        if (!interfaceExists(name)) {
            return false;
        }
        try (Rtnetlink rtnetlink = Rtnetlink.open()) {
            return rtnetlink
                    .link(name)
                    .filter(link -> !kind.equals(link.kind()))
                    .isPresent();
        } catch (LinuxException e) {
            return false;
        }
    }
}
