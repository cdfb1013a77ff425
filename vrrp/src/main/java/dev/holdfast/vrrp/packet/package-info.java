/**
 * VRRP packets: the codec, the reasons to reject a packet, and the checks one instance makes.
 *
 * <p>Formats: RFC 3768 section 5.1 (v2, with the authentication data of RFC 2338 section 5.3.10 that the installed base
 * still sends) and RFC 9568 section 5.2 (v3). Pure: bytes in, records out; decoding never throws. May import {@code
 * dev.holdfast.vrrp} and the JDK only.
 */
@NullMarked
package dev.holdfast.vrrp.packet;

import org.jspecify.annotations.NullMarked;
