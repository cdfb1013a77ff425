package dev.holdfast.controller.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A line that begins with {@code ~SEQ(var, start, step, end)}, {@code ~SEQx(..)} or {@code ~LST(var, value, ..)}: the rest of
 * the line is read once for each value (keepalived.conf(5), "Sequence blocks" and "List blocks").
 *
 * @param names the variables, set together
 * @param values how the variables are set, one list for each repetition
 * @param rest what is repeated
 */
record Repetition(List<String> names, Values values, SourceText rest) {

    /** The values, worked out one at a time: a sequence can be long. */
    interface Values {
        /** How many repetitions there are. */
        long count();

        /** The variables' values in one repetition, 0 for the first. */
        List<String> get(long index);
    }

    private record Sequence(long start, long step, long count, boolean hexadecimal) implements Values {
        @Override
        public List<String> get(long index) {
            long value = start + step * index;
            return List.of(hexadecimal ? Long.toHexString(value) : Long.toString(value));
        }
    }

    private record Listed(List<List<String>> rows) implements Values {
        @Override
        public long count() {
            return rows.size();
        }

        @Override
        public List<String> get(long index) {
            return rows.get((int) index);
        }
    }

    /** Whether the line begins like a repetition. */
    static boolean begins(SourceText line) {
        return line.text().startsWith("~SEQ") || line.text().startsWith("~LST");
    }

    /**
     * Reads a repetition; null when it is not well formed.
     *
     * @param resolved what an argument stands for: it may be a definition
     */
    static @Nullable Repetition of(SourceText line, UnaryOperator<String> resolved) {
        int open = line.text().indexOf('(');
        int close = line.text().indexOf(')');
        if (open < 0 || close < open) {
            return null;
        }
        String kind = line.text().substring(0, open).strip();
        List<String> arguments = split(line.text().substring(open + 1, close)).stream()
                .map(resolved)
                .toList();
        SourceText rest = line.from(close + 1).trimmed();
        if (arguments.size() < 2) {
            return null;
        }
        if (kind.equals("~LST")) {
            return list(arguments, rest);
        }
        return kind.equals("~SEQ") || kind.equals("~SEQx") ? sequence(arguments, kind.endsWith("x"), rest) : null;
    }

    /** An empty number counts as 0. The step may not lead away from the end, and hexadecimal is for 0 and more. */
    private static @Nullable Repetition sequence(List<String> arguments, boolean hexadecimal, SourceText rest) {
        if (arguments.size() > 4 || arguments.get(0).isEmpty()) {
            return null;
        }
        try {
            long end = number(arguments.get(arguments.size() - 1));
            long start = arguments.size() > 2 ? number(arguments.get(1)) : (end >= 0 ? 1 : -1);
            long step = arguments.size() > 3 ? number(arguments.get(2)) : (end >= start ? 1 : -1);
            boolean away = step == 0 || (end > start && step < 0) || (end < start && step > 0);
            if (away || (hexadecimal && Math.min(start, end) < 0)) {
                return null;
            }
            long count = Math.addExact(Math.subtractExact(end, start) / step, 1);
            return new Repetition(List.of(arguments.get(0)), new Sequence(start, step, count, hexadecimal), rest);
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }

    private static long number(String text) {
        return text.isEmpty() ? 0 : Long.decode(text);
    }

    /** Of several variables, one that a row has no value for is empty; values have no white space in them. */
    private static @Nullable Repetition list(List<String> arguments, SourceText rest) {
        List<String> names = members(arguments.get(0));
        if (names.stream().anyMatch(name -> name.isEmpty() || hasSpace(name))) {
            return null;
        }
        List<List<String>> rows = new ArrayList<>();
        for (String argument : arguments.subList(1, arguments.size())) {
            List<String> row = new ArrayList<>(members(argument));
            if (row.size() > names.size() || row.stream().anyMatch(Repetition::hasSpace)) {
                return null;
            }
            while (row.size() < names.size()) {
                row.add("");
            }
            rows.add(List.copyOf(row));
        }
        return new Repetition(names, new Listed(List.copyOf(rows)), rest);
    }

    private static boolean hasSpace(String text) {
        return text.chars().anyMatch(c -> SourceText.isSpace((char) c));
    }

    /** The members of {@code {a, b}}; of anything else, itself. */
    private static List<String> members(String text) {
        if (text.startsWith("{") && text.endsWith("}")) {
            return split(text.substring(1, text.length() - 1));
        }
        return List.of(text);
    }

    /** Splits at commas that are not within braces. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
