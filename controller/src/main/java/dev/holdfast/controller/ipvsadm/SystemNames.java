package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.TransportProtocol;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The system's names: hosts as Java finds them (which takes a name for an address only when the name leads back to
 * it), ports by {@code /etc/services}. What was asked once is remembered; made for one command, used by one thread.
 */
final class SystemNames implements Names {
    private static final Path SERVICES = Path.of("/etc/services");

    private static final Pattern NO_NAME = Pattern.compile("[0-9.]*|.*[:\\[\\]].*");

    private final Map<InetAddress, Optional<String>> hosts = new HashMap<>();
    private @Nullable ServiceNames services;

    @Override
    public @Nullable Inet4Address address(String host) {
        // These are no names, but Java would take them as addresses of its own grammar: 10.0.0.08, ::ffff:10.0.0.1.
        if (NO_NAME.matcher(host).matches()) {
            return null;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address instanceof Inet4Address ipv4) {
                    return ipv4;
                }
            }
        } catch (UnknownHostException e) {
            // There is no such name, and that is the answer.
        }
        return null;
    }

    @Override
    public @Nullable String host(InetAddress address) {
        return hosts.computeIfAbsent(address, SystemNames::lookUp).orElse(null);
    }

    private static Optional<String> lookUp(InetAddress address) {
        try {
            // An address made from bytes knows no name yet and asks for it.
            String name = InetAddress.getByAddress(address.getAddress()).getHostName();
            return name.equals(address.getHostAddress()) ? Optional.empty() : Optional.of(name);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalInt port(String service, TransportProtocol protocol) {
        return services().port(service, protocol);
    }

    @Override
    public @Nullable String service(int port, TransportProtocol protocol) {
        return services().name(port, protocol);
    }

    private ServiceNames services() {
        ServiceNames known = services;
        if (known == null) {
            known = new ServiceNames(lines());
            services = known;
        }
        return known;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(SERVICES, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // A system without the file has no names of ports; numbers do.
            return List.of();
        }
    }
}
