package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.netlink.IpvsProtocol.*;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceKey.AddressService;
import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.netlink.ReplyDecoder.DecodedService;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the attributes of one {@code IPVS_CMD_ATTR_SERVICE}. */
final class ServiceReader {
    private long family = Required.MISSING;
    private long protocol = Required.MISSING;
    private byte @Nullable [] address;
    private long port = Required.MISSING;
    private long firewallMark = Required.MISSING;
    private @Nullable String scheduler;
    private int flags;
    private long timeoutSeconds = Required.MISSING;
    private long netmaskInMachineOrder = Required.MISSING;
    private @Nullable String persistenceEngine;
    private @Nullable Attributes statistics;
    private @Nullable Attributes statistics64;

    void read(Attributes attributes) throws NetlinkException {
        while (attributes.next()) {
            switch (attributes.type()) {
                case SVC_AF -> family = attributes.u16();
                case SVC_PROTOCOL -> protocol = attributes.u16();
                case SVC_ADDR -> address = Required.addressBytes(attributes);
                case SVC_PORT -> port = attributes.u16BigEndian();
                case SVC_FWMARK -> firewallMark = attributes.u32();
                case SVC_SCHED_NAME -> scheduler = attributes.string();
                // struct ip_vs_flags: the mask after the flags says nothing in an answer.
                case SVC_FLAGS ->
                    flags = attributes.structure(2 * Integer.BYTES).getInt(0);
                case SVC_TIMEOUT -> timeoutSeconds = attributes.u32();
                case SVC_NETMASK -> netmaskInMachineOrder = attributes.u32();
                case SVC_STATS -> statistics = attributes.nested();
                case SVC_PE_NAME -> persistenceEngine = attributes.string();
                case SVC_STATS64 -> statistics64 = attributes.nested();
                default -> {}
            }
        }
    }

    DecodedService result() throws NetlinkException {
        AddressFamily serviceFamily = Required.family(family);
        if (scheduler == null) {
            throw ReplyDecoder.malformed("no scheduler");
        }
        boolean persistent = (flags & SERVICE_PERSISTENT) != 0;
        try {
            Service service = new Service(
                    key(serviceFamily),
                    scheduler,
                    flagSet(),
                    persistent ? Required.intValue("persistence timeout", timeoutSeconds) : 0,
                    netmask(serviceFamily),
                    persistenceEngine);
            return new DecodedService(service, statistics());
        } catch (IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    private ServiceKey key(AddressFamily serviceFamily) throws NetlinkException {
        if (firewallMark != Required.MISSING && firewallMark != 0) {
            return new FirewallMarkService((int) firewallMark, serviceFamily);
        }
        return new AddressService(
                transportProtocol(), Required.address(serviceFamily, address), Required.intValue("port", port));
    }

    private TransportProtocol transportProtocol() throws NetlinkException {
        for (TransportProtocol candidate : TransportProtocol.values()) {
            if (candidate.number() == protocol) {
                return candidate;
            }
        }
        throw ReplyDecoder.malformed(
                protocol == Required.MISSING ? "no protocol" : "protocol " + protocol + " (expected 6, 17 or 132)");
    }

    private Set<ServiceFlag> flagSet() {
        EnumSet<ServiceFlag> set = EnumSet.noneOf(ServiceFlag.class);
        for (ServiceFlag flag : ServiceFlag.values()) {
            if ((flags & flag.bit()) != 0) {
                set.add(flag);
            }
        }
        return set;
    }

    /** An IPv4 mask is in network order inside its attribute; an IPv6 prefix length is in the machine's. */
    private int netmask(AddressFamily serviceFamily) throws NetlinkException {
        if (netmaskInMachineOrder == Required.MISSING) {
            throw ReplyDecoder.malformed("no persistence netmask");
        }
        int value = (int) netmaskInMachineOrder;
        return switch (serviceFamily) {
            case IPV4 -> ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
            case IPV6 -> value;
        };
    }

    /** The kernel sends the counters twice; those of 64 bits are the whole ones. */
    private Statistics statistics() throws NetlinkException {
        Attributes best = statistics64 == null ? statistics : statistics64;
        return best == null ? Statistics.NONE : ReplyDecoder.statistics(best);
    }

    static NetlinkException malformed(IllegalArgumentException cause) {
        NetlinkException malformed = ReplyDecoder.malformed(String.valueOf(cause.getMessage()));
        malformed.initCause(cause);
        return malformed;
    }
}
