package dev.holdfast.controller.config;

import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.ipvs.AddressFamily;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a virtual server stands on, whether it is an address, a firewall mark or a group of them.
 *
 * @param hasAddresses whether there is an address, so that it needs a protocol
 * @param hasMarks whether it is a group with a firewall mark
 * @param family the address's family; null for a mark, and for a group, whose addresses keepalived does not compare
 * @param port the port of a single address; 0 for a mark, -1 for a group
 * @param ports the ports of a group's addresses
 * @param everyPort whether one of the addresses stands for every port, so that it needs persistence
 */
record ServerGround(
        boolean hasAddresses,
        boolean hasMarks,
        @Nullable AddressFamily family,
        int port,
        List<Integer> ports,
        boolean everyPort) {

    static ServerGround of(ServerTarget target, Map<String, VirtualServerGroup> groups) {
        if (target instanceof ServerTarget.Address one) {
            return new ServerGround(
                    true, false, AddressFamily.of(one.address()), one.port(), List.of(), one.port() == 0);
        }
        VirtualServerGroup group = target instanceof ServerTarget.Group named ? groups.get(named.name()) : null;
        if (group == null) {
            return new ServerGround(false, false, null, 0, List.of(), false);
        }
        List<Integer> ports = group.ranges().stream()
                .map(VirtualServerGroup.Range::port)
                .distinct()
                .toList();
        return new ServerGround(
                !group.ranges().isEmpty(), !group.marks().isEmpty(), null, -1, ports, ports.contains(0));
    }

    /** Whether there is one port that servers without address translation have to have. */
    boolean hasPort() {
        return port >= 0 && hasAddresses;
    }
}
