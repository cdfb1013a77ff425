package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.InstanceConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which running instances go on when a configuration is put into force.
 *
 * @param kept those that do, by what they are to be, in the order of the configuration
 * @param gone those that end
 */
record Succession(Map<RouterConfig, VirtualRouter> kept, List<VirtualRouter> gone) {

    /** What makes a virtual router the same after a reload: its name is only what people call it, and what adverts look like and how they travel may change. */
    private record Identity(
            @Nullable String interfaceName, AddressFamily family, int vrid, VirtualInterface virtualInterface) {
        static Identity of(RouterConfig config) {
            InstanceConfig protocol = config.protocol();
            return new Identity(
                    protocol.interfaceName(),
                    protocol.family(),
                    protocol.vrid(),
                    config.settings().virtualInterface());
        }
    }

    /** Looks for each wanted instance among those that run. */
    static Succession of(Collection<VirtualRouter> running, List<RouterConfig> wanted) {
        Map<Identity, List<VirtualRouter>> left = new LinkedHashMap<>();
        for (VirtualRouter router : running) {
            left.computeIfAbsent(Identity.of(router.applied()), identity -> new ArrayList<>(1))
                    .add(router);
        }
        Map<RouterConfig, VirtualRouter> kept = new LinkedHashMap<>();
        for (RouterConfig config : wanted) {
            List<VirtualRouter> same = left.getOrDefault(Identity.of(config), List.of());
            // Adverts to peers may share a VRID: then the name tells them apart.
            same.stream()
                    .min(Comparator.comparing(router ->
                            !router.config().name().equals(config.protocol().name())))
                    .ifPresent(router -> {
                        same.remove(router);
                        kept.put(config, router);
                    });
        }
        return new Succession(kept, left.values().stream().flatMap(List::stream).toList());
    }
}
