package dev.holdfast.controller.mail;

import dev.holdfast.controller.config.GlobalDefs;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where mail goes, and what is the same in every one.
 *
 * @param server a name or address
 * @param port 1..65535
 * @param timeoutNanos how long the server may take to answer, each time
 * @param helo what this machine calls itself
 * @param from who sends it
 * @param to who gets it, at least one
 * @param routerId how its subject begins
 */
record MailSettings(
        String server, int port, long timeoutNanos, String helo, String from, List<String> to, String routerId) {
    /** Copies the list. */
    MailSettings {
        to = List.copyOf(to);
    }

    /**
     * What global_defs says of mail; empty when there is no server, or nobody to write to.
     *
     * @param hostName this machine's name
     */
    static Optional<MailSettings> of(GlobalDefs globals, String hostName) {
        String server = globals.smtpServer();
        if (server == null || globals.notificationEmail().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MailSettings(
                server,
                globals.smtpPort(),
                globals.smtpConnectTimeoutNanos(),
                given(globals.smtpHeloName(), hostName),
                given(globals.notificationEmailFrom(), "keepalived@" + hostName),
                globals.notificationEmail(),
                given(globals.routerId(), hostName)));
    }

    private static String given(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }
}
