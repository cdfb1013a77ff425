package dev.holdfast.controller.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of cells as lines of text, each column as wide as its widest cell. */
final class Columns {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Columns with these headings. */
    Columns(String... headings) {
        row(headings);
    }

    /** Adds a row; cells at its end may be missing. */
    void row(String... cells) {
        rows.add(Arrays.asList(cells));
    }

    /** Every row as a line, with nothing but its end behind the last cell that is not empty. */
    String text() {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
