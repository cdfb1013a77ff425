package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * All that a checker knows between two probes.
 *
 * @param spec what is checked
 * @param up the current verdict
 * @param concluded whether the checker has come to a result of its own yet: every URL succeeded once, or one failed
 * @param failures failures in a row that retries followed; 0..{@code retry}
 * @param urlIndex which URL the next probe asks for; 0 for a checker without URLs
 * @param urlFailed whether that URL is the one that brought the server down, so that its success starts a new round
 * @param cutShort whether the last answer's body was shorter than announced
 * @param weight what a probe last wanted added to the server's weight, null for nothing yet or since the server went down
 */
public record CheckerState(
        CheckSpec spec,
        boolean up,
        boolean concluded,
        int failures,
        int urlIndex,
        boolean urlFailed,
        boolean cutShort,
        @Nullable Integer weight) {

    /** A checker that has not run yet: up, or with alpha down. */
    public static CheckerState initial(CheckSpec spec) {
        return new CheckerState(spec, !spec.timing().alpha(), false, 0, 0, false, false, null);
    }

    /**
     * The state to go on with under a changed spec. When the same thing is still being checked, only at other times, what is
     * known of it stays true; otherwise the checker begins anew.
     */
    public CheckerState withSpec(CheckSpec changed) {
        if (!concluded || !asksTheSame(spec, changed)) {
            return initial(changed);
        }
        return new CheckerState(changed, up, true, 0, urlIndex, urlFailed, cutShort, weight);
    }

    /** This with another weight asked for; a null leaves the one before. */
    CheckerState withWeight(@Nullable Integer asked) {
        return asked == null || asked.equals(weight)
                ? this
                : new CheckerState(spec, up, concluded, failures, urlIndex, urlFailed, cutShort, asked);
    }

    public Verdict verdict() {
        return up ? Verdict.UP : Verdict.DOWN;
    }

    /** The URL that the next probe asks for; null for a checker without URLs. */
    public @Nullable UrlSpec url() {
        return spec instanceof HttpCheckSpec http ? http.urls().get(urlIndex) : null;
    }

    /** Whether both ask the same of the same target, at whatever times: what one found then holds for the other. */
    public static boolean asksTheSame(ServerCondition a, ServerCondition b) {
        return a.question().equals(b.question());
    }
}
