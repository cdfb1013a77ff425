package dev.holdfast.ipvs;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the kernel's two connection synchronization daemons ({@code ipvsadm --start-daemon}, {@code IPVS_DAEMON_ATTR_*} in
 * ip_vs.h). A network namespace may run one of each role at the same time.
 *
 * <p>What is left to the kernel here (0 or null) it answers with the value it took.
 *
 * @param role whether connections are told to others or learned from them
 * @param interfaceName the interface the multicast goes out of or comes in by, 1..15 bytes
 * @param syncId 0..255: what a master puts into its messages; a backup with 0 takes everybody's, another only its own number's
 * @param maxLength the longest UDP payload in bytes, 1..65535, or 0 for what fits the interface; the kernel brings it into the
 *     range it can use
 * @param group the multicast group, IPv4 or IPv6, or null for {@code 224.0.0.81}
 * @param port the UDP port, 1..65535, or 0 for {@value #DEFAULT_PORT}; with several threads each takes one more
 * @param ttl the multicast's time to live or hop limit, 1..255, or 0 for {@value #DEFAULT_TTL}
 */
public record SyncDaemon(
        Role role,
        String interfaceName,
        int syncId,
        int maxLength,
        @Nullable InetAddress group,
        int port,
        int ttl) {

    /** {@code IP_VS_SYNC_PORT}, the port of a daemon started without one. */
    public static final int DEFAULT_PORT = 8848;
    /** The time to live of a daemon started without one. */
    public static final int DEFAULT_TTL = 1;

    /** What a daemon does, with the numbers of {@code IP_VS_STATE_*} in ip_vs.h. */
    public enum Role {
        /** Tells others of this director's connections. */
        MASTER(1, "master"),
        /** Takes over what a master tells. */
        BACKUP(2, "backup");

        private final int number;
        private final String text;

        Role(int number, String text) {
            this.number = number;
            this.text = text;
        }

        /** The kernel's number: 1 or 2. */
        public int number() {
            return number;
        }

        /** {@code master} or {@code backup}. */
        @Override
        public String toString() {
            return text;
        }
    }

    public SyncDaemon {
        Objects.requireNonNull(role, "role");
        Ranges.interfaceName(interfaceName);
        Ranges.check("sync id", syncId, 0, 255);
        Ranges.check("sync message length", maxLength, 0, 65535);
        if (group != null && !group.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "sync group " + group.getHostAddress() + " (expected a multicast address)");
        }
        Ranges.port(port);
        Ranges.check("sync ttl", ttl, 0, 255);
    }

    /** A daemon with the kernel's defaults for group, port, length and ttl. */
    public static SyncDaemon of(Role role, String interfaceName, int syncId) {
        return new SyncDaemon(role, interfaceName, syncId, 0, null, 0, 0);
    }
}
