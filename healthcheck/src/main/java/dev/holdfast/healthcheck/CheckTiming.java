package dev.holdfast.healthcheck;

import java.util.concurrent.TimeUnit;

/**
 * When a checker runs and how patient it is. Every duration is in nanoseconds.
 *
 * @param delayLoopNanos keepalived.conf(5) {@code delay_loop}: time from the end of one check to the start of the next;
 *     more than 0
 * @param connectTimeoutNanos {@code connect_timeout}: limit of each step of a probe (connecting; for HTTP also writing,
 *     and the whole of the answer); more than 0
 * @param retries {@code retry}: how many further failures in a row a server that is up is allowed before it is down;
 *     0 or more
 * @param delayBeforeRetryNanos {@code delay_before_retry}: time from a failure that is to be retried to the next probe;
 *     0 or more
 * @param warmupNanos {@code warmup}: the first probe starts after a random time below this; 0 starts it at once
 * @param alpha {@code alpha}: the server is down until its first success; otherwise it is up until its checks fail
 * @param logAllFailures {@code log_all_failures}: notice each failed probe, also the ones that will be retried
 */
public record CheckTiming(
        long delayLoopNanos,
        long connectTimeoutNanos,
        int retries,
        long delayBeforeRetryNanos,
        long warmupNanos,
        boolean alpha,
        boolean logAllFailures) {

    /** {@code delay_loop} when the file gives none: 60 s. */
    public static final long DEFAULT_DELAY_LOOP_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** {@code connect_timeout} when the file gives none: 5 s. */
    public static final long DEFAULT_CONNECT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** {@code retry} of TCP_CHECK when the file gives none. */
    public static final int DEFAULT_TCP_RETRIES = 1;

    /** {@code retry} (once called {@code nb_get_retry}) of HTTP_GET when the file gives none. */
    public static final int DEFAULT_HTTP_RETRIES = 1;

    /** {@code delay_before_retry} of TCP_CHECK when the file gives none: 1 s. */
    public static final long DEFAULT_TCP_DELAY_BEFORE_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** {@code delay_before_retry} of HTTP_GET when the file gives none: 3 s. */
    public static final long DEFAULT_HTTP_DELAY_BEFORE_RETRY_NANOS = TimeUnit.SECONDS.toNanos(3);

    public CheckTiming {
        requireAtLeast("delay_loop", delayLoopNanos, 1);
        requireAtLeast("connect_timeout", connectTimeoutNanos, 1);
        requireAtLeast("delay_before_retry", delayBeforeRetryNanos, 0);
        requireAtLeast("warmup", warmupNanos, 0);
        if (retries < 0) {
            throw new IllegalArgumentException("retry " + retries + " (expected 0 or more)");
        }
    }

    /**
     * The defaults of TCP_CHECK for a {@code delay_loop}. The default {@code warmup} is the {@code delay_loop} itself.
     */
    public static CheckTiming tcpDefaults(long delayLoopNanos) {
        return new CheckTiming(
                delayLoopNanos,
                DEFAULT_CONNECT_TIMEOUT_NANOS,
                DEFAULT_TCP_RETRIES,
                DEFAULT_TCP_DELAY_BEFORE_RETRY_NANOS,
                delayLoopNanos,
                false,
                false);
    }

    /**
     * The defaults of HTTP_GET for a {@code delay_loop}. The default {@code warmup} is the {@code delay_loop} itself.
     */
    public static CheckTiming httpDefaults(long delayLoopNanos) {
        return new CheckTiming(
                delayLoopNanos,
                DEFAULT_CONNECT_TIMEOUT_NANOS,
                DEFAULT_HTTP_RETRIES,
                DEFAULT_HTTP_DELAY_BEFORE_RETRY_NANOS,
                delayLoopNanos,
                false,
                false);
    }

    private static void requireAtLeast(String keyword, long nanos, long least) {
        if (nanos < least) {
            throw new IllegalArgumentException(keyword + " " + nanos + " ns (expected " + least + " ns or more)");
        }
    }
}
