package dev.holdfast.controller.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) into maps, lists and texts; numbers, booleans and null are texts as well. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** What a text says. */
    static Object read(String text) {
        return new Json(text).value();
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> {
                int start = at;
                while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                yield text.substring(start, at).strip();
            }
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        for (at++; next() != '}'; skipComma()) {
            String name = string();
            if (next() != ':') {
                throw new AssertionError("no colon at " + at + " of " + text);
            }
            at++;
            members.put(name, value());
        }
        at++;
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        for (at++; next() != ']'; skipComma()) {
            elements.add(value());
        }
        at++;
        return elements;
    }

    private void skipComma() {
        at += next() == ',' ? 1 : 0;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                out.append(c);
            } else if (text.charAt(++at) == 'u') {
                out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 4;
            } else {
                int letter = "bfnrt".indexOf(text.charAt(at));
                out.append(letter < 0 ? text.charAt(at) : "\b\f\n\r\t".charAt(letter));
            }
        }
        at++;
        return out.toString();
    }
}
