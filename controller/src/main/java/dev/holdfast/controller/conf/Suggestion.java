package dev.holdfast.controller.conf;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds what was probably meant by a word that is not known. */
public final class Suggestion {
    private static final Map<String, String> PLACES = places();

    private Suggestion() {}

    /** What to do about a word that is not known in a block: a keyword like it, or the block it is known in. */
    static Optional<String> of(String word, BlockType type) {
        String elsewhere = PLACES.get(word);
        Optional<String> near = among(word, type.names());
        return elsewhere == null ? near : Optional.of("it belongs in " + elsewhere);
    }

    /** A question for the word of several that is nearest to {@code word}; empty where none is near. */
    public static Optional<String> among(String word, Collection<String> known) {
        return nearest(word, known).map(name -> "did you mean " + name + "?");
    }

    /** What becomes of a value that is none of the known ones, behind the question for the one that is nearest. */
    public static String hint(String word, Collection<String> known, String consequence) {
        return among(word, known).map(question -> question + " " + consequence).orElse(consequence);
    }

    /** For each keyword that only one kind of block has, that kind. */
    private static Map<String, String> places() {
        Map<String, Set<String>> found = new TreeMap<>();
        collect(TopLevel.TOP, found, new HashSet<>());
        Map<String, String> places = new HashMap<>();
        found.forEach((keyword, blocks) -> {
            if (blocks.size() == 1) {
                places.put(keyword, blocks.iterator().next());
            }
        });
        return Map.copyOf(places);
    }

    private static void collect(BlockType type, Map<String, Set<String>> found, Set<BlockType> seen) {
        if (!seen.add(type)) {
            return;
        }
        for (String name : type.names()) {
            found.computeIfAbsent(name, key -> new TreeSet<>()).add(type.name());
            Keyword keyword = type.keyword(name);
            BlockType block = keyword == null ? null : keyword.block();
            if (block != null) {
                collect(block, found, seen);
            }
        }
    }

    /**
     * The known word nearest to {@code word}: at most a third of its letters wrong, counting an exchange of neighbours as one
     * mistake and upper case as none; of equally near ones the first.
     */
    static Optional<String> nearest(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        long letters = letters(wanted);
        int limit = Math.max(1, word.length() / 3);
        String best = null;
        int bestDistance = limit + 1;
        for (String candidate : known) {
            String lower = candidate.toLowerCase(Locale.ROOT);
            // A mistake takes away one letter at most, and brings in another. Few words come further than this.
            if (Math.abs(candidate.length() - word.length()) >= bestDistance
                    || Long.bitCount(letters ^ letters(lower)) > 2 * (bestDistance - 1)) {
                continue;
            }
            int distance = distance(wanted, lower);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The characters of a word, upper case as lower case, as bits; several share one. */
    private static long letters(String word) {
        long letters = 0;
        for (int i = 0; i < word.length(); i++) {
            letters |= 1L << (Character.toLowerCase(word.charAt(i)) % Long.SIZE);
        }
        return letters;
    }

    /** How many insertions, removals, replacements and exchanges of neighbours make one of the other. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
