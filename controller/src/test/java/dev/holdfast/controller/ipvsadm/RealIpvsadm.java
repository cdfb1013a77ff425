package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The real ipvsadm, started by one shell that stays: where the tests run in an emulated machine, a JVM that starts
 * processes by the hundred is far slower. Not for several threads.
 */
final class RealIpvsadm implements Closeable {
    /** Reads a count and as many words, one a line; runs ipvsadm with them; answers with its exit status. */
    private static final String LOOP = """
            cd "$0" || exit 1
            while IFS= read -r count; do
                set --
                while [ "$count" -gt 0 ]; do
                    IFS= read -r word
                    set -- "$@" "$word"
                    count=$((count - 1))
                done
                ipvsadm "$@" <in >out 2>err
                echo $?
            done
            """;

    private final Path directory;
    private final Process shell;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private RealIpvsadm(Path directory, Process shell) {
        this.directory = directory;
        this.shell = shell;
        this.commands = shell.outputWriter(StandardCharsets.ISO_8859_1);
        this.answers = shell.inputReader(StandardCharsets.ISO_8859_1);
    }

    static RealIpvsadm start() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/run"), "holdfast-ipvsadm");
        return new RealIpvsadm(
                directory,
                new ProcessBuilder("sh", "-c", LOOP, directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    Run run(List<String> arguments, String input) {
        try {
            Files.writeString(directory.resolve("in"), input, StandardCharsets.ISO_8859_1);
            commands.write(arguments.size() + "\n");
            for (String argument : arguments) {
                commands.write(argument + "\n");
            }
            commands.flush();
            String status = answers.readLine();
            assertThat(status).as("ipvsadm %s", arguments).isNotNull();
            return new Run(Integer.parseInt(status), file("out"), file("err"));
        } catch (IOException e) {
            throw new AssertionError("ipvsadm " + arguments, e);
        }
    }

    private String file(String name) throws IOException {
        return Files.readString(directory.resolve(name), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        commands.close();
        shell.destroy();
        for (String name : List.of("in", "out", "err")) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Files.delete(directory);
    }
}
