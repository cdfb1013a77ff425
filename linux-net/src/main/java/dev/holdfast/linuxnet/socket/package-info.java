/**
 * Sockets the JDK has none of: raw IPv4 for protocols like VRRP, and packet sockets for whole Ethernet frames.
 *
 * <p>Sending and receiving reuse one block of memory each and allocate nothing. Imports the libc package and the JDK. Follows raw(7),
 * ip(7), packet(7), {@code linux/in.h}, {@code linux/if_packet.h}; the gratuitous ARP frame follows RFC 826 and RFC 5227
 * section 1.2.
 */
@NullMarked
package dev.holdfast.linuxnet.socket;

import org.jspecify.annotations.NullMarked;
