package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Statement;
import dev.holdfast.healthcheck.CheckTiming;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a virtual server gives its real servers, they give their checkers, and each of them may give itself
 * (keepalived.conf(5), "LVS CONFIGURATION": the virtual server setting is the default for real servers, and the real server
 * setting is the default for checkers). A null is a setting nobody has given yet.
 *
 * @param delayLoopNanos {@code delay_loop}
 * @param connectTimeoutNanos {@code connect_timeout}
 * @param retries {@code retry}
 * @param delayBeforeRetryNanos {@code delay_before_retry}
 * @param warmupNanos {@code warmup}
 * @param alpha {@code alpha}
 * @param logAllFailures {@code log_all_failures}
 * @param virtualHost the name sent to HTTP servers
 */
record CheckDefaults(
        @Nullable Long delayLoopNanos,
        @Nullable Long connectTimeoutNanos,
        @Nullable Long retries,
        @Nullable Long delayBeforeRetryNanos,
        @Nullable Long warmupNanos,
        boolean alpha,
        boolean logAllFailures,
        @Nullable String virtualHost) {
    private static final long NANOS_PER_MICRO = 1000;

    /** What holds before a virtual server says anything. */
    static CheckDefaults of(GlobalDefs globals) {
        return new CheckDefaults(null, null, null, null, null, false, globals.logAllCheckFailures(), null);
    }

    /** These settings with those of a block over them. */
    CheckDefaults with(Statement block) {
        CheckDefaults result = this;
        for (Statement statement : block.children()) {
            result = result.withOne(statement);
        }
        return result;
    }

    private CheckDefaults withOne(Statement statement) {
        @Nullable Long number = statement.number().isPresent() ? statement.number().getAsLong() : null;
        @Nullable Long nanos = number == null ? null : number * NANOS_PER_MICRO;
        return switch (statement.name()) {
            case "delay_loop" -> nanos == null ? this : delayLoop(nanos);
            case "connect_timeout" -> nanos == null ? this : connectTimeout(nanos);
            case "retry", "nb_get_retry" -> number == null ? this : retries(number);
            case "delay_before_retry" -> nanos == null ? this : delayBeforeRetry(nanos);
            case "warmup" -> nanos == null ? this : warmup(nanos);
            case "alpha" -> flags(statement.flag().orElse(true), logAllFailures);
            case "log_all_failures" -> flags(alpha, statement.flag().orElse(logAllFailures));
            case "virtualhost" -> host(statement.text(0));
            // Of SMTP_CHECK: what it gives is for the whole checker; with keepalived all of it but connect_timeout.
            case "host" -> with(statement);
            default -> this;
        };
    }

    private CheckDefaults delayLoop(long v) {
        return new CheckDefaults(
                v,
                connectTimeoutNanos,
                retries,
                delayBeforeRetryNanos,
                warmupNanos,
                alpha,
                logAllFailures,
                virtualHost);
    }

    private CheckDefaults connectTimeout(long v) {
        return new CheckDefaults(
                delayLoopNanos, v, retries, delayBeforeRetryNanos, warmupNanos, alpha, logAllFailures, virtualHost);
    }

    private CheckDefaults retries(long v) {
        return new CheckDefaults(
                delayLoopNanos,
                connectTimeoutNanos,
                v,
                delayBeforeRetryNanos,
                warmupNanos,
                alpha,
                logAllFailures,
                virtualHost);
    }

    private CheckDefaults delayBeforeRetry(long v) {
        return new CheckDefaults(
                delayLoopNanos, connectTimeoutNanos, retries, v, warmupNanos, alpha, logAllFailures, virtualHost);
    }

    private CheckDefaults warmup(long v) {
        return new CheckDefaults(
                delayLoopNanos,
                connectTimeoutNanos,
                retries,
                delayBeforeRetryNanos,
                v,
                alpha,
                logAllFailures,
                virtualHost);
    }

    private CheckDefaults flags(boolean newAlpha, boolean log) {
        return new CheckDefaults(
                delayLoopNanos,
                connectTimeoutNanos,
                retries,
                delayBeforeRetryNanos,
                warmupNanos,
                newAlpha,
                log,
                virtualHost);
    }

    private CheckDefaults host(String v) {
        return new CheckDefaults(
                delayLoopNanos,
                connectTimeoutNanos,
                retries,
                delayBeforeRetryNanos,
                warmupNanos,
                alpha,
                logAllFailures,
                v);
    }

    /** The timing of a checker, with the defaults of its kind for what nobody gave. */
    CheckTiming timing(int defaultRetries, long defaultDelayBeforeRetryNanos) {
        long delayLoop = delayLoopNanos != null ? delayLoopNanos : CheckTiming.DEFAULT_DELAY_LOOP_NANOS;
        return new CheckTiming(
                delayLoop,
                connectTimeoutNanos != null ? connectTimeoutNanos : CheckTiming.DEFAULT_CONNECT_TIMEOUT_NANOS,
                retries != null ? (int) Math.min(retries, Integer.MAX_VALUE) : defaultRetries,
                delayBeforeRetryNanos != null ? delayBeforeRetryNanos : defaultDelayBeforeRetryNanos,
                warmupNanos != null ? warmupNanos : delayLoop,
                alpha,
                logAllFailures);
    }
}
