package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.global.ScriptCommand;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines of a keepalived.conf, indented by their blocks. */
final class Lines {
    private static final int NANO_DECIMALS = 9;
    private static final int MICRO_DECIMALS = 6;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** A block; its words are written as they are. */
    void block(String head, Runnable body) {
        line(head + " {");
        depth++;
        body.run();
        depth--;
        line("}");
    }

    /** A line as it is. */
    void line(String line) {
        text.append("    ".repeat(depth)).append(line).append('\n');
    }

    /** The keyword alone, if the flag is set. */
    void flag(String keyword, boolean set) {
        if (set) {
            line(keyword);
        }
    }

    /** The keyword with on or off. */
    void bool(String keyword, boolean value) {
        line(keyword + (value ? " on" : " off"));
    }

    /** The keyword with on or off, unless nobody said. */
    void maybe(String keyword, @Nullable Boolean value) {
        if (value != null) {
            bool(keyword, value);
        }
    }

    void number(String keyword, long value) {
        line(keyword + " " + value);
    }

    /** The keyword with a number, unless there is none. */
    void maybe(String keyword, @Nullable Number value) {
        if (value != null) {
            line(keyword + " " + value);
        }
    }

    /** The keyword with a word, unless there is none. */
    void maybe(String keyword, @Nullable String value) {
        if (value != null) {
            line(keyword + " " + word(value));
        }
    }

    /** The keyword with an address, unless there is none. */
    void maybe(String keyword, @Nullable InetAddress value) {
        if (value != null) {
            line(keyword + " " + address(value));
        }
    }

    /** The keyword with a time in seconds. */
    void seconds(String keyword, long nanos) {
        line(keyword + " " + seconds(nanos));
    }

    /** The keyword with a script, unless there is none. */
    void script(String keyword, @Nullable ScriptCommand script) {
        if (script != null) {
            line(keyword + " " + command(script) + user(script.user(), script.group()));
        }
    }

    /** Words after a keyword. */
    void words(String keyword, List<String> words) {
        StringBuilder line = new StringBuilder(keyword);
        words.forEach(word -> line.append(' ').append(word(word)));
        line(line.toString());
    }

    /** A user and a group that follow something. */
    static String user(@Nullable String user, @Nullable String group) {
        return (user == null ? "" : " " + word(user)) + (group == null ? "" : " " + word(group));
    }

    /** Nanoseconds as seconds. */
    static String seconds(long nanos) {
        return plain(BigDecimal.valueOf(nanos, NANO_DECIMALS));
    }

    /** Microseconds as milliseconds. */
    static String millis(long micros) {
        return plain(BigDecimal.valueOf(micros, MICRO_DECIMALS - 3));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** An address without the zone and the slash of Java. */
    static String address(InetAddress address) {
        return address.getHostAddress();
    }

    /** A word, in quotes where it needs them; what no quotes can hold is left out. */
    static String word(String text) {
        boolean plain = !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && "\"#!{}".indexOf(c) < 0 && c != 127 && c != 0xa0);
        return plain ? text : '"' + text.replace("\"", "") + '"';
    }

    /** A command line as one word: it is unescaped once as a word, and once more when it is split. */
    static String command(ScriptCommand script) {
        StringBuilder line = new StringBuilder();
        for (String word : script.words()) {
            boolean plain =
                    !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\'' || c == '\\');
            line.append(line.isEmpty() ? "" : " ").append(plain ? word : quoted(word));
        }
        return escaped(line.toString());
    }

    private static String quoted(String word) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"' || c == '\'' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('\'').toString();
    }

    /** A word of a script's command line. A quote is a number in it, as comments and braces are looked for without escapes. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                out.append("\\\\");
            } else if (c < ' ' || c == '"') {
                out.append(String.format(Locale.ROOT, "\\%03o", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
