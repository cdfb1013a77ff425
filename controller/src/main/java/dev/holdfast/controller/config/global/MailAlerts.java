package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * Which mail is sent unless an instance or a server says otherwise; a null is a default that nobody gave.
 *
 * @param everything {@code smtp_alert}
 * @param vrrp {@code smtp_alert_vrrp}, over {@code smtp_alert}
 * @param checker {@code smtp_alert_checker}, over {@code smtp_alert}
 * @param noFaults {@code no_email_faults}: none of fault states
 * @param noCheckers {@code no_checker_emails}: none of single checkers, only of servers
 */
public record MailAlerts(
        @Nullable Boolean everything,
        @Nullable Boolean vrrp,
        @Nullable Boolean checker,
        boolean noFaults,
        boolean noCheckers) {
    /** Whether VRRP instances and sync groups that say nothing send mail. */
    public boolean ofVrrp() {
        return orElse(vrrp, false);
    }

    /** Whether virtual servers that say nothing send mail of their quorum. */
    public boolean ofVirtualServers() {
        return orElse(checker, false);
    }

    /** Whether real servers that say nothing send mail. */
    public boolean ofRealServers() {
        return orElse(checker, true);
    }

    private boolean orElse(@Nullable Boolean own, boolean otherwise) {
        if (own != null) {
            return own;
        }
        return everything != null ? everything : otherwise;
    }
}
