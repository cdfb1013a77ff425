package dev.holdfast.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StartTest {
    private static final String[] WORDS = {
        "-f",
        "--use-file",
        "-p",
        "--pid",
        "-r",
        "--vrrp_pid",
        "-c",
        "--checkers_pid",
        "-S",
        "--log-facility",
        "-i",
        "--config-id",
        "a",
        "3",
        "-n",
        "--dont-fork",
        "-l",
        "--log-console",
        "-D",
        "--log-detail",
        "-P",
        "--vrrp",
        "-C",
        "--check",
        "-I",
        "--dont-release-ipvs",
        "--syslog",
        "-nlD",
        "-PC",
        "-DnS",
        "-t",
        "-v",
        "-R",
        "-b",
        "--pid=a",
        "-fa",
        "",
        "-",
        "--",
        "@a"
    };
    private static final int LINES = 40_000;

    @ParameterizedTest
    @ValueSource(strings = {"-n -f a.conf", "-nlD -p a.pid", "run", "run --syslog -D -i lvs01"})
    void plainFormsAreRead(String line) {
        assertThat(Start.of(line.split(" ", -1))).isNotNull();
    }

    @Test
    void aStartLooksLikeThis() {
        Start start = Start.of("run", "-D", "-f", "a.conf", "-S", "3");
        assertThat(start).isNotNull();
        assertThat(values(start))
                .containsExactly(
                        true, Path.of("a.conf"), false, true, "local3", true, true, null, List.of(), false, null);
    }

    /** As getopt_long(3) has it; picocli would miss the value. */
    @Test
    void aValueMayBeACommandsName() {
        Start start = Start.of("-n", "-i", "run");
        assertThat(start).isNotNull();
        assertThat(start.options().configId()).isEqualTo("run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run -h", "-t", "-n -n", "-f", "check", "run --syslog=yes", "status", "-v", "run a"})
    void theRestIsPicoclis(String line) {
        assertThat(Start.of(line.split(" ", -1))).isNull();
    }

    /** What is read without picocli means what picocli reads. */
    @Test
    void whatIsReadMeansTheSameToPicocli() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        CommandLine picocli = HoldfastCommand.commandLine();
        int read = 0;
        for (int i = 0; i < LINES; i++) {
            String[] line = new String[random.nextInt(7)];
            for (int j = 0; j < line.length; j++) {
                line[j] = j == 0 && random.nextBoolean() ? "run" : WORDS[random.nextInt(WORDS.length)];
            }
            Start start = Start.of(line);
            if (start != null) {
                read++;
                assertThat(values(readByPicocli(picocli, line)))
                        .as("%s, -Dseed=%d", Arrays.toString(line), seed)
                        .isEqualTo(values(start));
            }
        }
        assertThat(read).isGreaterThan(LINES / 100);
    }

    private static Start readByPicocli(CommandLine picocli, String... line) {
        CommandLine.ParseResult result = picocli.parseArgs(HoldfastCommand.withFilesAttached(picocli, line));
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        Object command = result.commandSpec().userObject();
        return command instanceof RunCommand run ? run.start() : ((HoldfastCommand) command).start();
    }

    private static List<Object> values(Start start) {
        KeepalivedOptions options = start.options();
        return Arrays.asList(
                start.console(),
                options.file(),
                options.console(),
                options.detail(),
                options.facility(),
                options.routers(),
                options.checkers(),
                options.pidFile(),
                options.otherPidFiles(),
                options.keepTable(),
                options.configId());
    }
}
