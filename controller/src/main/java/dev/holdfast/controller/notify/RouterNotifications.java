package dev.holdfast.controller.notify;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.vrrp.Notifications;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.notify.Notification.What;
import dev.holdfast.controller.router.RouterListener;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes notifications of what happens to instances and sync groups. Used by the loop's thread. */
public final class RouterNotifications implements RouterListener {
    private final Notifier notifier;
    private final Consumer<Notification> mail;
    /** Those that wait to learn how things stand: nobody is told of a fault that may be none. */
    private final Set<String> waiting = new HashSet<>();

    /** Likewise. */
    private final Set<SyncGroup> waitingGroups = new HashSet<>();
    /** The instances whose changes of priority their groups want told. */
    private final Set<String> prioritiesOfGroups = new HashSet<>();

    /**
     * Tells this notifier.
     *
     * @param mail is told of instances and groups that want mail
     */
    public RouterNotifications(Notifier notifier, Consumer<Notification> mail) {
        this.notifier = notifier;
        this.mail = mail;
    }

    /** Tells of instances in groups what these groups' {@code notify_priority_changes} say. */
    public void apply(List<SyncGroup> groups) {
        waitingGroups.retainAll(groups);
        prioritiesOfGroups.clear();
        groups.stream()
                .filter(group -> group.notifications().priorityChanges())
                .forEach(group -> prioritiesOfGroups.addAll(group.instances()));
    }

    @Override
    public void noticed(RouterConfig instance, InstanceState state, Notice notice) {
        Notifications notifications = instance.settings().notifications();
        String name = instance.settings().name();
        What what = what(state, notice, notifications.priorityChanges() || prioritiesOfGroups.contains(name));
        if (what == What.FAULT && waits(notice)) {
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
        if (what == What.FAULT) {
            waitingGroups.stream()
                    .filter(group -> group.instances().contains(name))
                    .findFirst()
                    .ifPresent(group -> groupEntered(group, Role.INITIALIZE, Role.FAULT, false));
        }
    }

    /** Whether an instance has just started, and is in fault only because something is not known yet, or with its group. */
    private static boolean waits(Notice notice) {
        return notice instanceof Notice.RoleEntered entered
                && entered.from() == Role.INITIALIZE
                && (entered.cause() == Notice.Cause.WAITING || entered.cause() == Notice.Cause.GROUP);
    }

    @Override
    public void stopped(RouterConfig instance, InstanceState state, boolean deleted) {
        waiting.remove(instance.settings().name());
        What gone = instance.settings().notifications().sendDeleted() ? What.DELETED : What.FAULT;
        tell(instance, deleted ? gone : What.STOP, state.priority());
    }

    @Override
    public void groupEntered(SyncGroup group, Role from, Role to, boolean waits) {
        What what = entered(to);
        waitingGroups.remove(group);
        if (waits && from == Role.INITIALIZE) {
            waitingGroups.add(group);
        } else if (what != null) {
            tell(group, what);
        }
    }

    @Override
    public void groupStopped(SyncGroup group) {
        tell(group, What.STOP);
    }

    private void tell(SyncGroup group, What what) {
        tell(new Notification(Notification.Kind.GROUP, group.name(), what, 0), group.notifications());
    }

    /** Tells the pipes how the group stands, as a reload may. */
    public void repeat(String group, Role role) {
        What what = entered(role);
        if (what != null) {
            notifier.repeat(new Notification(Notification.Kind.GROUP, group, what, 0));
        }
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
        tell(
                new Notification(Notification.Kind.INSTANCE, instance.settings().name(), what, priority),
                instance.settings().notifications());
    }

    private void tell(Notification notification, Notifications of) {
        notifier.tell(notification, of);
        if (of.mail()) {
            mail.accept(notification);
        }
    }
}
