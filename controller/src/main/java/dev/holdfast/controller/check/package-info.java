/**
 * What checkers need of the system besides connections: programs (MISC_CHECK), ICMP (PING_CHECK) and socket options. They are
 * {@link dev.holdfast.healthcheck.check.OutsideProbes}. ICMP is RFC 792, ICMPv6 RFC 4443.
 */
@NullMarked
package dev.holdfast.controller.check;

import org.jspecify.annotations.NullMarked;
