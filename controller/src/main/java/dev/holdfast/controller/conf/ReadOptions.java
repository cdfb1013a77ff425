package dev.holdfast.controller.conf;

/**
 * What decides how a configuration is read, besides its text.
 *
 * @param configId compared with the word after {@code @} on conditional lines, and the value of {@code ${_INSTANCE}};
 *     keepalived's default is the first label of the host's name
 * @param facts the machine
 * @param mostLines how many lines {@code ~SEQ}, {@code ~LST}, definitions and {@code include} may grow a configuration to
 * @param mostCharacters how many characters those lines may have together, comments and indentation not counted; what is
 *     read is kept in memory, word by word
 * @param randomSeed what {@code ${_RANDOM}} starts from
 */
public record ReadOptions(String configId, SystemFacts facts, int mostLines, int mostCharacters, long randomSeed) {
    /** Room for the largest configurations known, 65,000 instances of 17 lines. */
    public static final int DEFAULT_MOST_LINES = 4_000_000;

    /** Room for 100,000 real servers with a check each. */
    public static final int DEFAULT_MOST_CHARACTERS = 8_000_000;

    /** Options with the usual limits. */
    public ReadOptions(String configId, SystemFacts facts) {
        this(configId, facts, DEFAULT_MOST_LINES, DEFAULT_MOST_CHARACTERS, 0);
    }
}
