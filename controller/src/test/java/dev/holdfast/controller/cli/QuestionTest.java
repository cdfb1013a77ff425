package dev.holdfast.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class QuestionTest {
    private static final String[] WORDS = {
        "--json", "-p", "--pid", "a.pid", "VI_1", "", "-", "--", "-h", "--help", "-x", "--pid=b", "-pb", "@a", "status",
        "'q'"
    };
    private static final int LINES = 20_000;

    @Test
    void plainFormsAreRead() {
        assertThat(Question.of("status")).isEqualTo(new Question(null, "status text", false));
        assertThat(Question.of("status", "-p", "/run/a.pid", "--json"))
                .isEqualTo(new Question(Path.of("/run/a.pid"), "status json", false));
        assertThat(Question.of("failover", "VI_1")).isEqualTo(new Question(null, "failover VI_1", true));
        assertThat(Question.of("failover", "VI_1", "--pid", "a"))
                .isEqualTo(new Question(Path.of("a"), "failover VI_1", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "status -h",
                "status -p",
                "status x",
                "status --json --json",
                "failover",
                "failover a b"
            })
    void theRestIsPicoclis(String line) {
        assertThat(Question.of(line.split(" ", -1))).isNull();
    }

    /** What is read without picocli means what picocli reads. */
    @Test
    void whatIsReadMeansTheSameToPicocli() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        CommandLine picocli = HoldfastCommand.commandLine();
        int read = 0;
        for (int i = 0; i < LINES; i++) {
            String[] line = new String[1 + random.nextInt(5)];
            line[0] = random.nextBoolean() ? "status" : "failover";
            for (int j = 1; j < line.length; j++) {
                line[j] = WORDS[random.nextInt(WORDS.length)];
            }
            Question question = Question.of(line);
            if (question != null) {
                read++;
                assertThat(readByPicocli(picocli, line))
                        .as("%s, -Dseed=%d", Arrays.toString(line), seed)
                        .isEqualTo(question);
            }
        }
        assertThat(read).isGreaterThan(LINES / 100);
    }

    private static Question readByPicocli(CommandLine picocli, String... line) {
        Object command = picocli.parseArgs(line).subcommand().commandSpec().userObject();
        return command instanceof StatusCommand status ? status.question() : ((FailoverCommand) command).question();
    }
}
