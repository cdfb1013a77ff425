package dev.holdfast.controller.config;

import dev.holdfast.controller.config.vrrp.Notifications;

/** Reads the notify keywords of an instance or a sync group. */
final class NotificationsReader {
    private NotificationsReader() {}

    static Notifications read(Entries entries, GlobalDefs globals) {
        return new Notifications(
                entries.script("notify"),
                entries.script("notify_master"),
                entries.script("notify_backup"),
                entries.script("notify_fault"),
                entries.script("notify_stop"),
                entries.has("notify_deleted"),
                entries.script("notify_deleted"),
                entries.script("notify_master_rx_lower_pri"),
                entries.flag("notify_priority_changes", globals.fifos().priorityChanges()),
                entries.flag("smtp_alert", globals.alerts().ofVrrp()));
    }
}
