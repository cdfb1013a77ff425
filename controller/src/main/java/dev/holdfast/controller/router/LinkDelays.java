package dev.holdfast.controller.router;

import dev.holdfast.controller.config.global.HostSettings.InterfaceDelay;
import dev.holdfast.vrrp.state.Deadline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * interface_up_down_delays: an interface counts as down, or up again, only when it has been so for a while. Keeps no time itself.
 */
final class LinkDelays {
    /** What an interface counts as, and since when it has been otherwise. */
    private record Standing(boolean up, Deadline changes) {}

    private final Map<String, InterfaceDelay> delays = new HashMap<>();
    private final Map<String, Standing> standings = new HashMap<>();

    /** Puts these in force; a change that waits goes on waiting as it was. */
    void use(List<InterfaceDelay> wanted) {
        delays.clear();
        wanted.forEach(delay -> delays.put(delay.name(), delay));
        standings.keySet().retainAll(delays.keySet());
    }

    /** Whether the interface counts as up, when it is this now. The first time it counts as what it is. */
    boolean counts(String name, boolean up, long nowNanos) {
        InterfaceDelay delay = delays.get(name);
        if (delay == null) {
            return up;
        }
        Standing next = next(standings.get(name), delay, up, nowNanos);
        standings.put(name, next);
        return next.up();
    }

    private static Standing next(@Nullable Standing before, InterfaceDelay delay, boolean up, long nowNanos) {
        if (before == null || before.up() == up) {
            return new Standing(up, Deadline.NONE);
        }
        Deadline changes = before.changes().isSet()
                ? before.changes()
                : Deadline.in(up ? delay.upNanos() : delay.downNanos(), nowNanos);
        return changes.isDue(nowNanos) ? new Standing(up, Deadline.NONE) : new Standing(before.up(), changes);
    }

    /** When the next change that waits comes into force. */
    Deadline next() {
        return standings.values().stream().map(Standing::changes).reduce(Deadline.NONE, Deadline::earlier);
    }
}
