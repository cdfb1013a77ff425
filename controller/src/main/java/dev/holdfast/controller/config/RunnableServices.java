package dev.holdfast.controller.config;

import dev.holdfast.controller.config.VirtualServerConfig.Part;
import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.TransportProtocol;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What IPVS is told of one virtual server: itself, or what its virtual_server_group has. */
final class RunnableServices {
    /** How many addresses and marks a virtual server may have. */
    static final int MOST = 65_536;

    private final VirtualServerSettings server;
    private final VirtualServerId id;
    private final @Nullable VirtualServerGroup group;

    RunnableServices(VirtualServerSettings server, Map<String, VirtualServerGroup> groups) {
        this.server = server;
        this.id = VirtualServerId.of(server);
        this.group = server.target() instanceof ServerTarget.Group named
                ? Objects.requireNonNull(groups.get(named.name()), "a group that is there")
                : null;
    }

    /** How many services there are. */
    BigInteger total() {
        if (group == null) {
            return BigInteger.ONE;
        }
        return group.ranges().stream()
                .map(range ->
                        number(range.last()).subtract(number(range.first())).add(BigInteger.ONE))
                .reduce(BigInteger.valueOf(group.marks().size()), BigInteger::add);
    }

    /** Whether it has addresses that its servers cannot serve: only through a tunnel is the other family reached. */
    boolean mixesFamilies() {
        return group != null
                && group.ranges().stream().anyMatch(range -> AddressFamily.of(range.first()) != server.family())
                && server.realServers().stream()
                        .anyMatch(real -> real.destination().method() != ForwardingMethod.TUNNEL);
    }

    /** The services, not more than {@link #MOST}. */
    List<Part> parts() {
        if (server.target() instanceof ServerTarget.Address one) {
            return List.of(part(id.toString(), List.of(address(one.address(), one.port()))));
        }
        if (server.target() instanceof ServerTarget.Mark one) {
            return List.of(part(id.toString(), List.of(mark(one.mark(), server.family()))));
        }
        VirtualServerGroup of = Objects.requireNonNull(group);
        List<Part> parts = new ArrayList<>();
        for (VirtualServerGroup.Range range : of.ranges()) {
            String first = id.endpoint(range.first(), range.port());
            parts.add(part(
                    range.first().equals(range.last()) ? first : first + "-" + Addresses.text(range.last()),
                    addresses(range)));
        }
        for (VirtualServerGroup.Mark mark : of.marks()) {
            AddressFamily family = mark.family() == null ? server.family() : mark.family();
            parts.add(part("FWM " + mark.mark(), List.of(mark(mark.mark(), family))));
        }
        return parts;
    }

    private List<ServiceKey> addresses(VirtualServerGroup.Range range) {
        List<ServiceKey> keys = new ArrayList<>();
        BigInteger last = number(range.last());
        for (BigInteger at = number(range.first()); at.compareTo(last) <= 0; at = at.add(BigInteger.ONE)) {
            keys.add(address(address(at, AddressFamily.of(range.first())), range.port()));
        }
        return keys;
    }

    private ServiceKey address(InetAddress address, int port) {
        return new ServiceKey.AddressService(
                server.protocol() == null ? TransportProtocol.UDP : server.protocol(), address, port);
    }

    private static ServiceKey mark(long mark, AddressFamily family) {
        return new ServiceKey.FirewallMarkService((int) mark, family);
    }

    private Part part(String name, List<ServiceKey> keys) {
        return new Part(name, keys.stream().map(this::service).toList());
    }

    /** A group of both families has one persistence_granularity, which can only be of one of them. */
    private Service service(ServiceKey key) {
        return new Service(
                key,
                server.scheduler(),
                server.flags(),
                server.persistenceSeconds(),
                key.family() == server.family() ? server.persistenceNetmask() : Service.wholeAddress(key.family()),
                server.persistenceEngine());
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static InetAddress address(BigInteger number, AddressFamily family) {
        byte[] digits = number.toByteArray();
        byte[] bytes = new byte[family.addressLength()];
        int count = Math.min(digits.length, bytes.length);
        System.arraycopy(digits, digits.length - count, bytes, bytes.length - count, count);
        return family.address(bytes);
    }
}
