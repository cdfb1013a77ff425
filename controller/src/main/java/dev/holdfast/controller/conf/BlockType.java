package dev.holdfast.controller.conf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A kind of block: which keywords may be in it, or that it is a list of values. Immutable. */
final class BlockType {
    private final String name;
    private final Map<String, Keyword> keywords;
    private final boolean values;

    private BlockType(String name, Map<String, Keyword> keywords, boolean values) {
        this.name = name;
        this.keywords = keywords;
        this.values = values;
    }

    /** A block of keywords. */
    static BlockType of(String name, Keyword... keywords) {
        Map<String, Keyword> byName = new LinkedHashMap<>();
        for (Keyword keyword : keywords) {
            if (byName.put(keyword.name(), keyword) != null) {
                throw new IllegalArgumentException(name + " has " + keyword.name() + " twice");
            }
        }
        return new BlockType(name, byName, false);
    }

    /** A block whose lines are values, such as addresses or names. */
    static BlockType values(String name) {
        return new BlockType(name, Map.of(), true);
    }

    /** This block with more keywords. */
    BlockType with(String newName, Keyword... more) {
        Keyword[] all = new Keyword[keywords.size() + more.length];
        keywords.values().toArray(all);
        System.arraycopy(more, 0, all, keywords.size(), more.length);
        return of(newName, all);
    }

    String name() {
        return name;
    }

    /** Whether its lines are values. */
    boolean isValues() {
        return values;
    }

    /** The keyword of this name in this block; null when there is none. */
    @Nullable Keyword keyword(String keyword) {
        return keywords.get(keyword);
    }

    /** The names of its keywords, in the order of the table. */
    Set<String> names() {
        return keywords.keySet();
    }
}
