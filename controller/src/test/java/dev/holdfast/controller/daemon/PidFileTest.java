package dev.holdfast.controller.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    private static final String OWN = Long.toString(ProcessHandle.current().pid());

    @TempDir
    Path directory;

    private static StartFailure refusal(Path path) {
        return catchThrowableOfType(StartFailure.class, () -> PidFile.take(path));
    }

    @Test
    void holdsTheProcesssNumberUntilItIsClosed() throws Exception {
        Path path = directory.resolve("holdfast.pid");
        PidFile file = PidFile.take(path);
        assertThat(path).hasContent(OWN + "\n");

        file.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void aSecondCopyIsRefusedWithTheNumberOfTheFirst() throws Exception {
        Path path = directory.resolve("holdfast.pid");
        PidFile first = PidFile.take(path);

        StartFailure refused = refusal(path);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.line())
                .isEqualTo("already running as process " + OWN + ": " + path
                        + " is locked (stop that one, or give this one another file with -p)");
        assertThat(path).as("the first one's file is left alone").hasContent(OWN + "\n");
        first.close();
    }

    @Test
    void afterTheFirstIsClosedAnotherMayTakeIt() throws Exception {
        Path path = directory.resolve("holdfast.pid");
        PidFile.take(path).close();
        PidFile again = PidFile.take(path);

        assertThat(path).hasContent(OWN + "\n");
        again.close();
    }

    @Test
    void aFileLeftBehindByACrashIsTakenOver() throws Exception {
        Path path = directory.resolve("holdfast.pid");
        Files.writeString(path, "123456789012345\n");
        PidFile file = PidFile.take(path);

        assertThat(path).hasContent(OWN + "\n");
        file.close();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldInOneLine() {
        Path path = directory.resolve("missing").resolve("holdfast.pid");

        StartFailure refused = refusal(path);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.line())
                .isEqualTo("cannot write the PID file " + path
                        + ": there is no such directory (expected a file this user may write; -p names another)");
        assertThat(refusal(directory).line())
                .startsWith("cannot use " + directory + " as PID file: it is no regular file");
    }
}
