package dev.holdfast.controller.cli;

import org.jspecify.annotations.Nullable;

/**
 * The start of a director, by {@code holdfast run} or keepalived's own options.
 *
 * <p>As with a {@link Question}, the plain forms are read here, without picocli, which would take a third of the time that a start takes:
 * its classes are of the oldest kind, which no archive of classes takes. What is read here means what it means to picocli, which reads all
 * other forms, and tells of mistakes.
 *
 * @param console whether to log to standard error
 */
record Start(KeepalivedOptions options, boolean console) {

    /** Of {@code holdfast run}. */
    static Start inForeground(KeepalivedOptions options, boolean syslog) {
        return new Start(options, options.console() || !syslog);
    }

    /** Of keepalived's options alone; the launcher has put this process into the background unless -n was given. */
    static Start asKeepalived(KeepalivedOptions options) {
        return new Start(options, options.console());
    }

    /**
     * Reads a whole command line; null unless it is nothing but options, behind {@code run} or alone, each given once, and values in words
     * of their own.
     */
    static @Nullable Start of(String... words) {
        boolean isRun = words.length > 0 && words[0].equals("run");
        boolean syslog = false;
        KeepalivedOptions options = new KeepalivedOptions();
        for (int i = isRun ? 1 : 0; i < words.length; i++) {
            String word = words[i];
            if (isRun && word.equals("--syslog") && !syslog) {
                syslog = true;
            } else if (!turnOn(options, word)) {
                i++;
                if (i == words.length || !options.set(word, words[i])) {
                    return null;
                }
            }
        }
        return isRun ? inForeground(options, syslog) : asKeepalived(options);
    }

    /** One option, or several letters in a word. */
    private static boolean turnOn(KeepalivedOptions options, String word) {
        if (word.startsWith("--") || !word.startsWith("-") || word.length() < 2) {
            return options.turnOn(word);
        }
        return word.chars().skip(1).allMatch(letter -> options.turnOn("-" + (char) letter));
    }

    /** Runs it to its end; returns the exit status. */
    int run() {
        return Running.run(options, console);
    }
}
