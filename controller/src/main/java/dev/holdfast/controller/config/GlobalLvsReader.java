package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.LvsDefaults;
import dev.holdfast.controller.config.global.LvsDefaults.FlushOnStop;
import dev.holdfast.controller.config.global.SyncDaemon;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of global_defs about IPVS. */
final class GlobalLvsReader {
    private final Entries entries;
    private final Problems problems;
    private int tcp;
    private int tcpFin;
    private int udp;

    GlobalLvsReader(Entries entries, Problems problems) {
        this.entries = entries;
        this.problems = problems;
    }

    LvsDefaults read() {
        entries.all("lvs_timeouts").forEach(this::timeouts);
        return new LvsDefaults(
                syncDaemon(),
                tcp,
                tcpFin,
                udp,
                entries.has("lvs_flush"),
                flushOnStop(),
                entries.flag("rs_init_notifies", false));
    }

    private FlushOnStop flushOnStop() {
        FlushOnStop found = FlushOnStop.NOTHING;
        for (String keyword : List.of("lvs_flush_on_stop", "lvs_flush_onstop")) {
            for (Statement statement : entries.all(keyword)) {
                if (statement.arguments().isEmpty()) {
                    found = FlushOnStop.EVERYTHING;
                } else if (statement.text(0).equals("VS")) {
                    found = FlushOnStop.VIRTUAL_SERVERS;
                } else {
                    String what = keyword + " " + statement.text(0);
                    problems.error(statement.at(0), "bad-value", what, "VS or nothing", "it is ignored");
                }
            }
        }
        return found;
    }

    private void timeouts(Statement statement) {
        List<Word> words = statement.arguments();
        if (words.size() < 2) {
            problems.error(
                    statement.at(0), "missing-argument", "lvs_timeouts", "tcp, tcpfin or udp SECONDS", "it is ignored");
            return;
        }
        for (int i = 0; i < words.size(); i++) {
            Word option = words.get(i);
            boolean known = List.of("tcp", "tcpfin", "udp").contains(option.text());
            if (!known || i + 1 == words.size()) {
                problems.error(
                        option,
                        "unknown-option",
                        "lvs_timeouts " + option,
                        "tcp, tcpfin or udp SECONDS",
                        "it is ignored");
                continue;
            }
            Word value = words.get(++i);
            OptionalLong seconds = Numbers.within(value.text(), 0, LvsDefaults.MOST_TIMEOUT_SECONDS);
            if (seconds.isEmpty()) {
                String expected = "0.." + LvsDefaults.MOST_TIMEOUT_SECONDS;
                problems.error(value, "bad-value", "lvs_timeouts " + option + " " + value, expected, "it is ignored");
                continue;
            }
            switch (option.text()) {
                case "tcp" -> tcp = (int) seconds.getAsLong();
                case "tcpfin" -> tcpFin = (int) seconds.getAsLong();
                default -> udp = (int) seconds.getAsLong();
            }
        }
    }

    private @Nullable SyncDaemon syncDaemon() {
        List<Statement> all = entries.all("lvs_sync_daemon");
        if (all.isEmpty()) {
            return null;
        }
        for (Statement more : all.subList(1, all.size())) {
            problems.error(more.word(), "repeated-keyword", "lvs_sync_daemon a second time", "one", "the first counts");
        }
        return new SyncDaemonLine(all.get(0)).read();
    }

    /** One lvs_sync_daemon. */
    private final class SyncDaemonLine {
        private final Statement statement;
        private @Nullable String instance;
        private @Nullable Integer syncId;
        private int maxlen;
        private int port;
        private int ttl;
        private @Nullable InetAddress group;

        SyncDaemonLine(Statement statement) {
            this.statement = statement;
        }

        SyncDaemon read() {
            List<Word> words = statement.arguments();
            int i = 1;
            if (i < words.size() && !isOption(words.get(i).text())) {
                instance = words.get(i++).text();
                if (i < words.size() && words.get(i).text().matches("[0-9]+")) {
                    problems.warning(
                            words.get(i),
                            "deprecated",
                            "lvs_sync_daemon " + words.get(i),
                            "id NUMBER",
                            "it is taken for the id");
                    syncId = number(words.get(i), words.get(i++), 0, 255);
                }
            }
            while (i < words.size()) {
                Word option = words.get(i++);
                if (!isOption(option.text())) {
                    problems.error(
                            option,
                            "unknown-option",
                            "lvs_sync_daemon " + option,
                            "id, maxlen, port, ttl or group",
                            "it is ignored");
                } else if (i == words.size()) {
                    problems.error(
                            option,
                            "missing-argument",
                            "lvs_sync_daemon " + option,
                            option + " VALUE",
                            "it is ignored");
                } else {
                    take(option, words.get(i++));
                }
            }
            return new SyncDaemon(statement.text(0), instance, syncId, maxlen, port, ttl, group);
        }

        private static boolean isOption(String text) {
            return List.of("inst", "id", "maxlen", "port", "ttl", "group").contains(text);
        }

        private void take(Word option, Word value) {
            switch (option.text()) {
                case "inst" -> instance = value.text();
                case "id" -> syncId = number(option, value, 0, 255);
                case "maxlen" -> maxlen = orZero(number(option, value, 1, SyncDaemon.MOST_PACKET_BYTES));
                case "port" -> port = orZero(number(option, value, 1, 65_535));
                case "ttl" -> ttl = orZero(number(option, value, 1, 255));
                default -> {
                    group = Addresses.parse(value.text());
                    if (group == null || !group.isMulticastAddress()) {
                        group = null;
                        problems.error(
                                value,
                                "bad-address",
                                "lvs_sync_daemon group " + value,
                                "a multicast address",
                                "it is ignored");
                    }
                }
            }
        }

        private int orZero(@Nullable Integer number) {
            return number == null ? 0 : number;
        }

        private @Nullable Integer number(Word option, Word value, int least, int most) {
            OptionalLong number = Numbers.within(value.text(), least, most);
            if (number.isEmpty()) {
                problems.error(
                        value,
                        "bad-value",
                        "lvs_sync_daemon " + option + " " + value,
                        least + ".." + most,
                        "it is ignored");
                return null;
            }
            return (int) number.getAsLong();
        }
    }
}
