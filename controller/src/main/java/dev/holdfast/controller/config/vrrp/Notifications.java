package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.ScriptCommand;
import org.jspecify.annotations.Nullable;

/**
 * What is run when an instance or a sync group changes; a null runs nothing.
 *
 * @param any {@code notify}: at every change, after the others
 * @param master {@code notify_master}
 * @param backup {@code notify_backup}
 * @param fault {@code notify_fault}
 * @param stop {@code notify_stop}
 * @param sendDeleted {@code notify_deleted}: an instance that a reload takes away is told of as DELETED, not FAULT; instances only
 * @param deleted its script; instances only
 * @param masterReceivesLower {@code notify_master_rx_lower_pri}; instances only
 * @param priorityChanges {@code notify_priority_changes}: changes of the priority go to the pipes
 * @param mail {@code smtp_alert}: a change is told of by mail
 */
public record Notifications(
        @Nullable ScriptCommand any,
        @Nullable ScriptCommand master,
        @Nullable ScriptCommand backup,
        @Nullable ScriptCommand fault,
        @Nullable ScriptCommand stop,
        boolean sendDeleted,
        @Nullable ScriptCommand deleted,
        @Nullable ScriptCommand masterReceivesLower,
        boolean priorityChanges,
        boolean mail) {}
