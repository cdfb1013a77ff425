package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.TransportProtocol;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What listings and the save format say of a service in the same way. */
final class ServiceText {
    /** The schedulers whose flags have names. */
    private static final Set<String> NAMED = Set.of("sh", "mh");

    private ServiceText() {}

    /** The protocol whose names of ports the service and its real servers go by; null for a firewall mark. */
    static @Nullable TransportProtocol protocol(ServiceKey key) {
        return key instanceof ServiceKey.AddressService service ? service.protocol() : null;
    }

    /** {@code sh-fallback,sh-port}; empty when no scheduler flag is set. */
    static String schedulerFlags(Service service) {
        StringJoiner text = new StringJoiner(",");
        for (ServiceFlag flag : service.flags()) {
            String name = flag.nameWith(service.scheduler());
            // Of a scheduler whose flags have names, ipvsadm shows no third flag.
            if (name != null && !(flag == ServiceFlag.SCHEDULER_3 && NAMED.contains(service.scheduler()))) {
                text.add(name);
            }
        }
        return text.toString();
    }

    static boolean hasSchedulerFlags(Service service) {
        return service.flags().stream().anyMatch(flag -> flag != ServiceFlag.ONE_PACKET);
    }

    /** {@code 255.255.255.0} or {@code 64}; null when every client address counts alone. */
    static @Nullable String persistenceMask(Service service) {
        AddressFamily family = service.key().family();
        int mask = service.persistenceNetmask();
        if (mask == Service.wholeAddress(family)) {
            return null;
        }
        return switch (family) {
            case IPV4 -> AddressText.mask(mask);
            case IPV6 -> Integer.toString(mask);
        };
    }
}
