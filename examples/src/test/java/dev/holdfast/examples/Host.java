package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.util.List;

/**
 * A host on the stage's switch, by {@code eth0}.
 *
 * @param name for people and file names
 * @param address its IPv4 address on eth0, without a prefix length
 */
record Host(String name, String address, NetworkNamespace namespace) {

    /** Runs ip(8) on it. */
    String ip(String... arguments) {
        return namespace.ip(arguments);
    }

    /**
     * Gives eth0 2001:db8::NUMBER/64 and fe80::NUMBER/64, usable at once. The link-local address the kernel makes by itself is not until
     * duplicates were looked for, and an instance of VRRP over IPv6 waits for one in Fault.
     */
    void addIpv6(int number) {
        ip("address", "add", "2001:db8::" + number + "/64", "dev", "eth0", "nodad");
        ip("address", "add", "fe80::" + number + "/64", "dev", "eth0", "nodad");
    }

    /** Its IPv4 addresses except loopback's, each as ip(8) writes one, without the interface's index: {@code eth0 inet …}. */
    List<String> addresses() {
        return namespace
                .ip("-o", "-4", "address", "show")
                .lines()
                .map(line -> line.replaceFirst("^\\d+: ", "")
                        .replaceFirst("\\\\.*", "")
                        .replaceAll(" +", " ")
                        .strip())
                .filter(line -> !line.startsWith("lo "))
                .toList();
    }

    /** Whether one of its interfaces has this address. */
    boolean holds(String ipv4) {
        return addresses().stream().anyMatch(line -> line.contains(" inet " + ipv4 + "/"));
    }

    /** The hardware address of eth0. */
    String mac() {
        return namespace.ip("-o", "link", "show", "eth0").replaceFirst("(?s).* link/ether ([0-9a-f:]+) .*", "$1");
    }

    @Override
    public String toString() {
        return name;
    }
}
