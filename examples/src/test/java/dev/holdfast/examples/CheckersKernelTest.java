package dev.holdfast.examples;

import static dev.holdfast.examples.MailServers.CLOSE;
import static dev.holdfast.examples.MailServers.GOODBYE;
import static dev.holdfast.examples.MailServers.GREETING;
import static dev.holdfast.examples.MailServers.HEAR;
import static dev.holdfast.examples.MailServers.HELLO;
import static dev.holdfast.examples.MailServers.RESET;
import static dev.holdfast.examples.MailServers.SILENCE;
import static dev.holdfast.examples.MailServers.SLOWLY;

import dev.holdfast.examples.SideBySide.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkers of Holdfast and of keepalived, side by side: what fails is said in the same words and has the same consequences. */
@Tag("ipvs-kernel")
@Timeout(700)
class CheckersKernelTest {
    private static final int REFUSED = 11;
    private static final int FILTERED = 12;
    private static final int UNREACHABLE = 13;
    private static final int WELL = 10;

    /** Those that do harm on the way, and those that are only odd. */
    private static final Map<Integer, List<String>> FAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry(14, List.of("554 go away\r\n", SILENCE)),
            Map.entry(15, List.of("421 later\r\n", CLOSE)),
            Map.entry(16, List.of(CLOSE)),
            Map.entry(17, List.of(SILENCE)),
            Map.entry(18, List.of("220 mai", CLOSE)),
            Map.entry(19, List.of(GREETING, HEAR, "550 no\r\n", SILENCE)),
            Map.entry(20, List.of(GREETING, HEAR, CLOSE)),
            Map.entry(21, List.of(GREETING, HEAR, SILENCE)),
            Map.entry(22, List.of(GREETING, HEAR, RESET)),
            Map.entry(23, List.of(GREETING, HEAR, "250 hel", CLOSE)),
            Map.entry(24, List.of(GREETING, HEAR, HELLO, HEAR, CLOSE)),
            Map.entry(25, List.of(GREETING, HEAR, HELLO, HEAR, SILENCE)),
            Map.entry(26, List.of(GREETING, HEAR, HELLO, HEAR, RESET)),
            Map.entry(27, List.of("220x mail\r\n", SILENCE)),
            Map.entry(28, List.of("\r\n", GREETING, SILENCE)),
            // Answers to what was not asked yet.
            Map.entry(29, List.of(GREETING + HELLO + GOODBYE, SILENCE))));

    private static final Map<Integer, List<String>> ODDITIES = Map.of(
            40, List.of(GREETING, HEAR, HELLO, HEAR, "500 what\r\n", HEAR),
            41, List.of("220 mail\n", HEAR, "250 hello\n", HEAR, "221 goodbye\n", HEAR),
            42, List.of(SLOWLY, GREETING, HEAR, HELLO, HEAR, GOODBYE, HEAR));

    private static String service(int port, String servers) {
        return "virtual_server 10.9.0.1 " + port + " {\ndelay_loop 4\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n" + servers
                + "}\n";
    }

    private static String server(int number, int port, String checker, String lines) {
        return "real_server 10.1.0." + number + " " + port + " {\n" + checker + " {\nwarmup 0\n" + lines + "\n}\n}\n";
    }

    private static String mailServers(List<Integer> numbers) {
        StringBuilder servers = new StringBuilder();
        for (int number : numbers) {
            // Every other one says also which failures are followed by retries.
            servers.append(server(
                    number,
                    25,
                    "SMTP_CHECK",
                    "helo_name director\nconnect_timeout 6\nretry 2\ndelay_before_retry 2\n"
                            + (number % 2 == 0 ? "log_all_failures" : "")));
        }
        return service(25, servers.toString());
    }

    private static Predicate<List<String>> everyOneSaid(List<Integer> numbers, String text) {
        return lines -> numbers.stream()
                .map(number -> Pattern.compile(text + ".*10\\.1\\.0\\." + number + "\\]"))
                .allMatch(pattern ->
                        lines.stream().anyMatch(line -> pattern.matcher(line).find()));
    }

    private static void filter(Side side, boolean faulty) {
        side.refuses(REFUSED, faulty);
        side.namespace().run("nft", "flush chain inet faults silent");
        if (faulty) {
            side.namespace()
                    .run(
                            "nft",
                            "add rule inet faults silent ip daddr 10.1.0." + FILTERED
                                    + " tcp flags & (syn | ack) == syn drop");
        }
        side.reachable(UNREACHABLE, !faulty);
    }

    @Test
    void mailServersThatFail() throws Exception {
        List<Integer> failing = new ArrayList<>(List.of(REFUSED, FILTERED, UNREACHABLE));
        failing.addAll(FAULTS.keySet());
        List<Integer> all = new ArrayList<>(List.of(WELL));
        all.addAll(failing);
        all.addAll(ODDITIES.keySet());
        Map<Integer, List<String>> faults = new TreeMap<>(FAULTS);
        faults.putAll(ODDITIES);
        List<MailServers> servers = new ArrayList<>();
        try (SideBySide both = new SideBySide("mail-servers")) {
            both.both(side -> {
                side.namespace().run("nft", "add chain inet faults silent { type filter hook input priority 0 ; }");
                filter(side, true);
                try {
                    servers.add(new MailServers(side.namespace(), faults));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            both.start(mailServers(all));
            both.compare("at the start", everyOneSaid(failing, "Removing"), Order.OF_EACH_SERVER);
            both.both(side -> filter(side, false));
            servers.forEach(each -> each.faulty(false));
            both.compare("when they are well", everyOneSaid(failing, "Adding"), Order.OF_EACH_SERVER);
            both.both(side -> filter(side, true));
            servers.forEach(each -> each.faulty(true));
            both.compare("when they fail", everyOneSaid(failing, "Removing"), Order.OF_EACH_SERVER);
            both.assertSame();
        } finally {
            for (MailServers each : servers) {
                each.close();
            }
        }
    }

    /** Which checkers try again where nobody ever answered, and what each says then. */
    @Test
    void serversThatNeverAnswered(@TempDir Path directory) throws IOException {
        String lines = "connect_timeout 2\nretry 2\ndelay_before_retry 1\n";
        // By a name that is no link, which keepalived would follow.
        String fails = "misc_path " + program(directory, "fails", "exit 1") + "\nretry 2\ndelay_before_retry 1\n";
        String hangs = "misc_path " + program(directory, "hangs", "sleep 60")
                + "\nretry 2\ndelay_before_retry 1\nmisc_timeout 1\n";
        String servers = server(11, 80, "TCP_CHECK", lines)
                + server(12, 80, "HTTP_GET", lines + "url {\npath /\nstatus_code 200\n}")
                + server(13, 80, "SMTP_CHECK", lines)
                + server(14, 53, "DNS_CHECK", lines)
                + server(15, 53, "UDP_CHECK", lines + "require_reply")
                + server(16, 80, "MISC_CHECK", fails)
                + server(17, 80, "MISC_CHECK", hangs);
        String unchecked = "real_server 10.1.0.30 80 {\n}\n";
        List<Integer> failing = List.of(11, 12, 13, 14, 15, 16, 17);
        try (SideBySide both = new SideBySide("never-answered")) {
            both.start("global_defs {\nscript_user root\n}\n" + service(80, servers + unchecked));
            both.compare("at the start", everyOneSaid(failing, "Removing"), Order.OF_EACH_SERVER);
            both.assertSame();
        }
    }

    private static Path program(Path directory, String name, String does) throws IOException {
        Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + does + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
