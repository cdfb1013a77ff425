package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.policy.ProbeResult.Answered;
import dev.holdfast.healthcheck.policy.ProbeResult.Failed;
import dev.holdfast.healthcheck.policy.ProbeResult.NotRun;
import dev.holdfast.healthcheck.policy.ProbeResult.Succeeded;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what a probe's result means. Delays count from the end of the probe, as keepalived's do.
 *
 * <pre>
 * result    state                  what follows                                    next probe after
 * success   up                     next URL                                        delay_loop
 * success   down                   next URL; up after the last one                 delay_loop, or at once between URLs
 *                                                                                  with fast_recovery
 * success   down, the URL that     first URL of a new round                        the same
 *           brought it down
 * failure   up, has answered,      same URL once more                              delay_before_retry
 *           retries left
 * failure   up otherwise           down; same URL                                  delay_loop
 * failure   down                   same URL                                        delay_loop
 * not run   any                    same URL, nothing counted                       delay_loop
 * </pre>
 *
 * A server that has never answered gets no retries: without alpha it is assumed to be up, and its first failure ends that. SMTP_CHECK is
 * another matter: it makes its retries whatever is known of the server.
 */
public final class CheckPolicy {
    private CheckPolicy() {}

    /**
     * When a new checker's first probe starts.
     *
     * @param random where in the warmup the probe falls: 0 (at once) to below 1
     */
    public static long firstProbeAtNanos(CheckTiming timing, double random, long nowNanos) {
        return nowNanos + (long) (timing.warmupNanos() * random);
    }

    /**
     * Takes one result.
     *
     * @param nowNanos when the probe ended, System.nanoTime scale
     */
    public static PolicyStep onResult(CheckerState state, ProbeResult result, long nowNanos) {
        if (result instanceof Succeeded well) {
            return succeeded(state.withWeight(well.weight()), false, List.of(), nowNanos);
        }
        if (result instanceof Answered answered) {
            return answered(state, answered, nowNanos);
        }
        if (result instanceof Failed failed) {
            return failed(state, failed, nowNanos);
        }
        NotRun notRun = (NotRun) result;
        return new PolicyStep(
                state,
                null,
                nowNanos + state.spec().timing().delayLoopNanos(),
                List.of(new CheckNotice.ProbeNotRun(state.spec(), notRun.trouble(), notRun.cause())));
    }

    private static PolicyStep answered(CheckerState state, Answered answered, long nowNanos) {
        HttpCheckSpec spec = (HttpCheckSpec) state.spec();
        UrlSpec url = spec.urls().get(state.urlIndex());
        boolean newlyCutShort = answered.cutShort() && !state.cutShort();
        if (state.up() && !newlyCutShort) {
            return succeeded(state, answered.cutShort(), List.of(), nowNanos);
        }
        List<CheckNotice> notices = new ArrayList<>(3);
        if (newlyCutShort) {
            notices.add(
                    new CheckNotice.LengthMismatch(spec, url, answered.announcedLength(), answered.receivedLength()));
        }
        if (!state.up()) {
            notices.add(new CheckNotice.UrlSucceeded(spec, url, answered.statusCode(), url.digest() != null));
        }
        return succeeded(state, answered.cutShort(), notices, nowNanos);
    }

    private static PolicyStep succeeded(
            CheckerState state, boolean cutShort, List<CheckNotice> notices, long nowNanos) {
        CheckTiming timing = state.spec().timing();
        int urls = state.spec() instanceof HttpCheckSpec http ? http.urls().size() : 1;
        // The URL that failed has to be followed by a whole round, itself included: the others may have failed
        // meanwhile.
        boolean roundComplete = !state.urlFailed() && state.urlIndex() + 1 == urls;
        int nextUrl = state.urlFailed() || roundComplete ? 0 : state.urlIndex() + 1;
        if (!roundComplete) {
            boolean hurry = state.spec() instanceof HttpCheckSpec http
                    && http.fastRecovery()
                    && !(state.up() && state.concluded());
            CheckerState next = new CheckerState(
                    state.spec(), state.up(), state.concluded(), 0, nextUrl, false, cutShort, state.weight());
            return new PolicyStep(next, null, nowNanos + (hurry ? 0 : timing.delayLoopNanos()), notices);
        }
        CheckerState next = settled(state, nextUrl, cutShort);
        if (state.up() && state.concluded()) {
            return new PolicyStep(next, null, nowNanos + timing.delayLoopNanos(), notices);
        }
        List<CheckNotice> all = new ArrayList<>(notices);
        all.add(new CheckNotice.ServerSucceeded(state.spec()));
        return new PolicyStep(next, state.up() ? null : Verdict.UP, nowNanos + timing.delayLoopNanos(), all);
    }

    /** Up, with nothing to remember; the same object where possible, since this is what nearly every probe ends in. */
    private static CheckerState settled(CheckerState state, int nextUrl, boolean cutShort) {
        if (state.up()
                && state.concluded()
                && state.failures() == 0
                && state.urlIndex() == nextUrl
                && state.cutShort() == cutShort) {
            return state;
        }
        return new CheckerState(state.spec(), true, true, 0, nextUrl, false, cutShort, state.weight());
    }

    private static PolicyStep failed(CheckerState state, Failed failed, long nowNanos) {
        CheckTiming timing = state.spec().timing();
        boolean answeredBefore = state.up() && state.concluded();
        boolean alwaysRetries = state.spec() instanceof SmtpCheckSpec;
        boolean retried = (answeredBefore || alwaysRetries) && state.failures() < timing.retries();
        boolean hasUrls = state.spec() instanceof HttpCheckSpec;
        // An HTTP checker with alpha says nothing of its first failure, the others do.
        boolean conclusion = !retried && (state.up() || (!state.concluded() && !hasUrls));
        CheckNotice notice = new CheckNotice.ProbeFailed(
                state.spec(),
                failed.reason(),
                state.url(),
                failed.detail(),
                timing.logAllFailures() && (state.up() || (!state.concluded() && (hasUrls || alwaysRetries))),
                conclusion,
                state.failures());
        if (retried) {
            CheckerState next = new CheckerState(
                    state.spec(),
                    state.up(),
                    state.concluded(),
                    state.failures() + 1,
                    state.urlIndex(),
                    false,
                    state.cutShort(),
                    state.weight());
            return new PolicyStep(next, null, nowNanos + timing.delayBeforeRetryNanos(), List.of(notice));
        }
        // What a program adds to the weight goes with its server: keepalived begins again with the configured one.
        CheckerState next =
                new CheckerState(state.spec(), false, true, 0, state.urlIndex(), hasUrls, state.cutShort(), null);
        return new PolicyStep(
                next,
                state.up() ? Verdict.DOWN : null,
                nowNanos + timing.delayLoopNanos(),
                conclusion
                        ? List.of(
                                notice,
                                new CheckNotice.RetriesExhausted(
                                        state.spec(), state.failures(), failed.reason(), failed.detail()))
                        : List.of(notice));
    }
}
