package dev.holdfast.controller.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine is a router, for those whom neighbour advertisements tell (RFC 4861 section 4.4). */
final class Forwarding {
    private Forwarding() {}

    /** Whether IPv6 packets of the interface are forwarded; false where that cannot be read, as without IPv6. */
    static boolean isOnForIpv6(String interfaceName) {
        try {
            String value = Files.readString(Path.of("/proc/sys/net/ipv6/conf", interfaceName, "forwarding"));
            return !value.isBlank() && value.charAt(0) != '0';
        } catch (IOException e) {
            return false;
        }
    }
}
