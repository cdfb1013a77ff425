package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.vrrp.InstanceConfig;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses that instances move about, so that none of them is taken for an interface's own. */
final class VirtualAddresses {
    private final Set<InetAddress> all = new HashSet<>();

    /** Those of these instances, too. */
    void add(List<RouterConfig> instances) {
        for (RouterConfig instance : instances) {
            InstanceConfig config = instance.protocol();
            // An owner's addresses are the interface's own.
            if (!config.isOwner()) {
                config.allAddresses().forEach(address -> all.add(address.address()));
            }
        }
    }

    /** Those of these instances, and no others. */
    void replace(List<RouterConfig> instances) {
        all.clear();
        add(instances);
    }

    boolean contains(InetAddress address) {
        return all.contains(address);
    }
}
