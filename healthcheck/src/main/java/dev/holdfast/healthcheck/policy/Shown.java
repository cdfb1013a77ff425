package dev.holdfast.healthcheck.policy;

/** What servers say, as it may be shown to people. */
final class Shown {
    private static final String MORE = "...";

    private Shown() {}

    /**
     * As much of it as there is room for, on one line, with a question mark for each control character.
     *
     * @param most how many characters at most, 3 or more; three dots stand for what was left out
     */
    static String line(String text, int most) {
        String kept = text.length() <= most ? text : text.substring(0, most - MORE.length()) + MORE;
        return kept.chars().noneMatch(Character::isISOControl)
                ? kept
                : kept.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?");
    }
}
