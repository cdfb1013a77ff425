package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * All that a checker knows between two probes.
 *
 * @param spec what is checked
 * @param up the current verdict
 * @param concluded whether the checker has come to a result of its own yet: every URL succeeded once, or one failed
 * @param failures failures in a row of a server that is still up; 0..{@code retry}
 * @param urlIndex which URL the next probe asks for; 0 for a checker without URLs
 * @param urlFailed whether that URL is the one that brought the server down, so that its success starts a new round
 * @param cutShort whether the last answer's body was shorter than announced
 */
public record CheckerState(
        CheckSpec spec,
        boolean up,
        boolean concluded,
        int failures,
        int urlIndex,
        boolean urlFailed,
        boolean cutShort) {

    /** A checker that has not run yet: up, or with alpha down. */
    public static CheckerState initial(CheckSpec spec) {
        return new CheckerState(spec, !spec.timing().alpha(), false, 0, 0, false, false);
    }

    /**
     * The state to go on with under a changed spec. When the same thing is still being checked, only at other times, what is
     * known of it stays true; otherwise the checker begins anew.
     */
    public CheckerState withSpec(CheckSpec changed) {
        if (!concluded || !asksTheSame(spec, changed)) {
            return initial(changed);
        }
        return new CheckerState(changed, up, true, 0, urlIndex, urlFailed, cutShort);
    }

    public Verdict verdict() {
        return up ? Verdict.UP : Verdict.DOWN;
    }

    /** The URL that the next probe asks for; null for a checker without URLs. */
    public @Nullable UrlSpec url() {
        return spec instanceof HttpCheckSpec http ? http.urls().get(urlIndex) : null;
    }

    /** Whether both ask the same of the same target, at whatever times: what one found then holds for the other. */
    public static boolean asksTheSame(CheckSpec a, CheckSpec b) {
        if (!a.target().equals(b.target())) {
            return false;
        }
        return a.match(
                tcp -> b.match(otherTcp -> true, otherHttp -> false),
                http -> b.match(otherTcp -> false, otherHttp -> http.urls().equals(otherHttp.urls())));
    }
}
