package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code auth_hmac} between two of Holdfast, since keepalived has it only from 2.4 on: every mode with either replay mode over either
 * IP, each an instance of its own, versions and unicast mixed.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class HmacIT {
    private static final String OLD_KEY = "5f3b".repeat(16);
    private static final String NEW_KEY = "the-new-key-has-32-bytes-or-more";
    private static final String OTHER_KEY = "another-key-that-the-peer-has-not";
    private static final int TRAILER_BYTES = 28;

    /** How an advert that is not taken is spoken of. */
    private static final Pattern REJECTED = Pattern.compile("HMAC|old advert|invalid|expect");

    /** An instance's protection; {@code mode} is that of the backup. */
    private record Protection(Way way, String mode, String antiReplay) {
        /** A master of a backup that only receives has to send something. */
        String modeOf(int host) {
            return host == 1 && mode.equals("receive-only") ? "permissive" : mode;
        }

        String instance(int priority, int host, String keys) {
            return way.instance(priority, host, """
                    auth_hmac {
                        %s
                        anti_replay %s
                        mode %s
                    }
                    """.formatted(keys, antiReplay, modeOf(host)));
        }
    }

    private static final List<Protection> PROTECTIONS = protections();

    private static List<Protection> protections() {
        List<Protection> all = new ArrayList<>();
        for (String mode : List.of("enforce", "permissive", "receive-only")) {
            for (String antiReplay : List.of("time", "monotonic")) {
                for (boolean ipv6 : new boolean[] {false, true}) {
                    int vrid = all.size() + 1;
                    Way way = new Way(vrid, 2 + vrid / 2 % 2, ipv6, vrid / 3 % 2 == 0, "");
                    all.add(new Protection(way, mode, antiReplay));
                }
            }
        }
        return List.copyOf(all);
    }

    @BeforeAll
    static void requirePrograms() {
        Programs.require();
        RealKernel.requireProgram("tshark");
    }

    @Test
    void keysRotateAndNothingOldOrForeignIsBelieved() {
        try (Stage stage = new Stage("hmac")) {
            stage.a().addIpv6(1);
            stage.b().addIpv6(2);
            String newKey = "file:" + write(stage.emptyDirectory("key").resolve("new"), NEW_KEY);
            List<String> rotation = List.of(
                    "key 1 hex:" + OLD_KEY + "\nactive_key 1",
                    "key 1 hex:" + OLD_KEY + "\nkey 2 " + newKey + "\nactive_key 1",
                    "key 1 hex:" + OLD_KEY + "\nkey 2 " + newKey + "\nactive_key 2",
                    "key 2 " + newKey + "\nactive_key 2");
            Director master = stage.start(HOLDFAST, stage.a(), configuration(200, 1, rotation.get(0)));
            awaitRole(stage, master, "MASTER");
            Director backup = stage.start(HOLDFAST, stage.b(), configuration(100, 2, rotation.get(0)));
            awaitRole(stage, backup, "BACKUP");
            awaitKey(stage, 1);

            for (int i = 1; i < rotation.size(); i++) {
                backup.reload(configuration(100, 2, rotation.get(i)));
                stage.awaitLogged(backup, "(?s)(Reload complete.*){" + i + "}");
                master.reload(configuration(200, 1, rotation.get(i)));
                awaitKey(stage, i < 2 ? 1 : 2);
            }
            assertThat(roles(master)).hasSize(PROTECTIONS.size());
            assertThat(roles(backup)).hasSize(PROTECTIONS.size());
            assertNothingRejected(master);
            assertNothingRejected(backup);
            assertThat(dissectedBesidesTheTrailer(stage)).isGreaterThan(PROTECTIONS.size());

            nothingOldIsBelieved(stage, master, backup);
            Director foreigner = nothingForeignIsBelieved(stage, backup);
            assertThat(backup.stop()).isZero();
            assertThat(foreigner.stop()).isZero();
            noKeyIsToldOf(stage, rotation, List.of(master, backup, foreigner));
        }
    }

    /** The master is gone; its last adverts, sent again and again, make nobody believe that it is not. */
    private static void nothingOldIsBelieved(Stage stage, Director master, Director backup) {
        List<Frame> last = List.copyOf(lastAdverts(stage).values());
        assertThat(last).hasSize(PROTECTIONS.size());
        master.crash();
        stage.await("every instance of " + backup + " takes over from a recording", () -> {
            stage.deliver(stage.b(), last);
            return roles(backup).values().stream().allMatch("BACKUP MASTER"::equals);
        });
        for (Protection one : PROTECTIONS) {
            String name = one.way().name();
            stage.awaitLogged(backup, "\\(" + name + "\\) HMAC with a sequence that does not grow");
        }
        stage.deliver(stage.b(), last);
    }

    /** Somebody with another key under the same number is heard by nobody. */
    private static Director nothingForeignIsBelieved(Stage stage, Director backup) {
        Director foreigner =
                stage.start(HOLDFAST, stage.a(), configuration(200, 1, "key 2 " + OTHER_KEY + "\nactive_key 2"));
        awaitRole(stage, foreigner, "MASTER");
        for (Protection one : PROTECTIONS) {
            String doesNotFit = "\\(" + one.way().name() + "\\) HMAC of key 2 does not fit";
            stage.awaitLogged(backup, doesNotFit);
            if (!one.mode().equals("receive-only")) {
                stage.awaitLogged(foreigner, doesNotFit);
            }
        }
        assertThat(roles(backup).values()).containsOnly("BACKUP MASTER");
        return foreigner;
    }

    /** tshark does not know the trailer; without it, it has nothing against an advert. Returns how many there were. */
    private static int dissectedBesidesTheTrailer(Stage stage) {
        List<Frame> plain = stage.recorder().frames().stream()
                .filter(frame -> protection(frame) != null)
                .map(frame -> frame.isIpv6() ? frame : frame.withoutEnd(TRAILER_BYTES))
                .toList();
        for (Dissection advert : Dissection.of(stage.directory().resolve("adverts.pcap"), plain)) {
            Protection protection = protection(advert.frame());
            if (protection != null && protection.way().hasRfc()) {
                assertThat(advert.complaints()).as("%s", protection).isEmpty();
                assertThat(advert.checksumRight()).as("%s", protection).isTrue();
            }
        }
        return plain.size();
    }

    private static void noKeyIsToldOf(Stage stage, List<String> rotation, List<Director> directors) {
        List<String> told = new ArrayList<>();
        directors.forEach(director -> told.add(director.log()));
        for (String keys : rotation) {
            Path file = write(stage.emptyDirectory("told").resolve("keepalived.conf"), configuration(200, 1, keys));
            for (String option : List.of("--print", "--json")) {
                told.add(Programs.run(
                                stage.a(),
                                List.of(Programs.holdfast().toString(), "check", option, "-f", file.toString()))
                        .output());
            }
        }
        assertThat(told).noneMatch(String::isEmpty);
        assertThat(told)
                .noneMatch(text -> text.contains(OLD_KEY) || text.contains(NEW_KEY) || text.contains(OTHER_KEY));
    }

    private static String configuration(int priority, int host, String keys) {
        StringBuilder text = new StringBuilder();
        PROTECTIONS.forEach(one -> text.append(one.instance(priority, host, keys)));
        return text.toString();
    }

    private static void awaitRole(Stage stage, Director director, String role) {
        stage.await("every instance of " + director + " is " + role, () -> {
            Map<String, String> roles = roles(director);
            return roles.size() == PROTECTIONS.size()
                    && roles.values().stream().allMatch(roleSoFar -> roleSoFar.endsWith(role));
        });
    }

    /** All roles that the instances have had. */
    private static Map<String, String> roles(Director director) {
        Map<String, String> roles = new HashMap<>();
        Pattern.compile("\\((I\\d+)\\) Entering (\\w+) STATE")
                .matcher(director.log())
                .results()
                .forEach(entered -> roles.merge(entered.group(1), entered.group(2), (had, next) -> had + " " + next));
        return roles;
    }

    private static void assertNothingRejected(Director director) {
        List<String> lines = director.log()
                .lines()
                .filter(line -> line.matches(".*\\(I\\d+\\).*"))
                .filter(REJECTED.asPredicate())
                .toList();
        assertThat(lines).as("rejected by %s", director).isEmpty();
        // Each at most one, but for the backup that every instance begins as.
        assertThat(roles(director).values()).allMatch(roles -> roles.matches("BACKUP( MASTER)?"));
    }

    /** Waits until the last advert of every instance of the master has an HMAC of this key. */
    private static void awaitKey(Stage stage, int key) {
        stage.await("every advert is signed with key " + key, () -> {
            Map<Integer, Frame> last = lastAdverts(stage);
            return last.size() == PROTECTIONS.size()
                    && last.values().stream().allMatch(frame -> trailer(frame)[0] == 1 && trailer(frame)[1] == key);
        });
    }

    private static byte[] trailer(Frame frame) {
        byte[] bytes = frame.bytes();
        return Arrays.copyOfRange(bytes, bytes.length - TRAILER_BYTES, bytes.length);
    }

    /** The last advert of each of the master's instances. */
    private static Map<Integer, Frame> lastAdverts(Stage stage) {
        String mac = stage.a().mac();
        Map<Integer, Frame> last = new HashMap<>();
        for (Frame frame : stage.recorder().frames()) {
            if (frame.source().equals(mac) && protection(frame) != null) {
                last.put(frame.vrid(), frame);
            }
        }
        return last;
    }

    private static @Nullable Protection protection(Frame frame) {
        int vrid = frame.vrid();
        return vrid >= 1 && vrid <= PROTECTIONS.size() ? PROTECTIONS.get(vrid - 1) : null;
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
