package dev.holdfast.controller.notify;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.vrrp.Notifications;
import dev.holdfast.controller.notify.Notification.What;
import dev.holdfast.controller.router.RouterListener;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes notifications of what happens to instances. Used by the loop's thread. */
public final class RouterNotifications implements RouterListener {
    private final Notifier notifier;
    /** Those that wait to learn how things stand: nobody is told of a fault that may be none. */
    private final Set<String> waiting = new HashSet<>();

    /** Tells this notifier. */
    public RouterNotifications(Notifier notifier) {
        this.notifier = notifier;
    }

    @Override
    public void noticed(RouterConfig instance, InstanceState state, Notice notice) {
        Notifications notifications = instance.settings().notifications();
        What what = what(state, notice, notifications.priorityChanges());
        String name = instance.settings().name();
        if (what == What.FAULT && waits(state, notice)) {
            waiting.add(name);
            return;
        }
        if (notice instanceof Notice.RoleEntered) {
            waiting.remove(name);
        } else if ((notice instanceof Notice.TrackedFault || notice instanceof Notice.InterfaceLost)
                && waiting.remove(name)) {
            what = What.FAULT;
        }
        if (what != null) {
            tell(instance, what, state.priority());
        }
    }

    /** Whether an instance that has just started is in fault only because something is not known yet. */
    private static boolean waits(InstanceState state, Notice notice) {
        return notice instanceof Notice.RoleEntered entered
                && entered.from() == Role.INITIALIZE
                && state.interfaceUp()
                && state.source() != null
                && state.tally().faults().isEmpty();
    }

    @Override
    public void stopped(RouterConfig instance, InstanceState state, boolean deleted) {
        waiting.remove(instance.settings().name());
        What gone = instance.settings().notifications().sendDeleted() ? What.DELETED : What.FAULT;
        tell(instance, deleted ? gone : What.STOP, state.priority());
    }

    /** Tells the pipes how the instance stands, as a reload may. */
    public void repeat(InstanceState state) {
        What what = entered(state.role());
        if (what != null) {
            notifier.repeat(
                    new Notification(Notification.Kind.INSTANCE, state.config().name(), what, state.priority()));
        }
    }

    /** What is told of a notice; null for nothing. */
    static @Nullable What what(InstanceState state, Notice notice, boolean priorityChanges) {
        if (notice instanceof Notice.RoleEntered entered) {
            return entered(entered.to());
        }
        if (notice instanceof Notice.LowerPriorityAdvert) {
            return What.MASTER_RX_LOWER_PRI;
        }
        if (notice instanceof Notice.PriorityChanged && priorityChanges) {
            return switch (state.role()) {
                case MASTER -> What.MASTER_PRIORITY;
                case INITIALIZE, BACKUP -> What.BACKUP_PRIORITY;
                case FAULT -> null;
            };
        }
        return null;
    }

    private static @Nullable What entered(Role role) {
        return switch (role) {
            case MASTER -> What.MASTER;
            case BACKUP -> What.BACKUP;
            case FAULT -> What.FAULT;
            case INITIALIZE -> null;
        };
    }

    private void tell(RouterConfig instance, What what, int priority) {
        notifier.tell(
                new Notification(Notification.Kind.INSTANCE, instance.settings().name(), what, priority),
                instance.settings().notifications());
    }
}
