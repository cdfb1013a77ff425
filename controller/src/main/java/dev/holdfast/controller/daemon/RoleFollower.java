package dev.holdfast.controller.daemon;

import dev.holdfast.controller.balance.LoadBalancer;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.router.RouterListener;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;

/**
 * Tells IPVS of instances' roles, after whoever else is told.
 *
 * @param others told first
 */
record RoleFollower(RouterListener others, LoadBalancer balancer) implements RouterListener {
    @Override
    public void noticed(RouterConfig instance, InstanceState state, Notice notice) {
        others.noticed(instance, state, notice);
        if (notice instanceof Notice.RoleEntered entered) {
            balancer.role(instance.settings().name(), entered.to() == Role.MASTER);
        }
    }

    @Override
    public void stopped(RouterConfig instance, InstanceState state, boolean deleted) {
        others.stopped(instance, state, deleted);
        balancer.role(instance.settings().name(), null);
    }

    @Override
    public void groupEntered(SyncGroup group, Role from, Role to, boolean waits) {
        others.groupEntered(group, from, to, waits);
    }

    @Override
    public void groupStopped(SyncGroup group) {
        others.groupStopped(group);
    }
}
