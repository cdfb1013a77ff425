package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The memory of a director whose configuration is large and replaced again and again: what it needs, not what it has ever needed. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class HeapIT {
    private static final int SERVERS = 4000;
    private static final int SERVERS_OF_ONE = 200;
    private static final int RELOADS = 20;
    /** A configuration of that size takes some 10 MB, and each that was replaced as much, as long as nobody clears them away. */
    private static final long MOST_MORE_KILOBYTES = 60_000;

    private static String configuration(int weight) {
        StringBuilder text = new StringBuilder();
        text.append(Protocol.V3.instance("VI_1", 51, 200, List.of("192.0.2.100/32"), ""));
        for (int first = 0; first < SERVERS; first += SERVERS_OF_ONE) {
            text.append("virtual_server 192.0.2.100 ")
                    .append(1000 + first)
                    .append(" {\ndelay_loop 600\nlb_algo rr\nlb_kind DR\n");
            for (int server = first; server < first + SERVERS_OF_ONE; server++) {
                text.append("real_server 10.1.%d.%d 80 {\nweight %d\nTCP_CHECK {\n}\n}\n"
                        .formatted(server / 200, server % 200 + 1, weight));
            }
            text.append("}\n");
        }
        return text.toString();
    }

    private static long kilobytes(Director director) {
        return ProcessUse.of(director.pid()).pssKilobytes();
    }

    private static long reloads(Director director) {
        return director.log()
                .lines()
                .filter(line -> line.contains("Reload complete"))
                .count();
    }

    @Test
    void doesNotGrowWithTheReloadsThatThereWere() throws Exception {
        try (Stage stage = new Stage("heap")) {
            Director director = stage.start(HOLDFAST, stage.a(), configuration(1));
            stage.awaitLogged(director, "Startup complete");
            stage.awaitOnlyHolder(stage.a(), "192.0.2.100");
            long before = kilobytes(director);
            IntStream.range(1, RELOADS + 1).forEach(reload -> {
                director.reload(configuration(1 + reload));
                stage.await("reload " + reload, () -> reloads(director) == reload);
            });
            System.out.printf("memory before and after %d reloads, kB: %d, %d%n", RELOADS, before, kilobytes(director));
            stage.await("no more than before", () -> kilobytes(director) < before + MOST_MORE_KILOBYTES);
            assertThat(director.log()).doesNotContain("rror in this program");
        }
    }
}
