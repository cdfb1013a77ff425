package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.netlink.IpvsProtocol.*;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.Tunnel;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the attributes of one {@code IPVS_CMD_ATTR_DEST}. */
final class DestinationReader {
    private final AddressFamily serviceFamily;
    private long family = Required.MISSING;
    private byte @Nullable [] address;
    private long port = Required.MISSING;
    private long connectionFlags = Required.MISSING;
    private long weight = Required.MISSING;
    private long upperThreshold = Required.MISSING;
    private long lowerThreshold = Required.MISSING;
    private long activeConnections;
    private long inactiveConnections;
    private long persistentConnections;
    private int tunnelType;
    private int tunnelPort;
    private int tunnelFlags;
    private @Nullable Attributes statistics;
    private @Nullable Attributes statistics64;

    DestinationReader(AddressFamily serviceFamily) {
        this.serviceFamily = serviceFamily;
    }

    void read(Attributes attributes) throws NetlinkException {
        while (attributes.next()) {
            switch (attributes.type()) {
                case DEST_ADDR -> address = Required.addressBytes(attributes);
                case DEST_PORT -> port = attributes.u16BigEndian();
                case DEST_FWD_METHOD -> connectionFlags = attributes.u32();
                case DEST_WEIGHT -> weight = attributes.u32();
                case DEST_U_THRESH -> upperThreshold = attributes.u32();
                case DEST_L_THRESH -> lowerThreshold = attributes.u32();
                case DEST_ACTIVE_CONNS -> activeConnections = attributes.u32();
                case DEST_INACT_CONNS -> inactiveConnections = attributes.u32();
                case DEST_PERSIST_CONNS -> persistentConnections = attributes.u32();
                case DEST_STATS -> statistics = attributes.nested();
                case DEST_ADDR_FAMILY -> family = attributes.u16();
                case DEST_STATS64 -> statistics64 = attributes.nested();
                case DEST_TUN_TYPE -> tunnelType = attributes.u8();
                case DEST_TUN_PORT -> tunnelPort = attributes.u16BigEndian();
                case DEST_TUN_FLAGS -> tunnelFlags = attributes.u16();
                default -> {}
            }
        }
    }

    DestinationStatus result() throws NetlinkException {
        AddressFamily ownFamily = family == Required.MISSING ? serviceFamily : Required.family(family);
        ForwardingMethod method = method();
        try {
            Destination destination = new Destination(
                    Required.address(ownFamily, address),
                    Required.intValue("port", port),
                    method,
                    Required.intValue("weight", weight),
                    Required.intValue("upper threshold", upperThreshold),
                    Required.intValue("lower threshold", lowerThreshold),
                    method == ForwardingMethod.TUNNEL ? tunnel() : null);
            return new DestinationStatus(
                    destination, activeConnections, inactiveConnections, persistentConnections, statistics());
        } catch (IllegalArgumentException e) {
            throw ServiceReader.malformed(e);
        }
    }

    private ForwardingMethod method() throws NetlinkException {
        if (connectionFlags == Required.MISSING) {
            throw ReplyDecoder.malformed("no forwarding method");
        }
        long number = connectionFlags & FORWARDING_MASK;
        for (ForwardingMethod method : ForwardingMethod.values()) {
            if (method.number() == number) {
                return method;
            }
        }
        throw ReplyDecoder.malformed("forwarding method " + number + " (expected 0..4)");
    }

    /** The kernel keeps port and flags also for types they mean nothing to; those are left out. */
    private Tunnel tunnel() throws NetlinkException {
        for (Tunnel.Type type : Tunnel.Type.values()) {
            if (type.number() == tunnelType) {
                return switch (type) {
                    case IPIP -> Tunnel.IPIP;
                    case GUE -> new Tunnel(type, tunnelPort, flagSet());
                    case GRE -> new Tunnel(type, 0, flagSet());
                };
            }
        }
        throw ReplyDecoder.malformed("tunnel type " + tunnelType + " (expected 0..2)");
    }

    private Set<Tunnel.Flag> flagSet() {
        EnumSet<Tunnel.Flag> set = EnumSet.noneOf(Tunnel.Flag.class);
        for (Tunnel.Flag flag : Tunnel.Flag.values()) {
            if ((tunnelFlags & flag.bit()) != 0) {
                set.add(flag);
            }
        }
        return set;
    }

    /** The kernel sends the counters twice; those of 64 bits are the whole ones. */
    private Statistics statistics() throws NetlinkException {
        Attributes best = statistics64 == null ? statistics : statistics64;
        return best == null ? Statistics.NONE : ReplyDecoder.statistics(best);
    }
}
