package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.RegexSpec;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Searches a body for a pattern while it comes in, without keeping it: at most {@value #WINDOW} bytes are held. Of a longer
 * body a match is found that is no longer than {@value #OVERLAP} bytes. A search that takes more than {@value #MOST_STEPS}
 * looks at characters, and {@value #STEPS_PER_BYTE} for each byte of the body, is given up, so that no pattern can hold up other checks.
 */
public final class BodySearch {
    static final int WINDOW = 65_536;
    static final int OVERLAP = 16_384;
    /** As PCRE2 has it by default (pcre2_set_match_limit). */
    static final int MOST_STEPS = 10_000_000;

    static final int STEPS_PER_BYTE = 32;

    private final RegexSpec spec;
    private final Pattern pattern;
    private final Charset charset;
    private byte[] held = new byte[0];
    private int length;
    /** Where in the body what is held begins. */
    private long heldAt;

    /** Looks at characters so far. */
    private long steps;

    private boolean found;
    private @Nullable String trouble;

    public BodySearch(RegexSpec spec) {
        this.spec = spec;
        this.pattern = spec.compile();
        this.charset = spec.utf() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    }

    /** Takes more of the body. */
    public void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (decided()) {
                return;
            }
            if (held.length == length) {
                held = java.util.Arrays.copyOf(
                        held, Math.min(WINDOW, Math.max(1024, 2 * held.length + bytes.remaining())));
            }
            int taken = Math.min(bytes.remaining(), held.length - length);
            bytes.get(held, length, taken);
            length += taken;
            if (length == WINDOW) {
                search(false);
                int drop = length - OVERLAP;
                System.arraycopy(held, drop, held, 0, OVERLAP);
                length = OVERLAP;
                heldAt += drop;
            }
        }
    }

    /** The body is complete: why it is not well, or null. */
    public @Nullable String complete() {
        if (!decided()) {
            search(true);
        }
        held = new byte[0];
        if (trouble != null) {
            return trouble;
        }
        return found == spec.mustNotMatch()
                ? "the body " + (found ? "has" : "has not") + " what regex '" + spec.pattern() + "' matches"
                : null;
    }

    private boolean decided() {
        return found || trouble != null || (spec.mostOffset() > 0 && heldAt > spec.mostOffset());
    }

    private void search(boolean last) {
        // A character may take several bytes: offsets are where characters of the bytes before begin.
        int from = (int) Math.max(0, Math.min(length, spec.leastOffset() - heldAt));
        String before = new String(held, 0, from, charset);
        String text = before + new String(held, from, length - from, charset);
        Matcher matcher = pattern.matcher(new Counted(text));
        matcher.region(before.length(), text.length()).useAnchoringBounds(false).useTransparentBounds(true);
        try {
            if (matcher.find() && (last || !matcher.requireEnd())) {
                long at = heldAt + text.substring(0, matcher.start()).getBytes(charset).length;
                found = (spec.mostOffset() == 0 || at <= spec.mostOffset());
            }
        } catch (TooManySteps e) {
            trouble = "regex '" + spec.pattern() + "' was given up after " + steps + " steps";
        } catch (StackOverflowError e) {
            trouble = "regex '" + spec.pattern() + "' needs more stack than there is";
        }
    }

    private static final class TooManySteps extends RuntimeException {
        TooManySteps() {
            super(null, null, false, false);
        }
    }

    /** Text that counts how often it is looked at. */
    private final class Counted implements CharSequence {
        private final String text;
        private final long most = MOST_STEPS + STEPS_PER_BYTE * (heldAt + length);

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > most) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
