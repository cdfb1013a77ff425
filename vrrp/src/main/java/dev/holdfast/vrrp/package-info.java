/**
 * What a VRRP instance is: its configuration, addresses, authentication and gratuitous ARP schedule, as immutable records.
 *
 * <p>The module is pure: it opens no socket, reads no clock, writes no log, draws no random number and starts no thread.
 * Times are nanoseconds handed in by the caller. It imports the JDK and JSpecify only. The protocol is VRRPv2 of RFC 3768
 * and VRRPv3 of RFC 9568 over IPv4; where those leave room, or where the installed base differs from them, the measure is
 * what keepalived 2.2.7 does on the wire. Packets are in {@code packet}, the state machine is in {@code state}.
 */
@NullMarked
package dev.holdfast.vrrp;

import org.jspecify.annotations.NullMarked;
