package dev.holdfast.linuxnet.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A message the kernel sent (or, for a kernel played by a test, one it was sent). Immutable. */
public final class NetlinkMessage {

    private final int type;
    private final int flags;
    private final int sequence;
    private final int portId;
    private final byte[] payload;

    private NetlinkMessage(int type, int flags, int sequence, int portId, byte[] payload) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.portId = portId;
        this.payload = payload;
    }

    /**
     * The messages of one datagram.
     *
     * @param datagram from its position to its limit, in the machine's byte order; the position is left at the limit
     * @throws NetlinkException when a message's length does not fit
     */
    public static List<NetlinkMessage> readAll(ByteBuffer datagram) throws NetlinkException {
        List<NetlinkMessage> messages = new ArrayList<>();
        while (datagram.hasRemaining()) {
            messages.add(read(datagram));
        }
        return messages;
    }

    private static NetlinkMessage read(ByteBuffer datagram) throws NetlinkException {
        int start = datagram.position();
        int remaining = datagram.remaining();
        if (remaining < Netlink.HEADER_LENGTH) {
            throw NetlinkException.malformed(
                    "message header of " + remaining + " bytes (expected " + Netlink.HEADER_LENGTH + ")");
        }
        int length = datagram.getInt(start + Netlink.LENGTH_AT);
        if (length < Netlink.HEADER_LENGTH || length > remaining) {
            throw NetlinkException.malformed("message of " + Integer.toUnsignedLong(length) + " bytes (expected "
                    + Netlink.HEADER_LENGTH + ".." + remaining + ")");
        }
        byte[] payload = new byte[length - Netlink.HEADER_LENGTH];
        datagram.get(start + Netlink.HEADER_LENGTH, payload);
        datagram.position(start + Math.min(Netlink.align(length), remaining));
        return new NetlinkMessage(
                Short.toUnsignedInt(datagram.getShort(start + Netlink.TYPE_AT)),
                Short.toUnsignedInt(datagram.getShort(start + Netlink.FLAGS_AT)),
                datagram.getInt(start + Netlink.SEQUENCE_AT),
                datagram.getInt(start + Netlink.PORT_ID_AT),
                payload);
    }

    /** The message type, 0 to 65535. */
    public int type() {
        return type;
    }

    /** The flags, 0 to 65535. */
    public int flags() {
        return flags;
    }

    /** Whether a flag is set, for instance {@link Netlink#FLAG_MULTI}. */
    public boolean hasFlag(int flag) {
        return (flags & flag) == flag;
    }

    /** The number that ties an answer to its request; 0 in a notification. */
    public int sequence() {
        return sequence;
    }

    /** The socket the message is for. */
    public int portId() {
        return portId;
    }

    /** Everything after the netlink header, in the machine's byte order; a read-only view at position 0. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * The payload, if it is long enough to begin with the family's fixed header.
     *
     * @param length the fixed header's length in bytes
     * @throws NetlinkException when the message is shorter than that
     */
    public ByteBuffer fixedHeader(int length) throws NetlinkException {
        requireLength(length);
        return payload();
    }

    /**
     * The attributes after the family's fixed header.
     *
     * @param fixedHeaderLength how many bytes precede them, for instance {@link GenericNetlink#HEADER_LENGTH}
     * @throws NetlinkException when the message is shorter than that
     */
    public Attributes attributes(int fixedHeaderLength) throws NetlinkException {
        requireLength(fixedHeaderLength);
        return Attributes.of(ByteBuffer.wrap(payload), Netlink.align(fixedHeaderLength), payload.length);
    }

    private void requireLength(int length) throws NetlinkException {
        if (payload.length < length) {
            throw NetlinkException.malformed("message of type " + type + " with " + payload.length
                    + " bytes (expected at least " + length + ")");
        }
    }
}
