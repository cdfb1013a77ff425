package dev.holdfast.controller.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The processes of /proc, proc(5). A process that ends while it is looked at is one that is not there. */
final class ProcessDirectory {
    private final Path proc;

    /** The processes below this directory. */
    ProcessDirectory(Path proc) {
        this.proc = proc;
    }

    /** The numbers of all processes. */
    List<Integer> all() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path entry : entries) {
                number(entry.getFileName().toString()).ifPresent(numbers::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return numbers;
    }

    private static OptionalInt number(String name) {
        try {
            return OptionalInt.of(Integer.parseInt(name));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** The name of a process; empty when it is not there, or has ended and was not waited for. */
    Optional<String> name(int process) {
        // 4711 (name, which may have anything in it) S ...
        String stat = read(process, "stat");
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 0 || close < open || stat.startsWith(" Z", close + 1) || stat.startsWith(" X", close + 1)) {
            return Optional.empty();
        }
        return Optional.of(stat.substring(open + 1, close));
    }

    /** The words of a process's command line; none when it has none or is not there. */
    List<String> command(int process) {
        String line = read(process, "cmdline");
        return line.isEmpty()
                ? List.of()
                : List.of((line.endsWith("\0") ? line.substring(0, line.length() - 1) : line).split("\0", -1));
    }

    private String read(int process, String file) {
        try {
            return new String(
                    Files.readAllBytes(proc.resolve(Integer.toString(process)).resolve(file)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
