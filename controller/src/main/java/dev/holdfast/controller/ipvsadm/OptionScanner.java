package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.ipvsadm.UsageException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a command line apart as popt(3) does: clusters ({@code -Ln}), values in the same word ({@code -w5},
 * {@code -w=5}, {@code --weight=5}) or in the next, words that are no options anywhere between, and {@code --} before
 * words that are none.
 */
final class OptionScanner {
    private final List<String> words;
    private final List<String> others = new ArrayList<>();
    private int next;
    /** What is left of a cluster, or empty. */
    private String cluster = "";

    OptionScanner(List<String> words) {
        this.words = words;
    }

    /**
     * One option.
     *
     * @param option which
     * @param value its value; null when it has none
     */
    record Scanned(IpvsadmOption option, @Nullable String value) {
        String requiredValue() {
            if (value == null) {
                throw new IllegalStateException(option + " without a value");
            }
            return value;
        }
    }

    /** The next option, or null after the last one. */
    @Nullable Scanned next() throws UsageException {
        if (!cluster.isEmpty()) {
            return shortOption();
        }
        while (next < words.size()) {
            String word = words.get(next++);
            if (word.equals("--")) {
                others.addAll(words.subList(next, words.size()));
                next = words.size();
            } else if (word.startsWith("--")) {
                return longOption(word.substring(2));
            } else if (word.startsWith("-") && word.length() > 1) {
                cluster = word.substring(1);
                return shortOption();
            } else {
                others.add(word);
            }
        }
        return null;
    }

    /** The words that are neither options nor their values, once {@link #next} has returned null. */
    List<String> others() {
        return Collections.unmodifiableList(others);
    }

    private Scanned longOption(String word) throws UsageException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        IpvsadmOption option = IpvsadmOption.ofLongName(name);
        if (option == null) {
            throw unknown("--" + name);
        }
        return withValue(option, equals < 0 ? null : word.substring(equals + 1));
    }

    private Scanned shortOption() throws UsageException {
        char letter = cluster.charAt(0);
        String rest = cluster.substring(1);
        IpvsadmOption option = IpvsadmOption.ofShortName(letter);
        if (option == null) {
            throw unknown("-" + letter);
        }
        if (option.value() == IpvsadmOption.Value.NONE && !rest.startsWith("=")) {
            cluster = rest;
            return new Scanned(option, null);
        }
        cluster = "";
        return withValue(option, rest.isEmpty() ? null : rest.startsWith("=") ? rest.substring(1) : rest);
    }

    private Scanned withValue(IpvsadmOption option, @Nullable String inSameWord) throws UsageException {
        return switch (option.value()) {
            case NONE -> {
                if (inSameWord != null) {
                    throw new UsageException(
                            Kind.OPTION, "option " + option + " with \"" + inSameWord + "\" (expected no value)");
                }
                yield new Scanned(option, null);
            }
            case REQUIRED -> {
                if (inSameWord == null && next == words.size()) {
                    throw new UsageException(Kind.OPTION, "option " + option + " without its value");
                }
                yield new Scanned(option, inSameWord == null ? words.get(next++) : inSameWord);
            }
            case OPTIONAL -> {
                boolean nextIsValue = next < words.size() && !words.get(next).startsWith("-");
                yield new Scanned(option, inSameWord != null ? inSameWord : nextIsValue ? words.get(next++) : null);
            }
        };
    }

    private static UsageException unknown(String option) {
        return new UsageException(
                Kind.OPTION, "unknown option " + option + " (`holdfast ipvs -h` lists what there is)");
    }
}
