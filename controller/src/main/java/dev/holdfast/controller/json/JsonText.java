package dev.holdfast.controller.json;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259), one value after the other, with commas and indentation where they belong. ASCII only. */
public final class JsonText {
    private final StringBuilder text = new StringBuilder();
    /** For each open object or array whether something is in it already. */
    private final Deque<Boolean> filled = new ArrayDeque<>();

    /** Begins a document. */
    public JsonText() {}

    /** Opens the document's object, or one as an element of the open array. */
    public JsonText openObject() {
        return open('{');
    }

    /** Closes the open object. */
    public JsonText closeObject() {
        return close('}');
    }

    /** Opens an object as a member of the open object. */
    public JsonText openObject(String name) {
        return name(name).append('{');
    }

    /** Opens an array as a member of the open object. */
    public JsonText openArray(String name) {
        return name(name).append('[');
    }

    /** Closes the open array. */
    public JsonText closeArray() {
        return close(']');
    }

    /** A member that is a number. */
    public JsonText member(String name, long number) {
        name(name);
        text.append(number);
        return this;
    }

    /** A member that is a string. */
    public JsonText member(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    /** A member that is true or false. */
    public JsonText member(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** A member only when there is a value. */
    public JsonText memberIfAny(String name, @Nullable String value) {
        return value == null ? this : member(name, value);
    }

    /** An unsigned 64-bit counter. */
    public JsonText counter(String name, long number) {
        name(name);
        text.append(Long.toUnsignedString(number));
        return this;
    }

    /** A string as an element of the open array. */
    public JsonText element(String value) {
        separate();
        string(value);
        return this;
    }

    /** Takes what has been written so far, so that a long document can be printed piece by piece. */
    public String take() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    private JsonText open(char bracket) {
        if (!filled.isEmpty()) {
            separate();
        }
        return append(bracket);
    }

    private JsonText append(char bracket) {
        text.append(bracket);
        filled.push(false);
        return this;
    }

    private JsonText close(char bracket) {
        if (filled.pop()) {
            newLine();
        }
        text.append(bracket);
        if (filled.isEmpty()) {
            text.append('\n');
        }
        return this;
    }

    private JsonText name(String name) {
        separate();
        string(name);
        text.append(": ");
        return this;
    }

    private void separate() {
        if (filled.pop()) {
            text.append(',');
        }
        filled.push(true);
        newLine();
    }

    private void newLine() {
        text.append('\n').append("  ".repeat(filled.size()));
    }

    private void string(String value) {
        text.append(quoted(value));
    }

    /** A string as JSON has it, with its quotes. */
    public static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
