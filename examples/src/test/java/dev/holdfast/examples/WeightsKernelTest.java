package dev.holdfast.examples;

import dev.holdfast.examples.SideBySide.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What programs (MISC_CHECK with misc_dynamic) and files (FILE_CHECK) make of the weights of real servers, by Holdfast and by keepalived.
 */
@Tag("ipvs-kernel")
@Timeout(900)
class WeightsKernelTest {
    private static final String DYNAMIC = """
            MISC_CHECK {
            misc_path PROGRAM
            misc_dynamic
            misc_timeout 8
            retry 2
            delay_before_retry 1
            warmup 0
            log_all_failures
            }
            """;

    @TempDir
    private Path directory;

    private void write(String name, Object content) {
        try {
            Files.writeString(directory.resolve(name), content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String trackFile(String name) {
        return "track_file " + name + " {\nfile " + directory.resolve(name) + "\n}\n";
    }

    private static String file(String name, String lines) {
        return "FILE_CHECK {\ntrack_file " + name + "\n" + lines + "\n}\n";
    }

    private static String server(int number, int weight, String... checks) {
        return "real_server 10.1.0." + number + " 80 {\nweight " + weight + "\n" + String.join("", checks) + "}\n";
    }

    private static String service(int number, String... servers) {
        return "virtual_server 10.9.0." + number
                + " 80 {\ndelay_loop 2\nlb_algo wrr\nlb_kind NAT\nprotocol TCP\n"
                // Keeps the quorum, whatever becomes of the others.
                + server(99, 1)
                + String.join("", servers) + "}\n";
    }

    /** What is written into a file, and what keepalived says when it is through with it. */
    private record Step(String file, Object content, String until) {}

    private void play(String name, String configuration, String first, List<Step> steps) {
        try (SideBySide both = new SideBySide(name)) {
            both.start("global_defs {\nscript_user root\n}\n" + configuration);
            both.compare("start", first, Order.NONE);
            for (Step step : steps) {
                write(step.file(), step.content());
                both.compare(step.file() + " says " + step.content(), step.until(), Order.NONE);
            }
            both.assertSame();
        }
    }

    /** Without signals, which Java does not tell from statuses above 128. */
    @Test
    void byPrograms() throws IOException {
        write("status", 0);
        Path program = directory.resolve("program");
        Files.writeString(
                program, """
                #!/bin/sh
                read -r status <STATUS
                case $status in
                    hang) sleep 60 ;;
                    *) exit "$status" ;;
                esac
                """.replace("STATUS", directory.resolve("status").toString()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        String dynamic = DYNAMIC.replace("PROGRAM", program.toString());
        play(
                "weights-programs",
                service(1, server(11, 10, dynamic), server(12, 4, "inhibit_on_failure\n", dynamic)),
                "0.12.*succeeded",
                List.of(
                        // Two less than the status; 0 is the configured weight, and so is 12.
                        new Step("status", 2, "to 0 for active .*0.11"),
                        new Step("status", 12, "to 10 for active .*0.11"),
                        new Step("status", 255, "to 253 for active .*0.11"),
                        // What fails takes its weight with it, without a word.
                        new Step("status", 1, "Removing .*0.11"),
                        new Step("status", 0, "Adding .*0.11"),
                        new Step("status", 7, "to 5 for active .*0.11"),
                        new Step("status", 1, "Removing .*0.11"),
                        new Step("status", 7, "Adding .*0.11"),
                        // Where something is added 2.2.7 keeps it when the time is up, and adds what comes next to it.
                        new Step("status", 0, "to 10 for active .*0.11"),
                        new Step("status", "hang", "Removing .*0.11"),
                        new Step("status", 32, "Adding .*0.11"),
                        new Step("status", 1, "Removing .*0.11"),
                        new Step("status", 12, "Adding .*0.11")));
    }

    /** Not {@code weight 0 reverse}, where keepalived 2.2.7 does not go by the file until it changes. */
    @Test
    void byFiles() {
        List.of("one", "two", "none").forEach(name -> write(name, 0));
        String configuration = trackFile("one")
                + trackFile("two")
                + trackFile("none")
                + service(
                        1,
                        server(11, 10, file("one", "weight 1")),
                        server(12, 20, file("one", "weight 3 reverse"), file("two", "weight 10")),
                        server(13, 7, file("none", "weight 0")),
                        server(14, 8, "inhibit_on_failure\n", file("none", "weight 0"), file("one", "weight 1")));
        play(
                "weights-files",
                configuration,
                "Gained quorum",
                List.of(
                        new Step("one", 4, "to 14 for active .*0.11"),
                        new Step("two", -1, "to -?\\d+ for active .*0.12"),
                        new Step("one", -3, "to 7 for active .*0.11"),
                        new Step("two", 2, "to -?\\d+ for active .*0.12"),
                        // Less than nothing is nothing.
                        new Step("one", -50, "to 0 for active .*0.11"),
                        new Step("one", 50, "to 60 for active .*0.11"),
                        new Step("two", 20, "to 70 for active .*0.12"),
                        new Step("none", 1, "Removing .*0.13"),
                        new Step("one", 5, "to 15 for active .*0.11"),
                        new Step("none", 0, "Adding .*0.13"),
                        new Step("none", -1, "Removing .*0.13"),
                        new Step("none", 0, "Adding .*0.13"),
                        new Step("one", 0, "to 10 for active .*0.11")));
    }
}
