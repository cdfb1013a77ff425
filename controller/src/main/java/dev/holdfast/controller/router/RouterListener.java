package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;

/**
 * Is told what happens to instances, in its order and without loss, which the event bus does not promise. Called on the loop's
 * thread: must not wait.
 */
public interface RouterListener {
    /** One that does nothing. */
    RouterListener NONE = new RouterListener() {
        @Override
        public void noticed(RouterConfig instance, InstanceState state, Notice notice) {}

        @Override
        public void stopped(RouterConfig instance, InstanceState state, boolean deleted) {}
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
}
