package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.netlink.IpvsProtocol.*;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.IpvsInfo;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.GenericNetlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;

/**
 * Reads the kernel's answers. Whatever is missing or out of range in one is a {@link NetlinkException} of the kind
 * {@code MALFORMED} that says what was found and expected; attributes that are not known here are passed over. Pure.
 */
final class ReplyDecoder {
    private ReplyDecoder() {}

    /** A service and its counters, without its destinations: those are asked for one service at a time. */
    record DecodedService(Service service, Statistics statistics) {}

    static DecodedService service(NetlinkMessage message) throws NetlinkException {
        ServiceReader reader = new ServiceReader();
        reader.read(nest(message, CMD_NEW_SERVICE, ATTR_SERVICE, "service"));
        return reader.result();
    }

    /**
     * @param serviceFamily of the service the destination belongs to: kernels before 3.18 do not tell the destination's own
     */
    static DestinationStatus destination(NetlinkMessage message, AddressFamily serviceFamily) throws NetlinkException {
        DestinationReader reader = new DestinationReader(serviceFamily);
        reader.read(nest(message, CMD_NEW_DEST, ATTR_DEST, "destination"));
        return reader.result();
    }

    static SyncDaemon syncDaemon(NetlinkMessage message) throws NetlinkException {
        SyncDaemonReader reader = new SyncDaemonReader();
        reader.read(nest(message, CMD_NEW_DAEMON, ATTR_DAEMON, "sync daemon"));
        return reader.result();
    }

    static IpvsInfo info(NetlinkMessage message) throws NetlinkException {
        long version = Required.MISSING;
        long tableSize = Required.MISSING;
        Attributes attributes = attributes(message, CMD_SET_INFO);
        while (attributes.next()) {
            switch (attributes.type()) {
                case INFO_VERSION -> version = attributes.u32();
                case INFO_CONN_TAB_SIZE -> tableSize = attributes.u32();
                default -> {}
            }
        }
        return new IpvsInfo(
                Required.intValue("version", version), Required.intValue("connection table size", tableSize));
    }

    /** The timeouts; 0 for those of a protocol this kernel was built without. */
    static Timeouts timeouts(NetlinkMessage message) throws NetlinkException {
        long tcp = 0;
        long tcpFin = 0;
        long udp = 0;
        Attributes attributes = attributes(message, CMD_SET_CONFIG);
        while (attributes.next()) {
            switch (attributes.type()) {
                case ATTR_TIMEOUT_TCP -> tcp = attributes.u32();
                case ATTR_TIMEOUT_TCP_FIN -> tcpFin = attributes.u32();
                case ATTR_TIMEOUT_UDP -> udp = attributes.u32();
                default -> {}
            }
        }
        return new Timeouts(
                Required.intValue("TCP timeout", tcp),
                Required.intValue("TCP FIN timeout", tcpFin),
                Required.intValue("UDP timeout", udp));
    }

    /** The counters of a nested {@code STATS} (32 bits for most) or {@code STATS64} attribute; what is missing counts 0. */
    static Statistics statistics(Attributes nested) throws NetlinkException {
        // IPVS_STATS_ATTR_CONNS is 1 and IPVS_STATS_ATTR_OUTBPS is 10, in the order of the record.
        long[] counters = new long[11];
        while (nested.next()) {
            int type = nested.type();
            if (type >= 1 && type <= 10) {
                counters[type] = nested.length() == Long.BYTES ? nested.u64() : nested.u32();
            }
        }
        return new Statistics(
                counters[1],
                counters[2],
                counters[3],
                counters[4],
                counters[5],
                counters[6],
                counters[7],
                counters[8],
                counters[9],
                counters[10]);
    }

    static NetlinkException malformed(String text) {
        return new NetlinkException(Problem.MALFORMED, "decode IPVS answer", Errno.EBADMSG, text);
    }

    private static Attributes nest(NetlinkMessage message, int command, int attribute, String what)
            throws NetlinkException {
        Attributes attributes = attributes(message, command);
        while (attributes.next()) {
            if (attributes.type() == attribute) {
                return attributes.nested();
            }
        }
        throw malformed("an answer without a " + what + " attribute");
    }

    private static Attributes attributes(NetlinkMessage message, int command) throws NetlinkException {
        int found = Byte.toUnsignedInt(
                message.fixedHeader(GenericNetlink.HEADER_LENGTH).get(0));
        if (found != command) {
            throw malformed("command " + found + " (expected " + command + ")");
        }
        return message.attributes(GenericNetlink.HEADER_LENGTH);
    }
}
