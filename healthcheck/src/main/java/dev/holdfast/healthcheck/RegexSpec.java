package dev.holdfast.healthcheck;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * keepalived.conf(5) {@code regex}: what a body is searched for. The pattern is Java's, which has nearly all of PCRE2's
 * language; of {@code regex_options} those that only make PCRE2 faster or stricter change nothing.
 *
 * @param pattern {@code regex}; one that {@link Pattern} takes
 * @param mustNotMatch {@code regex_no_match}
 * @param options {@code regex_options}; none of {@link #unsupported}
 * @param leastOffset {@code regex_min_offset}: where in the body the search begins, in bytes, 0 or more
 * @param mostOffset {@code regex_max_offset}: where a match has to begin at the latest, in bytes, 0 for anywhere
 */
public record RegexSpec(String pattern, boolean mustNotMatch, Set<String> options, long leastOffset, long mostOffset) {
    private static final Map<String, Integer> FLAGS = Map.of(
            "caseless", Pattern.CASE_INSENSITIVE,
            "dotall", Pattern.DOTALL,
            "extended", Pattern.COMMENTS,
            "multiline", Pattern.MULTILINE,
            "ucp", Pattern.UNICODE_CHARACTER_CLASS,
            "utf", Pattern.UNICODE_CASE);

    /** What changes a pattern's meaning in ways that Java has nothing for. */
    private static final Set<String> UNSUPPORTED =
            Set.of("allow_empty_class", "alt_bsux", "dollar_endonly", "dupnames", "match_unset_backref", "ungreedy");

    public RegexSpec {
        options = Set.copyOf(options);
        if (leastOffset < 0 || mostOffset < 0) {
            throw new IllegalArgumentException(
                    "regex offsets " + leastOffset + " and " + mostOffset + " (expected 0 or more)");
        }
        Set<String> unknown = unsupported(List.copyOf(options));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("regex_options " + unknown + " (expected others)");
        }
        try {
            compile(pattern, options);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex '" + pattern + "': " + e.getDescription() + " at offset " + e.getIndex(), e);
        }
    }

    /** Those of the options that this cannot have. */
    public static Set<String> unsupported(List<String> options) {
        Set<String> found = new LinkedHashSet<>(options);
        found.retainAll(UNSUPPORTED);
        return found;
    }

    /** The pattern, ready for use. */
    public Pattern compile() {
        return compile(pattern, options);
    }

    /** Whether the body is UTF-8; otherwise each byte is a character. */
    public boolean utf() {
        return options.contains("utf");
    }

    private static Pattern compile(String pattern, Set<String> options) {
        // Only a line feed ends a line, as in PCRE2.
        int flags = Pattern.UNIX_LINES;
        for (String option : options) {
            flags |= FLAGS.getOrDefault(option, 0);
        }
        return Pattern.compile(pattern, flags);
    }
}
