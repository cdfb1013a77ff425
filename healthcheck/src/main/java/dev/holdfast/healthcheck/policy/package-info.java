/**
 * From probe results to up and down, and to the time of the next probe: keepalived.conf(5) {@code retry},
 * {@code delay_before_retry}, {@code delay_loop}, {@code alpha}.
 *
 * <p>Pure: no I/O, clock, thread, logging or random number. Imports only the JDK and
 * {@link dev.holdfast.healthcheck}.
 */
@NullMarked
package dev.holdfast.healthcheck.policy;

import org.jspecify.annotations.NullMarked;
