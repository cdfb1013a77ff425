/**
 * The VRRP state machine as a function from (state, event, time) to (state, effects).
 *
 * <p>Follows RFC 3768 section 6.4 and RFC 9568 section 6.4, and keepalived 2.2.7 where the two leave room. Pure: nothing
 * here reads a clock, does I/O, logs, locks or draws a random number. May import {@code dev.holdfast.vrrp}, {@code
 * dev.holdfast.vrrp.packet} and the JDK only.
 */
@NullMarked
package dev.holdfast.vrrp.state;

import org.jspecify.annotations.NullMarked;
