package dev.holdfast.ipvs.netlink;

import static dev.holdfast.ipvs.netlink.IpvsProtocol.*;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.IpvsCommand;
import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.ChangeDestination;
import dev.holdfast.ipvs.IpvsCommand.ChangeService;
import dev.holdfast.ipvs.IpvsCommand.Flush;
import dev.holdfast.ipvs.IpvsCommand.RemoveDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveService;
import dev.holdfast.ipvs.IpvsCommand.SetTimeouts;
import dev.holdfast.ipvs.IpvsCommand.StartSyncDaemon;
import dev.holdfast.ipvs.IpvsCommand.StopSyncDaemon;
import dev.holdfast.ipvs.IpvsCommand.Zero;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.Tunnel;
import dev.holdfast.linuxnet.netlink.GenericNetlink;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.Request;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Makes netlink requests of commands and queries, with the attributes in the order ipvsadm(8) sends them. Pure. */
final class CommandEncoder implements IpvsCommand.Cases<Request> {
    private final GenericNetlink.Family family;

    /**
     * @param family what the kernel says of the family IPVS
     */
    CommandEncoder(GenericNetlink.Family family) {
        this.family = family;
    }

    Request encode(IpvsCommand command) {
        return command.match(this);
    }

    Request getInfo() {
        return message(CMD_GET_INFO, "get IPVS info").build();
    }

    Request getTimeouts() {
        return message(CMD_GET_CONFIG, "get IPVS timeouts").build();
    }

    Request dumpSyncDaemons() {
        return message(CMD_GET_DAEMON, "list sync daemons").build();
    }

    Request getService(ServiceKey service) {
        MessageBuilder message = message(CMD_GET_SERVICE, "get virtual server " + service);
        return message.nested(ATTR_SERVICE, nest -> key(nest, service)).build();
    }

    Request dumpServices() {
        return message(CMD_GET_SERVICE, "list virtual servers").build();
    }

    Request dumpDestinations(ServiceKey service) {
        MessageBuilder message = message(CMD_GET_DEST, "list real servers of " + service);
        return message.nested(ATTR_SERVICE, nest -> key(nest, service)).build();
    }

    @Override
    public Request addService(AddService command) {
        return wholeService(CMD_NEW_SERVICE, "add virtual server", command.service());
    }

    @Override
    public Request changeService(ChangeService command) {
        return wholeService(CMD_SET_SERVICE, "change virtual server", command.service());
    }

    @Override
    public Request removeService(RemoveService command) {
        return message(CMD_DEL_SERVICE, "remove virtual server")
                .nested(ATTR_SERVICE, nest -> key(nest, command.service()))
                .build();
    }

    @Override
    public Request addDestination(AddDestination command) {
        return wholeDestination(CMD_NEW_DEST, "add real server", command.service(), command.destination());
    }

    @Override
    public Request changeDestination(ChangeDestination command) {
        return wholeDestination(CMD_SET_DEST, "change real server", command.service(), command.destination());
    }

    @Override
    public Request removeDestination(RemoveDestination command) {
        return message(CMD_DEL_DEST, "remove real server")
                .nested(ATTR_SERVICE, nest -> key(nest, command.service()))
                .nested(ATTR_DEST, nest -> key(nest, command.destination()))
                .build();
    }

    @Override
    public Request flush(Flush command) {
        return message(CMD_FLUSH, "flush the table").build();
    }

    @Override
    public Request zero(Zero command) {
        MessageBuilder message = message(CMD_ZERO, "zero the counters");
        ServiceKey service = command.service();
        if (service != null) {
            message.nested(ATTR_SERVICE, nest -> key(nest, service));
        }
        return message.build();
    }

    @Override
    public Request setTimeouts(SetTimeouts command) {
        Timeouts timeouts = command.timeouts();
        return message(CMD_SET_CONFIG, "set timeouts")
                .u32(ATTR_TIMEOUT_TCP, timeouts.tcpSeconds())
                .u32(ATTR_TIMEOUT_TCP_FIN, timeouts.tcpFinSeconds())
                .u32(ATTR_TIMEOUT_UDP, timeouts.udpSeconds())
                .build();
    }

    @Override
    public Request startSyncDaemon(StartSyncDaemon command) {
        SyncDaemon daemon = command.daemon();
        return message(CMD_NEW_DAEMON, "start sync daemon")
                .nested(ATTR_DAEMON, nest -> settings(nest, daemon))
                .build();
    }

    @Override
    public Request stopSyncDaemon(StopSyncDaemon command) {
        return message(CMD_DEL_DAEMON, "stop sync daemon")
                .nested(
                        ATTR_DAEMON,
                        nest -> nest.u32(DAEMON_STATE, command.role().number()))
                .build();
    }

