package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.netlink.IpvsProtocol.*;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Collects the attributes of one {@code IPVS_CMD_ATTR_DAEMON}. Kernels before 4.3 give the first three only. */
final class SyncDaemonReader {
    private long state = Required.MISSING;
    private @Nullable String interfaceName;
    private long syncId = Required.MISSING;
    private int maxLength;
    private @Nullable InetAddress group;
    private int port;
    private int ttl;

    void read(Attributes attributes) throws NetlinkException {
        while (attributes.next()) {
            switch (attributes.type()) {
                case DAEMON_STATE -> state = attributes.u32();
                case DAEMON_MCAST_IFN -> interfaceName = attributes.string();
                case DAEMON_SYNC_ID -> syncId = attributes.u32();
                case DAEMON_SYNC_MAXLEN -> maxLength = attributes.u16();
                case DAEMON_MCAST_GROUP -> group = group(attributes, AddressFamily.IPV4);
                case DAEMON_MCAST_GROUP6 -> group = group(attributes, AddressFamily.IPV6);
                case DAEMON_MCAST_PORT -> port = attributes.u16();
                case DAEMON_MCAST_TTL -> ttl = attributes.u8();
                default -> {}
            }
        }
    }

    SyncDaemon result() throws NetlinkException {
        if (interfaceName == null) {
            throw ReplyDecoder.malformed("no multicast interface");
        }
        try {
            return new SyncDaemon(
                    role(), interfaceName, Required.intValue("sync id", syncId), maxLength, group, port, ttl);
        } catch (IllegalArgumentException e) {
            throw ServiceReader.malformed(e);
        }
    }

    private SyncDaemon.Role role() throws NetlinkException {
        for (SyncDaemon.Role role : SyncDaemon.Role.values()) {
            if (role.number() == state) {
                return role;
            }
        }
        throw ReplyDecoder.malformed(
                state == Required.MISSING
                        ? "no sync daemon state"
                        : "sync daemon state " + state + " (expected 1 or 2)");
    }

    private static InetAddress group(Attributes attributes, AddressFamily family) throws NetlinkException {
        return Required.address(family, attributes.bytes(family.addressLength()));
    }
}
