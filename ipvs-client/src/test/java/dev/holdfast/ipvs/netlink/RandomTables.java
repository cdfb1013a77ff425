package dev.holdfast.ipvs.netlink;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceKey.AddressService;
import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import dev.holdfast.ipvs.Tables;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Tables that a kernel accepts, of every kind of service and destination, drawn from a small space so that two overlap. */
final class RandomTables {
    private static final List<String> SCHEDULERS =
            List.of("rr", "wrr", "lc", "wlc", "sh", "dh", "sed", "nq", "mh", "fo");

    private RandomTables() {}

    static IpvsTable table(SplittableRandom random) {
        IpvsTable.Builder table = IpvsTable.builder();
        for (ServiceKey key : keys()) {
            if (random.nextInt(3) > 0) {
                List<Destination> destinations = new ArrayList<>();
                for (int host = 1; host <= 6; host++) {
                    if (random.nextBoolean()) {
                        destinations.add(destination(key.family(), host, random));
                    }
                }
                table.add(service(key, random), destinations);
            }
        }
        return table.build();
    }

    private static List<ServiceKey> keys() {
        List<ServiceKey> keys = new ArrayList<>();
        for (TransportProtocol protocol : TransportProtocol.values()) {
            keys.add(new AddressService(protocol, Tables.address("10.0.0.1"), 80));
            keys.add(new AddressService(protocol, Tables.address("10.0.0.1"), 65535));
            keys.add(new AddressService(protocol, Tables.address("2001:db8::1"), 80));
        }
        keys.add(new FirewallMarkService(7, AddressFamily.IPV4));
        keys.add(new FirewallMarkService(-2, AddressFamily.IPV6));
        return keys;
    }

    private static Service service(ServiceKey key, SplittableRandom random) {
        String scheduler = SCHEDULERS.get(random.nextInt(SCHEDULERS.size()));
        Service service = Service.of(key, scheduler);
        if (random.nextInt(3) == 0) {
            int bits = key.family().addressLength() * 8;
            service = service.withPersistence(
                    1 + random.nextInt(3600),
                    Service.netmaskOfPrefix(key.family(), random.nextBoolean() ? bits : 1 + random.nextInt(bits)));
        }
        if (scheduler.equals("sh") || scheduler.equals("mh")) {
            service = service.withFlags(random.nextBoolean() ? Set.of(ServiceFlag.SCHEDULER_1) : Set.of());
        }
        return service;
    }

    private static Destination destination(AddressFamily family, int host, SplittableRandom random) {
        ForwardingMethod method = List.of(ForwardingMethod.MASQUERADE, ForwardingMethod.DIRECT, ForwardingMethod.TUNNEL)
                .get(random.nextInt(3));
        int upper = random.nextBoolean() ? 0 : 1 + random.nextInt(100_000);
        return new Destination(
                Tables.address((family == AddressFamily.IPV4 ? "192.168.1." : "2001:db8:1::") + host),
                random.nextInt(2) * 8080,
                method,
                random.nextInt(4),
                upper,
                random.nextInt(upper + 1),
                method == ForwardingMethod.TUNNEL ? tunnel(random) : null);
    }

    private static @Nullable Tunnel tunnel(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Tunnel(Tunnel.Type.GUE, 1 + random.nextInt(65535), Set.of(Tunnel.Flag.REMOTE_CHECKSUM));
            case 1 -> new Tunnel(Tunnel.Type.GRE, 0, Set.of(Tunnel.Flag.CHECKSUM));
            case 2 -> Tunnel.IPIP;
            default -> null;
        };
    }
}
