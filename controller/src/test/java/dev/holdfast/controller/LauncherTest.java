package dev.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, bin/holdfast, with a shell script in the place of java. */
class LauncherTest {
    /** Says where it runs, tells a launcher that waits, and ends with STATUS. */
    private static final String JAVA = """
            #!/bin/sh
            if [ -n "${HOLDFAST_READY:-}" ]; then echo background; else echo foreground; fi >>"$PLACE"
            for argument in "$@"; do printf '%s\\n' "$argument" >>"$PLACE"; done
            # Last: the launcher ends then, and with it the test that owns the directory.
            if [ -n "${HOLDFAST_READY:-}" ] && [ "${STATUS:-0}" = 0 ]; then echo ready >"$HOLDFAST_READY"; fi
            echo "a line for people" >&2
            exit "${STATUS:-0}"
            """;

    @TempDir
    Path directory;

    private Path place;
    private Path launcher;
    private String err = "";

    /** What became of a start. */
    private record Started(int status, List<String> java) {
        boolean inBackground() {
            return java.get(0).equals("background");
        }

        List<String> arguments() {
            return java.subList(java.indexOf("dev.holdfast.controller.Holdfast") + 1, java.size());
        }
    }

    @BeforeEach
    void install() throws Exception {
        place = directory.resolve("place");
        Files.createDirectories(directory.resolve("lib"));
        launcher = program("bin/holdfast", Files.readString(Path.of("bin", "holdfast")));
        program("jdk/bin/java", JAVA);
    }

    private Path program(String name, String text) throws Exception {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Started start(int javaStatus, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Path errors = directory.resolve("errors");
        builder.redirectError(errors.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put("HOLDFAST_JAVA", directory.resolve("jdk/bin/java").toString());
        builder.environment().put("PLACE", place.toString());
        builder.environment().put("STATUS", Integer.toString(javaStatus));
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().remove("HOLDFAST_READY");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the launcher ended")
                .isTrue();
        err = Files.readString(errors, StandardCharsets.UTF_8);
        return new Started(process.exitValue(), Files.exists(place) ? Files.readAllLines(place) : List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-n",
                "-nlD -f /etc/k.conf",
                "-f /etc/k.conf -n",
                "-f/etc/k.conf -n",
                "-Pnl",
                "--dont-fork --log-console",
                "-t",
                "-t=/tmp/report -f /etc/k.conf",
                "--config-test",
                "--config-test=/tmp/report",
                "-v",
                "--version",
                "-h",
                "--help",
                "run -f /etc/k.conf",
                "check -f /etc/k.conf"
            })
    void theseStayInTheForeground(String line) throws Exception {
        Started started = start(7, line.split(" "));

        assertThat(started.inBackground()).isFalse();
        assertThat(started.status()).isEqualTo(7);
        assertThat(started.arguments()).containsExactly(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-D",
                "-f /etc/n.conf",
                "-f -n",
                "-fn",
                "-D -S 3",
                "-p /run/t.pid -r /run/v.pid -c /run/h.pid",
                "--use-file -n --pid n",
                "--use-file=-n",
                "-P --log-detail"
            })
    void theseGoIntoTheBackground(String line) throws Exception {
        Started started = start(0, line.split(" "));

        assertThat(started.inBackground()).isTrue();
        assertThat(started.status()).isZero();
    }

    @Test
    void withoutArgumentsItGoesIntoTheBackgroundAsKeepalivedDoes() throws Exception {
        Started started = start(0);

        assertThat(started.inBackground()).isTrue();
        assertThat(started.status()).isZero();
    }

    @Test
    void aDaemonThatCannotStartIsNotReportedAsStarted() throws Exception {
        Started started = start(2, "-f", "/etc/k.conf");

        assertThat(started.inBackground()).isTrue();
        assertThat(started.status()).isEqualTo(2);
        assertThat(err).isEqualTo("a line for people\n");
        try (var left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("holdfast-start"));
        }
    }

    @Test
    void whatADaemonOnTheConsoleSaysIsSeen() throws Exception {
        assertThat(start(2, "-l").status()).isEqualTo(2);
        assertThat(err).isEqualTo("a line for people\n");
    }

    /** Java does not start where there is no working directory. */
    @Test
    void aRemovedWorkingDirectoryIsLeft() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        Path java = directory.resolve("jdk/bin/java");
        Files.writeString(java, "#!/bin/sh\npwd -P >\"$PLACE\"\n");
        Path real = launcher;
        launcher = program(
                "bin/elsewhere",
                "#!/bin/sh\ncd '" + gone + "' && rmdir '" + gone + "' && exec '" + real + "' \"$@\"\n");

        assertThat(start(0, "ipvs", "-L").java()).containsExactly("/");
    }

    /** Otherwise a socket of Java's would be read as standard input, and written as standard output. */
    @Test
    void closedStandardDescriptorsAreTaken() throws Exception {
        Files.writeString(directory.resolve("jdk/bin/java"), """
                #!/bin/sh
                for i in 0 1 2; do all="${all:-} $(readlink /proc/$$/fd/$i)"; done
                echo "$all" >"$PLACE"
                """);
        Path real = launcher;
        launcher = program("bin/elsewhere", "#!/bin/sh\nexec '" + real + "' \"$@\" <&- >&- 2>&-\n");

        assertThat(start(0, "ipvs", "-R").java()).containsExactly(" /dev/null /dev/null /dev/null");
    }

    /** Java would only tell of a class that it does not find. */
    @Test
    void tooFewDescriptorsAreToldOf() throws Exception {
        Path real = launcher;
        launcher = program("bin/elsewhere", "#!/bin/sh\nulimit -n 16 && exec '" + real + "' \"$@\"\n");

        assertThat(start(0, "check").status()).isEqualTo(1);
        assertThat(err).contains("a limit of 16 open files is too low", "expected 64 or more");
    }

    @Test
    void itIsFoundThroughASymbolicLink() throws Exception {
        Path link = directory.resolve("elsewhere");
        Files.createDirectories(link);
        launcher = Files.createSymbolicLink(link.resolve("keepalived"), Path.of("../bin/holdfast"));

        assertThat(start(0, "-n").status()).isZero();
    }

    @Test
    void withoutJarsItSaysSo() throws Exception {
        Files.delete(directory.resolve("lib"));

        assertThat(start(0, "-n").status()).isEqualTo(1);
        assertThat(err)
                .isEqualTo("holdfast: no jars beside " + launcher + " (in a checkout, run `mvn package` first)\n");
    }

    @Test
    void aJavaThatCannotRunIsNamed() throws Exception {
        Path java = directory.resolve("jdk/bin/java");
        Files.delete(java);

        assertThat(start(0, "-n").status()).isEqualTo(1);
        assertThat(err).isEqualTo("holdfast: HOLDFAST_JAVA=" + java + " cannot be run (expected a java program)\n");
    }
}
