package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.VirtualServerId;
import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short spellings of virtual and real servers; {@code host} is the last byte of an address. */
final class VirtualServers {
    private static final long TEN_MILLISECONDS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long TWO_SECONDS = TimeUnit.SECONDS.toNanos(2);

    private VirtualServers() {}

    static InetAddress address(int... bytes) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    static ServiceKey serviceKey(int host) {
        return new ServiceKey.AddressService(TransportProtocol.TCP, address(192, 168, 132, host), 3306);
    }

    static Destination destination(int host, int weight) {
        return Destination.of(address(192, 168, 132, host), 3306, ForwardingMethod.DIRECT, weight);
    }

    static DestinationKey key(int host) {
        return destination(host, 1).key();
    }

    /** A check that runs often, of a port of the loopback address. */
    static CheckSpec check(int port, boolean alpha) {
        return check(port, alpha, TEN_MILLISECONDS);
    }

    static CheckSpec check(int port, boolean alpha, long delayLoopNanos) {
        return new TcpCheckSpec(
                CheckTarget.of(address(127, 0, 0, 1), port),
                new CheckTiming(delayLoopNanos, TWO_SECONDS, 0, TEN_MILLISECONDS, 0, alpha, false));
    }

    static RealServerConfig server(int host, ServerCondition... checks) {
        return server(destination(host, 1), false, checks);
    }

    static RealServerConfig server(Destination destination, boolean inhibit, ServerCondition... checks) {
        return new RealServerConfig(destination, inhibit, List.of(checks));
    }

    static VirtualServerConfig virtual(int host, RealServerConfig... servers) {
        return virtual(host, null, false, 1, 0, servers);
    }

    static VirtualServerConfig virtual(
            int host,
            Destination sorryServer,
            boolean sorryInhibit,
            long quorum,
            long hysteresis,
            RealServerConfig... servers) {
        Service service = Service.of(serviceKey(host), "wrr");
        VirtualServerId id = id(host);
        return new VirtualServerConfig(
                id,
                List.of(new VirtualServerConfig.Part(id.toString(), List.of(service))),
                List.of(servers),
                sorryServer,
                sorryInhibit,
                false,
                false,
                quorum,
                hysteresis);
    }

    /** The same with {@code omega}. */
    static VirtualServerConfig omega(VirtualServerConfig of) {
        return new VirtualServerConfig(
                of.id(),
                of.parts(),
                of.realServers(),
                of.sorryServer(),
                false,
                false,
                true,
                of.quorum(),
                of.hysteresis());
    }

    /** The same with {@code ha_suspend}. */
    static VirtualServerConfig suspending(VirtualServerConfig of) {
        return new VirtualServerConfig(
                of.id(),
                of.parts(),
                of.realServers(),
                of.sorryServer(),
                false,
                true,
                false,
                of.quorum(),
                of.hysteresis());
    }

    static VirtualServerId id(int host) {
        return new VirtualServerId(
                new ServerTarget.Address(address(192, 168, 132, host), 3306),
                AddressFamily.IPV4,
                TransportProtocol.TCP);
    }

    /** The one service that it has. */
    static Service service(VirtualServerConfig config) {
        return config.services().get(0);
    }

    /** Global settings of which nothing is given. */
    static LvsSettings settings() {
        return new LvsSettings(new LvsDefaults(null, 0, 0, 0, false, LvsDefaults.FlushOnStop.NOTHING, false), 0, true);
    }
}
