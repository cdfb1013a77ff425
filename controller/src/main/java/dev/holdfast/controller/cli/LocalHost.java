package dev.holdfast.controller.cli;

import dev.holdfast.controller.lint.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What lint rules ask about the machine, asked of this one. */
final class LocalHost implements Host {
    private static final Path PROC_MODULES = Path.of("/proc/modules");
    private static final Path KERNEL_RELEASE = Path.of("/proc/sys/kernel/osrelease");

    @Override
    public List<InetAddress> addresses(String interfaceName) {
        try {
            NetworkInterface found = interfaceName.isEmpty() ? null : NetworkInterface.getByName(interfaceName);
            return found == null ? List.of() : plain(Collections.list(found.getInetAddresses()));
        } catch (SocketException e) {
            return List.of();
        }
    }

    @Override
    public List<InetAddress> addresses() {
        List<InetAddress> all = new ArrayList<>();
        try {
            for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                all.addAll(plain(Collections.list(one.getInetAddresses())));
            }
        } catch (SocketException e) {
            return List.of();
        }
        return all;
    }

    /** Without the scopes that IPv6 addresses of interfaces have. */
    private static List<InetAddress> plain(List<InetAddress> addresses) {
        List<InetAddress> plain = new ArrayList<>();
        for (InetAddress address : addresses) {
            try {
                plain.add(InetAddress.getByAddress(address.getAddress()));
            } catch (UnknownHostException e) {
                // An address that has one length and not the other does not exist.
                throw new IllegalStateException(e);
            }
        }
        return plain;
    }

    @Override
    public Optional<Path> writableByOthers(Path program) {
        try {
            for (Path path = program.toRealPath(); path != null; path = path.getParent()) {
                PosixFileAttributes attributes =
                        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                boolean all = attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
                boolean group = attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                        && !attributes.group().getName().equals("root");
                // In a directory with the sticky bit, as /tmp, only a file's owner can replace it.
                boolean sticky =
                        attributes.isDirectory() && ((Integer) Files.getAttribute(path, "unix:mode") & 01000) != 0;
                if (!attributes.owner().getName().equals("root") || ((all || group) && !sticky)) {
                    return Optional.of(path);
                }
            }
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public Optional<Boolean> hasScheduler(String name) {
        String module = "ip_vs_" + name;
        try {
            if (Files.readString(PROC_MODULES, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.startsWith(module + " "))) {
                return Optional.of(true);
            }
            Path modules =
                    Path.of("/lib/modules", Files.readString(KERNEL_RELEASE).strip());
            String known = Files.readString(modules.resolve("modules.dep"), StandardCharsets.UTF_8)
                    + Files.readString(modules.resolve("modules.builtin"), StandardCharsets.UTF_8);
            // A kernel without IPVS at all is not this scheduler's fault.
            return known.contains("/ip_vs.ko") ? Optional.of(known.contains("/" + module + ".ko")) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
