package dev.holdfast.controller.mail;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.global.MailAlerts;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.notify.Notification;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.smtp.SMTPClient;
import org.apache.commons.net.smtp.SMTPReply;

/**
 * Sends mail (keepalived.conf(5), {@code smtp_server}, {@code smtp_alert}), one after the other on a thread of its own. Whoever has
 * something to tell never waits: while a server does not answer, as many wait as the queue holds, and later ones are dropped, which
 * is said. A mail that fails is not tried again, as with keepalived.
 */
public final class Mailer implements AutoCloseable {
    private static final int CAPACITY = 200;
    private static final long CLOSE_SECONDS = 3;

    private final EventBus bus;
    private final String hostName;
    private final Clock clock;
    private final ThreadPoolExecutor thread;
    private volatile Settled settled = new Settled(Optional.empty(), false, MailedServers.NONE);

    private record Settled(Optional<MailSettings> settings, boolean noFaults, MailedServers servers) {}

    /**
     * One that sends nothing before {@link #apply}.
     *
     * @param hostName this machine's name
     */
    public Mailer(EventBus bus, String hostName, Clock clock) {
        this.bus = bus;
        this.hostName = hostName;
        this.clock = clock;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(CAPACITY),
                task -> {
                    Thread made = new Thread(task, "mail");
                    made.setDaemon(true);
                    return made;
                },
                (task, executor) -> {
                    if (!executor.isShutdown()) {
                        say(Severity.WARNING, "a mail is not sent: " + CAPACITY + " wait for the server already");
                    }
                });
    }

    /** Uses what this configuration says of mail from now on. */
    public void apply(Configuration configuration) {
        MailAlerts alerts = configuration.globals().alerts();
        settled = new Settled(
                MailSettings.of(configuration.globals(), hostName), alerts.noFaults(), MailedServers.of(configuration));
    }

    /** Tells of an instance or a sync group that wants mail. */
    public void tell(Notification notification) {
        if (!(settled.noFaults() && notification.what() == Notification.What.FAULT)) {
            Mail.of(notification).ifPresent(this::send);
        }
    }

    /** Tells of a virtual or a real server, if it wants mail; of other events there is none. */
    public void tellServers(DirectorEvent event) {
        settled.servers().mail(event).ifPresent(this::send);
    }

    private void send(Mail mail) {
        Optional<MailSettings> settings = settled.settings();
        if (settings.isPresent()) {
            ZonedDateTime now = ZonedDateTime.now(clock);
            thread.execute(() -> deliver(settings.get(), mail, now));
        }
    }

    private void deliver(MailSettings settings, Mail mail, ZonedDateTime now) {
        String server = "[" + settings.server() + "]:" + settings.port();
        try {
            converse(settings, server, mail.message(settings, now));
            say(Severity.INFO, "SMTP alert successfully sent.");
        } catch (IOException | IllegalArgumentException e) {
            say(
                    Severity.WARNING,
                    "SMTP alert '" + mail.subject() + "' was not sent by " + server + ": " + e.getMessage());
        }
    }

    private void converse(MailSettings settings, String server, String message) throws IOException {
        Duration limit = Duration.ofNanos(settings.timeoutNanos());
        SMTPClient client = new SMTPClient("UTF-8");
        client.setConnectTimeout((int) limit.toMillis());
        client.setDefaultTimeout((int) limit.toMillis());
        try {
            client.connect(settings.server(), settings.port());
            require(SMTPReply.isPositiveCompletion(client.getReplyCode()), client);
            say(Severity.DETAIL, "Remote SMTP server " + server + " connected.");
            require(SMTPReply.isPositiveCompletion(client.helo(settings.helo())), client);
            require(client.setSender(address(settings.from())), client);
            for (String to : settings.to()) {
                require(client.addRecipient(address(to)), client);
            }
            require(client.sendShortMessageData(message), client);
            client.logout();
        } finally {
            if (client.isConnected()) {
                client.disconnect();
            }
        }
    }

    private static void require(boolean accepted, SMTPClient client) throws IOException {
        if (!accepted) {
            String reply = client.getReplyString();
            throw new IOException("it answered " + (reply == null ? "nothing" : reply.strip()));
        }
    }

    /** Of {@code Name <address>} only the address. */
    private static String address(String text) {
        int start = text.indexOf('<');
        int end = text.indexOf('>', start + 1);
        return start >= 0 && end > start ? text.substring(start + 1, end) : text;
    }

    /** Sends what waits, but not for long. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                int left = thread.shutdownNow().size();
                say(Severity.WARNING, "mail is not sent (" + (left + 1) + "): the server takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(Severity severity, String line) {
        bus.say(Part.DIRECTOR, severity, line);
    }
}
