package dev.holdfast.controller.cli;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.SourceLines;
import dev.holdfast.controller.json.JsonText;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A report for programs (RFC 8259, ASCII only). The schema, number 1, only ever gets more members: {@code schema}, {@code file},
 * {@code verdict}, {@code starts}, {@code exitStatus} and {@code problems}, each of which has {@code file}, {@code line}, {@code
 * column} and {@code endColumn} (in UTF-16 units from 1, the end not included; 0 for a whole file), {@code severity}, {@code id},
 * {@code found}, {@code expected} and {@code hint} (null where there is none).
 */
final class JsonReport {
    private static final int SCHEMA = 1;

    private JsonReport() {}

    /** The report, with a line end behind it. */
    static String text(CheckReport report) {
        StringJoiner problems = new StringJoiner(",\n", "[\n", "\n  ]").setEmptyValue("[]");
        for (Problem problem : report.problems()) {
            problems.add(problem(problem, report.sources()));
        }
        return "{\n  \"schema\": " + SCHEMA
                + ",\n  \"file\": " + string(report.file().toString())
                + ",\n  \"verdict\": " + string(report.verdict())
                + ",\n  \"starts\": " + report.starts()
                + ",\n  \"exitStatus\": " + report.exitStatus()
                + ",\n  \"problems\": " + problems + "\n}\n";
    }

    private static String problem(Problem problem, @Nullable SourceLines sources) {
        int endColumn = problem.column() == 0
                ? 0
                : sources == null
                        ? problem.column() + 1
                        : sources.endColumn(problem.file(), problem.line(), problem.column());
        return "    {\"file\": " + string(problem.file().toString())
                + ", \"line\": " + problem.line()
                + ", \"column\": " + problem.column()
                + ", \"endColumn\": " + endColumn
                + ", \"severity\": " + string(problem.severity().word())
                + ", \"id\": " + string(problem.id())
                + ", \"found\": " + string(problem.found())
                + ", \"expected\": " + string(problem.expected().isEmpty() ? null : problem.expected())
                + ", \"hint\": " + string(problem.hint()) + "}";
    }

    private static String string(@Nullable String value) {
        return value == null ? "null" : JsonText.quoted(value);
    }
}
