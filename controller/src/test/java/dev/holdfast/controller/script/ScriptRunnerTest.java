package dev.holdfast.controller.script;

import static dev.holdfast.controller.script.Ending.shell;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunnerTest {
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(300);

    @TempDir
    private Path directory;

    private final List<RuntimeException> errors = new CopyOnWriteArrayList<>();
    private final ScriptRunner runner = new ScriptRunner(errors::add);

    @AfterEach
    void close() {
        runner.close();
        assertThat(errors).isEmpty();
    }

    @Test
    void argumentsComeAsTheyAre() throws Exception {
        Path out = directory.resolve("out");

        ScriptEnd end =
                run(shell("printf '[%s]' \"$@\" >\"$0\"", out.toString(), "a b", "", "$HOME", "'\"", "--", "-x", "ü"));

        assertThat(end).isEqualTo(new ScriptEnd.Exited(0, false));
        assertThat(end.succeeded()).isTrue();
        assertThat(Files.readString(out)).isEqualTo("[a b][][$HOME]['\"][--][-x][ü]");
    }

    @Test
    void theEndIsToldInWords() throws Exception {
        assertThat(run(shell("exit 3")).words()).isEqualTo("exited with status 3");
        assertThat(run(shell("exit 3")).succeeded()).isFalse();
        assertThat(run(shell("kill -SEGV $$")).words()).isEqualTo("due to signal 11");
        assertThat(run(shell("exit 255")).words()).isEqualTo("exited with status 255");
        assertThat(run(shell("exit 127")).words()).isEqualTo("exited with status 127");
    }

    /** Otherwise misc_dynamic would take the status for a weight, and a script that is being replaced would be a failed server. */
    @Test
    void aProgramThatCannotBeExecutedHasFoundNothingOut() throws Exception {
        Path program = directory.resolve("check");
        Script script =
                new Script(List.of(program.toString()), dev.holdfast.linuxnet.process.Accounts.effective(), false, "");
        assertThat(run(script).words()).isEqualTo("cannot be started: " + program + " is not there any more");
        Files.writeString(program, "exit 126\n");
        assertThat(run(script).words()).isEqualTo("cannot be started: " + program + " may not be executed");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(run(script)).isEqualTo(new ScriptEnd.Exited(126, false));
    }

    @Test
    void aFileWithoutAnInterpreterIsForTheShell() throws Exception {
        Path file = Files.writeString(directory.resolve("script"), "exit 4\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();

        assertThat(run(new Script(
                        List.of(file.toString()), dev.holdfast.linuxnet.process.Accounts.effective(), false, "")))
                .isEqualTo(new ScriptEnd.Exited(4, false));
    }

    @Test
    void nothingIsInheritedButTheEnvironment() throws Exception {
        Path out = directory.resolve("out");
        Path held = Files.writeString(directory.resolve("held"), "x");

        try (InputStream stream = Files.newInputStream(held);
                RandomAccessFile file = new RandomAccessFile(held.toFile(), "rw")) {
            assertThat(stream.read()).isEqualTo('x');
            assertThat(file.length()).isEqualTo(1);
            run(shell(
                    "ls -l /proc/$$/fd >\"$0.fd\"; readlink /proc/$$/cwd >\"$0\"; echo $PATH >>\"$0\";"
                            + " cut -d' ' -f5,6 /proc/$$/stat >>\"$0\"; echo $$ $$ >>\"$0\"",
                    out.toString()));
        }

        // The shell keeps its own redirection apart while it runs a program.
        assertThat(Files.readString(directory.resolve("out.fd")))
                .doesNotContain("held")
                .doesNotContain("socket:");
        assertThat(Files.readAllLines(directory.resolve("out.fd")).stream().filter(line -> line.contains("/dev/null")))
                .hasSizeBetween(2, 3);
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.get(0)).isEqualTo(Path.of("").toAbsolutePath().toString());
        assertThat(lines.get(1)).isEqualTo(System.getenv("PATH"));
        assertThat(lines.get(2)).as("group and session are its own").isEqualTo(lines.get(3));
    }

    @Test
    void whatHangsIsEndedWithItsChildren() throws Exception {
        Path pids = directory.resolve("pids");
        Ending ending = new Ending();

        runner.run(
                shell("(trap '' TERM; sleep 1000; sleep 1000) & echo $! >\"$0\"; wait", pids.toString()), SOON, ending);

        assertThat(ending.wasOverdue()).isTrue();
        assertThat(ending.await()).isEqualTo(new ScriptEnd.Exited(128 + 15, true));
        awaitEnd(Long.parseLong(Files.readString(pids).strip()));
    }

    @Test
    void whatIgnoresTheRequestIsKilled() throws Exception {
        Ending ending = new Ending();

        runner.run(shell("trap '' TERM; while :; do sleep 0.1; done"), SOON, ending);

        assertThat(ending.await()).isEqualTo(new ScriptEnd.Exited(128 + 9, true));
    }

    @Test
    void outputIsNobodysMemory() throws Exception {
        assertThat(run(shell("head -c 1073741824 /dev/zero; head -c 1073741824 /dev/zero >&2")))
                .isEqualTo(new ScriptEnd.Exited(0, false));
    }

    @Test
    void whatAProgramLeavesRunningIsLeftAlone() throws Exception {
        Path pid = directory.resolve("pid");

        assertThat(run(shell("sleep 1000 >/dev/null & echo $! >\"$0\"", pid.toString()))
                        .succeeded())
                .isTrue();
        runner.close();

        ProcessHandle left =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        assertThat(left.isAlive()).isTrue();
        left.destroyForcibly();
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        Path pid = directory.resolve("pid");
        Ending ending = new Ending();
        runner.run(shell("echo $$ >\"$0\"; sleep 1000", pid.toString()), ScriptRunner.UNLIMITED, ending);
        while (!Files.exists(pid) || Files.size(pid) == 0) {
            Thread.onSpinWait();
        }

        runner.close();

        awaitEnd(Long.parseLong(Files.readString(pid).strip()));
        assertThat(ending.await()).isEqualTo(new ScriptEnd.Exited(128 + 15, false));
    }

    private ScriptEnd run(Script script) throws Exception {
        Ending ending = new Ending();
        runner.run(script, ScriptRunner.UNLIMITED, ending);
        return ending.await();
    }

    private static void awaitEnd(long pid) throws Exception {
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null) {
            handle.onExit().get(60, TimeUnit.SECONDS);
        }
    }
}
