package dev.holdfast.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of both programs, round by round, and their medians side by side. */
final class Samples {
    private final Map<String, Map<Director.Kind, List<Double>>> figures = new LinkedHashMap<>();

    void add(String what, Director.Kind kind, double value) {
        figures.computeIfAbsent(what, key -> new LinkedHashMap<>())
                .computeIfAbsent(kind, key -> new ArrayList<>())
                .add(value);
    }

    /** The value that this part of them does not exceed; not a number for none. */
    static double percentile(List<Double> values, double percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100) - 1));
    }

    /** A line for each figure: the medians, and in brackets the least and the most. */
    void print() {
        System.out.printf("%-46s %26s %26s%n", "", "keepalived", "holdfast");
        figures.forEach((what, byKind) -> System.out.printf(
                "%-46s %26s %26s%n",
                what, shown(byKind.get(Director.Kind.KEEPALIVED)), shown(byKind.get(Director.Kind.HOLDFAST))));
    }

    private static String shown(List<Double> values) {
        if (values.stream().anyMatch(value -> value.isNaN())) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f..%.2f)",
                percentile(values, 50),
                percentile(values, 0),
                percentile(values, 100));
    }
}
