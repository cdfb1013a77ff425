package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.controller.ipvsadm.UsageException.Kind;
import dev.holdfast.ipvs.SyncDaemon;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A synchronization daemon as the options name it. */
final class DaemonDraft {
    private static final String DEFAULT_INTERFACE = "eth0";
    /** A UDP datagram without its headers of 20 and 8 bytes. */
    private static final int LONGEST_MESSAGE = 65535 - 20 - 8;
    /** The kernel's names of interfaces have room for this many characters; ipvsadm cuts longer ones. */
    private static final int INTERFACE_NAME = 15;

    private SyncDaemon.@Nullable Role role;
    private String interfaceName = "";
    private int syncId;
    private int maxLength;
    private @Nullable InetAddress group;
    private int port;
    private int ttl;

    void role(String text) throws UsageException {
        role = switch (text) {
            case "master" -> SyncDaemon.Role.MASTER;
            case "backup" -> SyncDaemon.Role.BACKUP;
            default -> throw UsageException.value("sync daemon " + text + " (expected master or backup)");
        };
    }

    void interfaceName(String name) {
        interfaceName = name.length() > INTERFACE_NAME ? name.substring(0, INTERFACE_NAME) : name;
    }

    void syncId(String text) throws UsageException {
        syncId = Numbers.requireInt("sync id", text, 0, 255);
    }

    void maxLength(String text) throws UsageException {
        maxLength = Numbers.requireInt("sync message length", text, 1, LONGEST_MESSAGE);
    }

    void group(String text) throws UsageException {
        InetAddress address = Addresses.parse(text);
        if (address == null || !address.isMulticastAddress()) {
            throw UsageException.value("multicast group " + text + " (expected a multicast address)");
        }
        group = address;
    }

    void port(String text) throws UsageException {
        port = Numbers.requireInt("multicast port", text, 1, 65535);
    }

    void ttl(String text) throws UsageException {
        ttl = Numbers.requireInt("multicast ttl", text, 1, 255);
    }

    SyncDaemon.Role givenRole() {
        if (role == null) {
            throw new IllegalStateException("no role (it is the command's value)");
        }
        return role;
    }

    SyncDaemon daemon() throws UsageException {
        String name = interfaceName.isEmpty() ? DEFAULT_INTERFACE : interfaceName;
        try {
            return new SyncDaemon(givenRole(), name, syncId, maxLength, group, port, ttl);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }
}
