package dev.holdfast.controller.router;

import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.status.GroupStatus;
import dev.holdfast.vrrp.state.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The running sync groups, in the configuration's order. */
final class SyncGroups {
    private final EventBus bus;
    private final RouterListener listener;
    private final LongSupplier nanoClock;
    private final List<SyncedRouters> groups = new ArrayList<>();

    /** None yet. */
    SyncGroups(EventBus bus, RouterListener listener, LongSupplier nanoClock) {
        this.bus = bus;
        this.listener = listener;
        this.nanoClock = nanoClock;
    }

    /** Lets each of these instances go its own way until {@link #form}. */
    void dissolve(Collection<VirtualRouter> routers) {
        routers.forEach(router -> router.join(null));
    }

    /** Makes these the groups, of these instances. One that was there before goes on in its role. */
    void form(List<SyncGroup> wanted, Collection<VirtualRouter> routers) {
        Map<String, Role> before = roles();
        groups.clear();
        for (SyncGroup group : wanted) {
            List<VirtualRouter> members = group.instances().stream()
                    .flatMap(name -> routers.stream()
                            .filter(router -> router.config().name().equals(name)))
                    .toList();
            if (!members.isEmpty()) {
                Role role = before.getOrDefault(group.name(), Role.INITIALIZE);
                groups.add(new SyncedRouters(group, role, members, bus, listener, nanoClock));
            }
        }
        groups.forEach(SyncedRouters::form);
    }

    /** The role of each, by its name. */
    Map<String, Role> roles() {
        Map<String, Role> roles = new LinkedHashMap<>();
        groups.forEach(group -> roles.put(group.name(), group.role()));
        return roles;
    }

    /** How each stands. */
    List<GroupStatus> status() {
        return groups.stream()
                .map(group -> new GroupStatus(group.name(), group.role()))
                .toList();
    }

    /** Their instances have been shut down. */
    void stopped() {
        groups.forEach(group -> listener.groupStopped(group.config()));
    }
}
