package dev.holdfast.controller.check;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Echo messages of ICMP (RFC 792) and ICMPv6 (RFC 4443 section 4), which differ in their types and checksums. Pure.
 *
 * <pre>
 *  0        1        2          4            6          8
 *  | type   | code 0 | checksum | identifier | sequence | data …
 * </pre>
 *
 * Identifier and sequence together are one number here, a token.
 */
final class IcmpEcho {
    private static final int REQUEST = 8;
    private static final int REPLY = 0;
    private static final int REQUEST_V6 = 128;
    private static final int REPLY_V6 = 129;
    private static final int HEADER = 8;
    /** As ping(8) sends. */
    private static final int LENGTH = HEADER + 56;

    private static final int IHL_MASK = 0x0f;

    private IcmpEcho() {}

    /** A request, with its checksum over IPv4; over IPv6 the kernel works it out. */
    static byte[] request(int token, boolean ipv6) {
        ByteBuffer message = ByteBuffer.allocate(LENGTH);
        message.put(0, (byte) (ipv6 ? REQUEST_V6 : REQUEST)).putInt(4, token);
        if (!ipv6) {
            message.putShort(2, checksum(message));
        }
        return message.array();
    }

    /** The token of a reply in a whole IPv4 packet; empty when it has none. */
    static OptionalInt replyInPacket(ByteBuffer packet) {
        if (packet.remaining() < 1) {
            return OptionalInt.empty();
        }
        int header = (packet.get(packet.position()) & IHL_MASK) * 4;
        return reply(packet, packet.position() + header, REPLY);
    }

    /** The token of a reply in an ICMPv6 message; empty when it is none. */
    static OptionalInt replyV6(ByteBuffer message) {
        return reply(message, message.position(), REPLY_V6);
    }

    private static OptionalInt reply(ByteBuffer from, int at, int type) {
        if (from.limit() - at < HEADER || (from.get(at) & 0xff) != type || from.get(at + 1) != 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(from.getInt(at + 4));
    }

    private static short checksum(ByteBuffer message) {
        int sum = 0;
        for (int at = 0; at < message.limit(); at += 2) {
            sum += message.getShort(at) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
