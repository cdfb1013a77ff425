package dev.holdfast.healthcheck;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
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

    /**
     * How often a group may be repeated at least, groups within groups multiplied. Java repeats what matches nothing that often without
     * looking at the text, at each place of it, and nothing can end that.
     */
    static final int MOST_REPETITIONS = 256;

    /** A least number of repetitions, with what stands before it. */
    private static final Pattern REPETITION = Pattern.compile("(?s)(\\\\*)(.?)\\s*\\{\\s*(\\d+)");

    /** Which says that blanks and comments count for nothing. */
    private static final Pattern COMMENTED = Pattern.compile("\\(\\?[a-zA-Z-]*x");

    /** A reference to a group, which may be empty. */
    private static final Pattern BACKWARDS = Pattern.compile("\\\\\\d");

    /** Escapes that take a character, other than signs. */
    private static final String TAKING = "dDsSwWhHvVRXntrf";

    /** Signs that take nothing, or that end what may take nothing. */
    private static final String NOT_TAKING = ")^$}> \t\n";

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
        if (repetitions(pattern, options) > MOST_REPETITIONS) {
            throw new IllegalArgumentException("regex '" + pattern + "': groups repeated more than " + MOST_REPETITIONS
                    + " times, those within others multiplied");
        }
        try {
            compile(pattern, options);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex '" + pattern + "': " + e.getDescription() + " at offset " + e.getIndex(), e);
        }
    }

    /** How often what may match nothing is repeated at least, at most. */
    private static long repetitions(String pattern, Set<String> options) {
        // With blanks and comments between them, what is repeated is not what stands before.
        boolean anything =
                options.contains("extended") || COMMENTED.matcher(pattern).find();
        boolean backwards = BACKWARDS.matcher(pattern).find();
        long all = 1;
        Matcher found = REPETITION.matcher(pattern);
        while (found.find() && all <= MOST_REPETITIONS) {
            boolean escaped = found.group(1).length() % 2 == 1;
            String before = found.group(2);
            boolean takes = escaped
                    ? TAKING.contains(before) || !Character.isLetterOrDigit(before.charAt(0))
                    : !before.isEmpty()
                            && !NOT_TAKING.contains(before)
                            && !(backwards && Character.isDigit(before.charAt(0)));
            if (!takes || anything) {
                String digits = found.group(3);
                all *= digits.length() > 9 ? Integer.MAX_VALUE : Math.max(1, Long.parseLong(digits));
            }
        }
        return all;
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
