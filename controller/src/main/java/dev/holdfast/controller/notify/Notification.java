package dev.holdfast.controller.notify;

import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.vrrp.Notifications;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that programs are told of an instance or a sync group.
 *
 * @param kind what changed
 * @param name its name
 * @param what what it is now, or what happened to it
 * @param priority its effective priority, 1..255; 0 for a group
 */
public record Notification(Kind kind, String name, What what, int priority) {
    /** What can change. */
    public enum Kind {
        /** A VRRP instance. */
        INSTANCE,
        /** A sync group. */
        GROUP
    }

    /** What is told, in the words that scripts and readers of pipes get. */
    public enum What {
        /** It became master. */
        MASTER,
        /** It became backup. */
        BACKUP,
        /** It cannot take part. */
        FAULT,
        /** The program stops. */
        STOP,
        /** A reload took the instance away. */
        DELETED,
        /** A master heard another one of lower priority. */
        MASTER_RX_LOWER_PRI,
        /** The priority of a master changed. */
        MASTER_PRIORITY,
        /** The priority of a backup changed. */
        BACKUP_PRIORITY;

        /** The script of its own that it has, or null. */
        @Nullable ScriptCommand script(Notifications notifications) {
            return switch (this) {
                case MASTER -> notifications.master();
                case BACKUP -> notifications.backup();
                case FAULT -> notifications.fault();
                case STOP -> notifications.stop();
                case DELETED -> notifications.deleted();
                case MASTER_RX_LOWER_PRI -> notifications.masterReceivesLower();
                case MASTER_PRIORITY, BACKUP_PRIORITY -> null;
            };
        }

        /** Whether the script for any change hears of it. */
        boolean isChange() {
            return switch (this) {
                case MASTER, BACKUP, FAULT, STOP, DELETED -> true;
                case MASTER_RX_LOWER_PRI, MASTER_PRIORITY, BACKUP_PRIORITY -> false;
            };
        }
    }

    /** What the script for any change gets after its own arguments. */
    List<String> arguments() {
        return List.of(kind.name(), name, what.name(), Integer.toString(priority));
    }

    /** What goes to the pipes: a line, with its end. */
    String line() {
        return kind + " \"" + name + "\" " + what + " " + priority + "\n";
    }
}
