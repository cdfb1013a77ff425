package dev.holdfast.controller.cli;

import dev.holdfast.controller.conf.Printable;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.SourceLines;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A report for people: each problem on a line, then the line it is about, then what of that is meant. */
final class TextReport {
    /** How much of a line is shown. */
    private static final int WIDTH = 120;

    private static final int LOOK_BACK = 1000;

    /** What gives a secret, also where it is misspelt or on a line of its own kind. */
    private static final Pattern SECRET = Pattern.compile("auth_?pas\\w*|password|key\\w*(?=\\s+\\S+\\s+\\S)");

    private TextReport() {}

    /** The lines to print. */
    static List<String> lines(CheckReport report) {
        List<String> lines = new ArrayList<>();
        SourceLines sources = report.sources();
        for (Problem problem : report.problems()) {
            lines.add(problem.render());
            if (sources != null && problem.line() > 0 && problem.column() > 0) {
                addExcerpt(lines, problem, sources);
            }
        }
        return lines;
    }

    private static void addExcerpt(List<String> lines, Problem problem, SourceLines sources) {
        String line = sources.line(problem.file(), problem.line());
        int from = problem.column() - 1;
        if (from >= line.length()) {
            return;
        }
        int end = sources.endColumn(problem.file(), problem.line(), problem.column()) - 1;
        int start = from < WIDTH - 20 ? 0 : from - WIDTH / 2;
        // Far enough back to see what keyword the first character shown belongs to.
        int back = Math.max(0, start - LOOK_BACK);
        String shown = withoutSecrets(line.substring(back, Math.min(line.length(), start + WIDTH)))
                .substring(start - back);
        StringBuilder marks = new StringBuilder();
        for (int i = start; i < from; i++) {
            marks.append(line.charAt(i) == '\t' ? '\t' : line.charAt(i) == '\u3000' ? '\u3000' : ' ');
        }
        marks.append('^');
        for (int i = from + 1; i < Math.min(end, start + shown.length()); i++) {
            marks.append('~');
        }
        lines.add("    " + Printable.lineWithTabs(shown));
        lines.add("    " + marks);
    }

    /** The line with a star for each character of what follows a keyword that gives a secret: reports are kept and sent. */
    private static String withoutSecrets(String line) {
        Matcher matcher = SECRET.matcher(line);
        if (!matcher.find()) {
            return line;
        }
        StringBuilder out = new StringBuilder(line);
        for (int i = matcher.end(); i < out.length(); i++) {
            if (!Character.isWhitespace(out.charAt(i)) && "{}".indexOf(out.charAt(i)) < 0) {
                out.setCharAt(i, '*');
            }
        }
        return out.toString();
    }
}
