package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;

/**
 * Is told what happens to instances and sync groups, in its order and without loss, which the event bus does not promise. Called on the loop's
 * thread: must not wait.
 */
public interface RouterListener {
    /** One that does nothing. */
    RouterListener NONE = new RouterListener() {
        @Override
        public void noticed(RouterConfig instance, InstanceState state, Notice notice) {}

        @Override
        public void stopped(RouterConfig instance, InstanceState state, boolean deleted) {}

        @Override
        public void groupEntered(SyncGroup group, Role from, Role to, boolean waits) {}

        @Override
        public void groupStopped(SyncGroup group) {}
    };

    /**
     * An instance has something to tell.
     *
     * @param state its state after that
     */
    void noticed(RouterConfig instance, InstanceState state, Notice notice);

    /**
     * An instance has let go of everything.
     *
     * @param state its last state
     * @param deleted whether a reload took it away; otherwise the program stops
     */
    void stopped(RouterConfig instance, InstanceState state, boolean deleted);

    /**
     * A sync group has another role, after what follows from it for its instances.
     *
     * @param waits whether it is in Fault only because something is not known yet
     */
    void groupEntered(SyncGroup group, Role from, Role to, boolean waits);

    /** The program stops, and all instances of the group have let go of everything. */
    void groupStopped(SyncGroup group);
}
