package dev.holdfast.controller.mail;

import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.notify.Notification;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What one mail says, worded as keepalived 2.2.7 words it.
 *
 * @param subject what it is about, without the router's name
 * @param text what it says
 */
record Mail(String subject, String text) {
    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    /** The mail of an instance or a sync group; empty for what no mail is sent of. */
    static Optional<Mail> of(Notification notification) {
        String state = notification.what().name();
        return switch (notification.what()) {
            case MASTER, BACKUP, FAULT ->
                Optional.of(
                        switch (notification.kind()) {
                            case INSTANCE ->
                                new Mail(
                                        "VRRP Instance " + notification.name() + " - Entering " + state + " state",
                                        notification.what() == Notification.What.MASTER
                                                ? "=> VRRP Instance is now owning VRRP VIPs <="
                                                : "=> VRRP Instance is no longer owning VRRP VIPs <=");
                            case GROUP ->
                                new Mail(
                                        "VRRP Group " + notification.name() + " - Entering " + state + " state",
                                        "=> All VRRP group instances are now in " + state + " state <=");
                        });
            case STOP, DELETED, MASTER_RX_LOWER_PRI, MASTER_PRIORITY, BACKUP_PRIORITY -> Optional.empty();
        };
    }

    /** The mail of a real server that went up or down. */
    static Mail of(DirectorEvent.RealServerChanged changed, boolean up) {
        return new Mail(
                "Realserver " + changed.realServer() + " of virtual server " + changed.virtualServer() + " - "
                        + (up ? "UP" : "DOWN"),
                "=> CHECK " + (up ? "succeed" : "failed") + " on service <=");
    }

    /** The mail of a virtual server whose quorum was lost or reached again. */
    static Mail of(DirectorEvent.QuorumChanged changed) {
        return new Mail(
                "Virtualserver " + changed.virtualServer() + " - " + (changed.gained() ? "UP" : "DOWN"),
                "=> " + (changed.gained() ? "Gained" : "Lost") + " quorum " + changed.quorum() + "+"
                        + changed.hysteresis() + ", weight " + changed.weightUp() + " <=");
    }

    /** Everything between DATA and the final dot (RFC 5321 section 4.1.1.4), whose lines are those of RFC 5322. */
    String message(MailSettings settings, ZonedDateTime now) {
        return String.join(
                "\r\n",
                "Date: " + DATE.format(now),
                "From: " + settings.from(),
                "Subject: [" + settings.routerId() + "] " + subject,
                "X-Mailer: Holdfast",
                "To: " + String.join(", ", settings.to()),
                "",
                text,
                "",
                "");
    }
}
