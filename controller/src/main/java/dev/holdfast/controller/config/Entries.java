package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.global.ScriptCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one or several blocks by their keyword. Of a keyword given several times the last counts that has a value;
 * the tables have complained about values of another shape already.
 */
final class Entries {
    private static final long NANOS_PER_MICRO = 1000;

    private final Map<String, List<Statement>> byName = new HashMap<>();

    Entries(List<Statement> statements) {
        for (Statement statement : statements) {
            byName.computeIfAbsent(statement.name(), name -> new java.util.ArrayList<>())
                    .add(statement);
        }
    }

    /** The statements of a keyword, in order. */
    List<Statement> all(String keyword) {
        return byName.getOrDefault(keyword, List.of());
    }

    boolean has(String keyword) {
        return byName.containsKey(keyword);
    }

    @Nullable Statement last(String keyword) {
        List<Statement> all = all(keyword);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** A boolean, true for the keyword alone. */
    boolean flag(String keyword, boolean otherwise) {
        Boolean given = flag(keyword);
        return given == null ? otherwise : given;
    }

    @Nullable Boolean flag(String keyword) {
        Boolean found = null;
        for (Statement statement : all(keyword)) {
            found = statement.flag().orElse(found);
        }
        return found;
    }

    long number(String keyword, long otherwise) {
        long found = otherwise;
        for (Statement statement : all(keyword)) {
            found = statement.number().orElse(found);
        }
        return found;
    }

    int integer(String keyword, int otherwise) {
        return (int) number(keyword, otherwise);
    }

    /** A number; null when it is not given. */
    @Nullable Long number(String keyword) {
        Long found = null;
        for (Statement statement : all(keyword)) {
            OptionalLong number = statement.number();
            found = number.isPresent() ? Long.valueOf(number.getAsLong()) : found;
        }
        return found;
    }

    /** A number; null when it is not given. */
    @Nullable Integer integer(String keyword) {
        Long found = number(keyword);
        return found == null ? null : found.intValue();
    }

    /** A time in nanoseconds. */
    long nanos(String keyword, long otherwise) {
        Long micros = number(keyword);
        return micros == null ? otherwise : micros * NANOS_PER_MICRO;
    }

    /** The first argument; null when it is not given. */
    @Nullable String text(String keyword) {
        String found = null;
        for (Statement statement : all(keyword)) {
            found = statement.argument(0).isPresent() ? statement.text(0) : found;
        }
        return found;
    }

    /** A script's command line with its user; null when it is not given. */
    @Nullable ScriptCommand script(String keyword) {
        Statement last = last(keyword);
        return last == null ? null : Scripts.command(last).orElse(null);
    }

    /** Every argument of the last statement; null when it is not given. */
    @Nullable List<String> words(String keyword) {
        return Optional.ofNullable(last(keyword))
                .map(statement ->
                        statement.arguments().stream().map(word -> word.text()).toList())
                .orElse(null);
    }
}
