package dev.holdfast.controller.conf;

import java.util.ArrayList;
import java.util.List;

/** The braces of csh in file names: <code>a{b,c}</code> is <code>ab</code> and <code>ac</code>, as glob(3) with GLOB_BRACE has it. */
final class BraceExpression {
    /** More names than this are not looked for. */
    private static final int MOST = 1000;

    private BraceExpression() {}

    /** The patterns an expression stands for, in order; itself when it has no braces that match, or only <code>{}</code>. */
    static List<String> expand(String pattern) {
        List<String> expanded = new ArrayList<>();
        expand(pattern, expanded);
        return List.copyOf(expanded);
    }

    private static void expand(String pattern, List<String> into) {
        int open = pattern.indexOf('{');
        while (open >= 0 && pattern.startsWith("{}", open)) {
            open = pattern.indexOf('{', open + 1);
        }
        int close = open < 0 ? -1 : closing(pattern, open);
        if (close < 0) {
            if (into.size() < MOST) {
                into.add(pattern);
            }
            return;
        }
        int start = open + 1;
        int depth = 0;
        for (int i = start; i <= close && into.size() < MOST; i++) {
            char c = pattern.charAt(i);
            if (i == close || (c == ',' && depth == 0)) {
                expand(pattern.substring(0, open) + pattern.substring(start, i) + pattern.substring(close + 1), into);
                start = i + 1;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            }
        }
    }

    private static int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '{') {
                depth++;
            } else if (pattern.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
