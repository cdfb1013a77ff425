package dev.holdfast.linuxnet.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a {@link NetlinkChannel} is asked to send: a message without the fields the channel fills in (its sequence number and port,
 * and the flags that ask for an answer). Immutable; made by {@link MessageBuilder}.
 */
public final class Request {

    private final String operation;
    private final int type;
    private final int flags;
    private final byte[] payload;

    Request(String operation, int type, int flags, byte[] payload) {
        this.operation = operation;
        this.type = type;
        this.flags = flags;
        this.payload = payload;
    }

    /** What is asked for, in words, for the error message. */
    public String operation() {
        return operation;
    }

    /** The message type, 0 to 65535. */
    public int type() {
        return type;
    }

    /** The flags the request was built with; the channel adds {@code NLM_F_REQUEST} and those that ask for an answer. */
    public int flags() {
        return flags;
    }

    /** Everything after the netlink header, in the machine's byte order; a read-only view at position 0. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** How long the message is with its header, in bytes and without padding. */
    int length() {
        return Netlink.HEADER_LENGTH + payload.length;
    }

    /** Appends the message, padded, at the buffer's position. The buffer has room. */
    void writeTo(ByteBuffer buffer, int addedFlags, int sequence, int portId) {
        buffer.putInt(length())
                .putShort((short) type)
                .putShort((short) (flags | addedFlags))
                .putInt(sequence)
                .putInt(portId)
                .put(payload);
        for (int padding = Netlink.align(payload.length) - payload.length; padding > 0; padding--) {
            buffer.put((byte) 0);
        }
    }
}
