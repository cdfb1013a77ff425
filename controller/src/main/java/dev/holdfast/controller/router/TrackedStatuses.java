package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How everything stands that instances may track; of interfaces this class asks by itself. */
final class TrackedStatuses {
    private final Collection<VirtualRouter> routers;
    private final OwnInterface interfaces;
    private final Map<TrackedId, TrackStatus> statuses = new HashMap<>();

    /**
     * Nothing is known yet.
     *
     * @param routers all that run, whichever those are
     */
    TrackedStatuses(Collection<VirtualRouter> routers, OwnInterface interfaces) {
        this.routers = routers;
        this.interfaces = interfaces;
    }

    /** Something has another status. Also before any instance that tracks it is there. */
    void put(TrackedId id, TrackStatus status) {
        statuses.put(id, status);
        for (VirtualRouter router : List.copyOf(routers)) {
            router.on(new Event.TrackedChanged(id, status));
        }
    }

    /** Tells an instance that is about to start all that is known. */
    void tell(VirtualRouter fresh) {
        statuses.forEach((id, status) -> fresh.on(new Event.TrackedChanged(id, status)));
    }

    /** Looks at the interfaces that these instances track. */
    void look(List<RouterConfig> instances) {
        for (RouterConfig instance : instances) {
            for (TrackedItem item : instance.protocol().tracked()) {
                if (item.id().kind() == TrackedId.Kind.INTERFACE) {
                    look(item.id());
                }
            }
        }
    }

    /** Looks again at every interface that was tracked. */
    void lookAgain() {
        for (TrackedId id : List.copyOf(statuses.keySet())) {
            if (id.kind() == TrackedId.Kind.INTERFACE) {
                look(id);
            }
        }
    }

    private void look(TrackedId id) {
        TrackStatus status = interfaces.counts(id.name()) ? TrackStatus.Condition.UP : TrackStatus.Condition.DOWN;
        if (!status.equals(statuses.get(id))) {
            put(id, status);
        }
    }

    /** Whether an interface is or was tracked. */
    boolean hasInterface(String name) {
        return statuses.containsKey(new TrackedId(TrackedId.Kind.INTERFACE, name));
    }
}
