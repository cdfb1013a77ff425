package dev.holdfast.controller.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration as a tree of statements, not yet looked at for what it means.
 *
 * @param file the file it begins with
 * @param statements what stands outside all blocks, in order
 * @param sources the lines of the files it was read from
 */
public record ConfigurationTree(Path file, List<Statement> statements, SourceLines sources) {
    /** How far into a file a zero byte is looked for, which no text has. */
    private static final int BINARY_PROBE_BYTES = 4096;

    /** Copies the list. */
    public ConfigurationTree {
        statements = List.copyOf(statements);
    }

    /** The same with other statements. */
    public ConfigurationTree withStatements(List<Statement> others) {
        return new ConfigurationTree(file, others, sources);
    }

    /** The statements of this keyword. */
    public List<Statement> all(String name) {
        return statements.stream()
                .filter(statement -> statement.name().equals(name))
                .toList();
    }

    /**
     * Reads a file and what it includes. Everything wrong goes to {@code problems}; when the file as a whole cannot be read
     * or is no text, that is one problem, and there is no tree; when there is nothing in it, or more than {@link ReadOptions} allow,
     * that is one too, and the tree is empty.
     */
    public static Optional<ConfigurationTree> read(
            Path file, SourceReader source, ReadOptions options, Problems problems) {
        byte[] content;
        try {
            content = source.read(file);
        } catch (NoSuchFileException e) {
            return refused(file, problems, "no-such-file", "there is no such file", "a configuration file");
        } catch (IOException e) {
            String found = Files.isDirectory(file) ? "it is a directory" : "it cannot be read: " + Includes.reason(e);
            return refused(file, problems, "unreadable-file", found, "a readable configuration file");
        }
        for (int i = 0; i < Math.min(content.length, BINARY_PROBE_BYTES); i++) {
            if (content[i] == 0) {
                String found = "it is not a text file: byte " + i + " is zero";
                return refused(file, problems, "binary-file", found, "a configuration file");
            }
        }
        LineReader lines = new LineReader(source, options, problems);
        SourceFile first = SourceFile.of(file, content, problems);
        lines.sources().add(first);
        lines.start(first);
        List<Statement> statements = new TreeReader(lines, problems).read(TopLevel.TOP);
        if (lines.isCutOff()) {
            // Whatever else were said of it could be wrong by what comes after.
            return Optional.of(new ConfigurationTree(file, List.of(), lines.sources()));
        }
        if (statements.isEmpty() && problems.verdict() == Verdict.CLEAN) {
            problems.ofFile(
                    file,
                    Severity.ERROR,
                    Verdict.NO_CONFIGURATION,
                    "empty-file",
                    "there is nothing in it",
                    "a configuration");
        }
        return Optional.of(new ConfigurationTree(file, statements, lines.sources()));
    }

    private static Optional<ConfigurationTree> refused(
            Path file, Problems problems, String id, String found, String expected) {
        problems.ofFile(file, Severity.ERROR, Verdict.NO_CONFIGURATION, id, found, expected);
        return Optional.empty();
    }
}