    /**
     * @param operation of a command only its kind: its outcome names it in full, and to word each of thousands that succeed would
     *     take as long as to send them
     */
    private MessageBuilder message(int command, String operation) {
        return family.message(command, 0).operation(operation);
    }

    private Request wholeService(int number, String operation, Service service) {
        return message(number, operation)
                .nested(ATTR_SERVICE, nest -> {
                    key(nest, service.key());
                    settings(nest, service);
                })
                .build();
    }

    private Request wholeDestination(int number, String operation, ServiceKey service, Destination destination) {
        return message(number, operation)
                .nested(ATTR_SERVICE, nest -> key(nest, service))
                .nested(ATTR_DEST, nest -> {
                    key(nest, destination.key());
                    settings(nest, destination);
                })
                .build();
    }

    private static void key(MessageBuilder nest, ServiceKey key) {
        nest.u16(SVC_AF, key.family().number());
        key.match(
                service -> nest.u16(SVC_PROTOCOL, service.protocol().number())
                        .attribute(SVC_ADDR, padded(service.address()))
                        .u16BigEndian(SVC_PORT, service.port()),
                service -> nest.u32(SVC_FWMARK, service.mark()));
    }

    private static void settings(MessageBuilder nest, Service service) {
        nest.string(SVC_SCHED_NAME, service.scheduler());
        String engine = service.persistenceEngine();
        if (engine != null) {
            nest.string(SVC_PE_NAME, engine);
        }
        int flags = service.persistenceTimeoutSeconds() > 0 ? SERVICE_PERSISTENT : 0;
        for (ServiceFlag flag : service.flags()) {
            flags |= flag.bit();
        }
        // struct ip_vs_flags: the flags, and which of them are meant; all, so that a change also clears.
        byte[] flagsAndMask = ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(flags)
                .putInt(-1)
                .array();
        nest.attribute(SVC_FLAGS, flagsAndMask).u32(SVC_TIMEOUT, service.persistenceTimeoutSeconds());
        switch (service.key().family()) {
            case IPV4 -> nest.u32BigEndian(SVC_NETMASK, service.persistenceNetmask());
            case IPV6 -> nest.u32(SVC_NETMASK, service.persistenceNetmask());
        }
    }

    private static void key(MessageBuilder nest, DestinationKey key) {
        nest.u16(DEST_ADDR_FAMILY, AddressFamily.of(key.address()).number())
                .attribute(DEST_ADDR, padded(key.address()))
                .u16BigEndian(DEST_PORT, key.port());
    }

    private static void settings(MessageBuilder nest, Destination destination) {
        Tunnel tunnel = destination.tunnel();
        if (tunnel == null) {
            tunnel = Tunnel.IPIP;
        }
        int tunnelFlags = 0;
        for (Tunnel.Flag flag : tunnel.flags()) {
            tunnelFlags |= flag.bit();
        }
        nest.u32(DEST_FWD_METHOD, destination.method().number())
                .u32(DEST_WEIGHT, destination.weight())
                .u8(DEST_TUN_TYPE, tunnel.type().number())
                .u16BigEndian(DEST_TUN_PORT, tunnel.port())
                .u16(DEST_TUN_FLAGS, tunnelFlags)
                .u32(DEST_U_THRESH, destination.upperThreshold())
                .u32(DEST_L_THRESH, destination.lowerThreshold());
    }

    /** What the caller leaves to the kernel is left out. */
    private static void settings(MessageBuilder nest, SyncDaemon daemon) {
        nest.u32(DAEMON_STATE, daemon.role().number())
                .string(DAEMON_MCAST_IFN, daemon.interfaceName())
                .u32(DAEMON_SYNC_ID, daemon.syncId());
        if (daemon.maxLength() != 0) {
            nest.u16(DAEMON_SYNC_MAXLEN, daemon.maxLength());
        }
        if (daemon.port() != 0) {
            nest.u16(DAEMON_MCAST_PORT, daemon.port());
        }
        if (daemon.ttl() != 0) {
            nest.u8(DAEMON_MCAST_TTL, daemon.ttl());
        }
        InetAddress group = daemon.group();
        if (group != null) {
            int attribute = switch (AddressFamily.of(group)) {
                case IPV4 -> DAEMON_MCAST_GROUP;
                case IPV6 -> DAEMON_MCAST_GROUP6;
            };
            nest.address(attribute, group);
        }
    }

    private static byte[] padded(InetAddress address) {
        return Arrays.copyOf(address.getAddress(), ADDRESS_LENGTH);
    }
}
