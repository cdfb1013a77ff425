package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessCensusTest {
    @TempDir
    private Path proc;

    private ProcessCensus census;

    @BeforeEach
    void start() throws Exception {
        census = new ProcessCensus(
                new ProcessDirectory(proc), List.of(Processes.named("web"), Processes.command(null, "/bin/web", "-d")));
        put(10, "web", 'S', "/bin/web\0-d\0");
        put(11, "web", 'R', "/bin/web\0");
        put(12, "web", 'Z', "");
        put(13, "we) b (", 'S', "x\0");
        Files.createDirectory(proc.resolve("self"));
        Files.writeString(proc.resolve("9lives"), "");
        census.takeAll();
    }

    @Test
    void allAreLookedAtAndTheDeadDoNotCount() {
        assertThat(census.count("web")).isEqualTo(2);
        assertThat(census.count("/bin/web -d")).isEqualTo(1);
        assertThat(census.count("other")).isZero();
    }

    @Test
    void aChildIsLikeItsParentUntilItChanges() throws Exception {
        census.forked(10, 20);
        census.forked(13, 21);
        assertThat(census.count("/bin/web -d")).isEqualTo(2);

        put(20, "sh", 'S', "sh\0");
        census.look(20);
        assertThat(census.count("/bin/web -d")).isEqualTo(1);

        put(20, "web", 'S', "/bin/web\0-d\0");
        census.look(20);
        census.exited(10);
        assertThat(census.count("/bin/web -d")).isEqualTo(1);
        census.exited(20);
        assertThat(census.count("/bin/web -d")).isZero();
    }

    @Test
    void oneThatIsGoneBeforeItIsLookedAtDoesNotCount() {
        census.look(4711);
        assertThat(census.count("web")).isEqualTo(2);
    }

    @Test
    void whatWasMissedIsFoundByLookingAtAll() throws Exception {
        census.forked(10, 20);
        put(30, "web", 'S', "web\0");

        census.takeAll();

        assertThat(census.count("web")).isEqualTo(3);
    }

    private void put(int process, String name, char state, String command) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(Integer.toString(process)));
        Files.writeString(directory.resolve("stat"), process + " (" + name + ") " + state + " 1 1 1 0");
        Files.writeString(directory.resolve("cmdline"), command);
    }
}
