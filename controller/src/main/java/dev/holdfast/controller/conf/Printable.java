package dev.holdfast.controller.conf;

/** Text of others, as it may be shown: what could disturb a terminal, or end a line of a log, is a question mark. */
public final class Printable {
    private Printable() {}

    /** The same text on one line, without control characters. */
    public static String line(CharSequence text) {
        return without(text, false);
    }

    /** The same, but with tabs, so that columns stay where they are. */
    public static String lineWithTabs(CharSequence text) {
        return without(text, true);
    }

    private static String without(CharSequence text, boolean tabs) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean disturbs = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            out.append(disturbs && !(tabs && c == '\t') ? '?' : c);
        }
        return out.toString();
    }
}
