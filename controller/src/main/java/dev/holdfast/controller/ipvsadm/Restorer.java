package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.ipvsadm.UsageException.Kind;
import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.IpvsCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Carries out a save file: each line is a command line, which may begin with {@code ipvsadm}; words are separated by
 * blanks, there are no quotes. Changes go to the kernel many at a time, and each refusal is told with its line.
 *
 * <p>As with ipvsadm, a line the kernel refuses or one with an unknown option does not hold up the lines after it,
 * and a line that makes no sense ends the restore. Other than with ipvsadm, any failure shows in the exit status, not
 * only the last line's, and a line whose first word begins with {@code #} is a comment: Debian's service writes one.
 */
final class Restorer {
    /** Changes kept before the kernel is given them; bounds what a file of any length takes. */
    private static final int BATCH = 4096;

    private static final int REFUSED = 255;

    /** What carries out the lines. */
    interface Target {
        List<CommandOutcome> apply(List<IpvsCommand> commands);

        /** Carries out what is no change, and returns the exit status. */
        int list(Instruction instruction);
    }

    private final CommandLineReader reader;
    private final Target target;
    private final Consumer<String> errors;
    private final List<IpvsCommand> pending = new ArrayList<>();
    private final List<Integer> pendingLines = new ArrayList<>();
    private int commands;
    private int applied;
    private int status;

    /**
     * Prepares one restore.
     *
     * @param errors takes each message, a line without a name before it
     */
    Restorer(CommandLineReader reader, Target target, Consumer<String> errors) {
        this.reader = reader;
        this.target = target;
        this.errors = errors;
    }

    /** Carries out all lines; returns the exit status. */
    int restore(BufferedReader lines) throws IOException {
        boolean ended = false;
        int number = 0;
        int notReached = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            List<String> words = words(line);
            if (words.isEmpty()) {
                continue;
            }
            commands++;
            if (ended) {
                notReached++;
            } else {
                ended = endsWith(words, number);
            }
        }
        flush();
        if (status != 0) {
            errors.accept(applied + " of " + commands + " commands applied"
                    + (notReached == 0 ? "" : ", the last " + notReached + " not reached"));
        }
        return status;
    }

    /** The words of a line without the name of the program; none of a comment. */
    static List<String> words(String line) {
        List<String> words = Stream.of(line.split("[ \\t\\x0B\\f\\r]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        int first = 0;
        while (first < words.size() && words.get(first).equals("ipvsadm")) {
            first++;
        }
        boolean comment = first < words.size() && words.get(first).startsWith("#");
        return comment ? List.of() : words.subList(first, words.size());
    }

    /** Carries out one line; returns whether the restore ends there. */
    private boolean endsWith(List<String> words, int line) {
        try {
            Instruction instruction = reader.read(words);
            if (instruction instanceof Instruction.Change change) {
                pending.add(change.command());
                pendingLines.add(line);
                if (pending.size() >= BATCH) {
                    flush();
                }
                return false;
            }
            if (instruction instanceof Instruction.Restore) {
                throw new UsageException(
                        Kind.NO_COMMAND, "-R within a restore (expected commands, no further restore)");
            }
            if (instruction instanceof Instruction.Help || instruction instanceof Instruction.Version) {
                throw UsageException.value(words.get(0) + " within a restore (expected commands)");
            }
            flush();
            int listed = target.list(instruction);
            if (listed != 0) {
                errors.accept("line " + line + ": the restore ends here");
                status = listed;
                return true;
            }
            applied++;
            return false;
        } catch (UsageException e) {
            flush();
            boolean ends = e.kind().endsRestore();
            errors.accept("line " + line + ": " + e.text() + (ends ? "; the restore ends here" : ""));
            status = e.kind().exitStatus();
            return ends;
        }
    }

    private void flush() {
        List<CommandOutcome> outcomes = target.apply(List.copyOf(pending));
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).applied()) {
                applied++;
            } else {
                errors.accept("line " + pendingLines.get(i) + ": " + outcomes.get(i));
                status = REFUSED;
            }
        }
        pending.clear();
        pendingLines.clear();
    }
}
