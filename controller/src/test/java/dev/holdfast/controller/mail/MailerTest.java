package dev.holdfast.controller.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.notify.Notification;
import dev.holdfast.controller.notify.Notification.Kind;
import dev.holdfast.controller.notify.Notification.What;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a real server, though a small one. */
@Timeout(120)
class MailerTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T00:35:02Z"), ZoneOffset.UTC);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private volatile String recipientReply = "250 ok";
    private ServerSocket server;
    private EventBus bus;
    private Mailer mailer;

    @BeforeEach
    void start() throws Exception {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "mail server");
        thread.setDaemon(true);
        thread.start();
        bus = EventBus.start(
                Clock.systemUTC(),
                () -> List.of(stamped -> {
                    if (stamped.event() instanceof DirectorEvent.Said said) {
                        log.add(said.line().text());
                    }
                }));
        mailer = new Mailer(bus, "here.example", CLOCK);
    }

    @AfterEach
    void stop() throws IOException {
        mailer.close();
        bus.close();
        server.close();
    }

    @Test
    void speaksAndWordsAsKeepalived() throws Exception {
        apply("router_id RID\nsmtp_helo_name hello.example\nnotification_email_from from@example.org", "");

        mailer.tell(new Notification(Kind.INSTANCE, "A", What.BACKUP, 100));
        mailer.tell(new Notification(Kind.INSTANCE, "A", What.STOP, 100));
        mailer.tell(new Notification(Kind.GROUP, "G", What.MASTER, 0));

        awaitLines(
                "HELO hello.example",
                "MAIL FROM:<from@example.org>",
                "RCPT TO:<a@example.org>",
                "RCPT TO:<b@example.org>",
                "DATA",
                "Date: Sun, 29 Nov 2026 00:35:02 +0000",
                "From: from@example.org",
                "Subject: [RID] VRRP Instance A - Entering BACKUP state",
                "X-Mailer: Holdfast",
                "To: a@example.org, b@example.org",
                "",
                "=> VRRP Instance is no longer owning VRRP VIPs <=",
                "",
                ".",
                "QUIT",
                "HELO hello.example");
        skipTo("DATA");
        skipTo("Subject: [RID] VRRP Group G - Entering MASTER state");
        skipTo("=> All VRRP group instances are now in MASTER state <=");
    }

    @Test
    void faultsAndServersOnlyWhereTheyAreWanted() throws Exception {
        apply("no_email_faults", """
                virtual_server 192.0.2.1 80 {
                    protocol TCP
                    smtp_alert
                    real_server 192.0.2.5 80 {
                        smtp_alert off
                    }
                    real_server 192.0.2.6 80 {
                    }
                }
                """);
        String virtual = "[192.0.2.1]:tcp:80";

        mailer.tell(new Notification(Kind.INSTANCE, "A", What.FAULT, 100));
        mailer.tellServers(
                new DirectorEvent.RealServerChanged("[192.0.2.5]:tcp:80", virtual, RealServerChange.REMOVED));
        mailer.tellServers(
                new DirectorEvent.RealServerChanged("[192.0.2.6]:tcp:80", virtual, RealServerChange.REMOVED));
        mailer.tellServers(new DirectorEvent.QuorumChanged(virtual, false, false, 1, 0, 0));

        skipTo("MAIL FROM:<keepalived@here.example>");
        awaitSubject("[here.example] Realserver [192.0.2.6]:tcp:80 of virtual server " + virtual + " - DOWN");
        awaitSubject("[here.example] Virtualserver " + virtual + " - DOWN");
    }

    @Test
    void aRefusalIsSaidAndTheNextIsTriedAgain() throws Exception {
        apply("", "");
        recipientReply = "550 nobody";
        mailer.tell(new Notification(Kind.INSTANCE, "A", What.MASTER, 100));
        skipTo("RCPT TO:<a@example.org>");
        while (log.stream().noneMatch(line -> line.contains("it answered 550 nobody"))) {
            Thread.onSpinWait();
        }
        recipientReply = "250 ok";
        mailer.tell(new Notification(Kind.INSTANCE, "A", What.BACKUP, 100));

        awaitSubject("[here.example] VRRP Instance A - Entering BACKUP state");
    }

    private void awaitSubject(String subject) throws InterruptedException {
        String line = next();
        while (!line.startsWith("Subject: ")) {
            line = next();
        }
        assertThat(line).isEqualTo("Subject: " + subject);
    }

    private void skipTo(String wanted) throws InterruptedException {
        while (!next().equals(wanted)) {
            // Fails when there is no more.
        }
    }

    private void awaitLines(String... lines) throws InterruptedException {
        for (String line : lines) {
            assertThat(next()).isEqualTo(line);
        }
    }

    private String next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(60, TimeUnit.SECONDS), "nothing more within 60 s");
    }

    private void apply(String globals, String more) {
        String text = "global_defs {\nsmtp_server 127.0.0.1 " + server.getLocalPort()
                + "\nnotification_email {\na@example.org\nb@example.org\n}\n" + globals
                + "\n}\nvrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.100\n}\n}\n"
                + more;
        Configuration configuration = Objects.requireNonNull(KeepalivedConf.read(
                        Sources.FILE,
                        new ReadOptions("x", Sources.EVERYTHING_IS_THERE),
                        new Sources().with(Sources.FILE.toString(), text))
                .configuration());
        mailer.apply(configuration);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                converse(socket);
            } catch (IOException e) {
                // The client, or the test, is gone.
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = socket.getOutputStream();
        reply(out, "220 here");
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            if (data) {
                data = !line.equals(".");
                if (!data) {
                    reply(out, "250 ok");
                }
            } else if (line.equals("DATA")) {
                data = true;
                reply(out, "354 go on");
            } else {
                reply(out, line.startsWith("RCPT") ? recipientReply : line.equals("QUIT") ? "221 bye" : "250 ok");
            }
        }
    }

    private static void reply(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
