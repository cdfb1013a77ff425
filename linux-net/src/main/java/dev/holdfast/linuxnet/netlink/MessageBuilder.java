package dev.holdfast.linuxnet.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Builds one {@link Request}: first the family's fixed header, field by field, then attributes.
 *
 * <p>Attributes are padded to four bytes as the kernel wants them; the fields of the fixed header are not, so that they can be
 * written as the header's structure has them. Values are taken modulo their width. Not for use by several threads.
 */
public final class MessageBuilder {

    /** The longest an attribute can be: its length is a 16-bit field that counts its header. */
    private static final int ATTRIBUTE_MAX_LENGTH = 0xffff;

    private final int type;
    private final int flags;
    private String operation;
    private ByteBuffer buffer = ByteBuffer.allocate(128).order(ByteOrder.nativeOrder());

    /**
     * @param type the message type, 0 to 65535: a rtnetlink message or a generic netlink family's id
     * @param flags flags of the request itself, for instance {@link Netlink#FLAG_CREATE}; the channel adds those that ask for an
     *     answer
     */
    public MessageBuilder(int type, int flags) {
        if (type < 0 || type > 0xffff) {
            throw new IllegalArgumentException("message type " + type + " (expected 0..65535)");
        }
        this.type = type;
        this.flags = flags;
        this.operation = "netlink request of type " + type;
    }

    /** Says in words what is asked for, for the error message: {@code add address 192.0.2.1/24 dev eth0}. */
    public MessageBuilder operation(String words) {
        operation = words;
        return this;
    }

    /** Appends one byte. */
    public MessageBuilder u8(int value) {
        room(Byte.BYTES).put((byte) value);
        return this;
    }

    /** Appends two bytes in the machine's order. */
    public MessageBuilder u16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    /** Appends four bytes in the machine's order. */
    public MessageBuilder u32(long value) {
        room(Integer.BYTES).putInt((int) value);
        return this;
    }

    /** Appends eight bytes in the machine's order. */
    public MessageBuilder u64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** Appends bytes as they are. */
    public MessageBuilder bytes(byte[] value) {
        room(value.length).put(value);
        return this;
    }

    /** Appends an attribute without a payload, whose presence is its meaning. */
    public MessageBuilder flag(int attribute) {
        return attribute(attribute, new byte[0]);
    }

    /** Appends an attribute of one byte. */
    public MessageBuilder u8(int attribute, int value) {
        header(attribute, Byte.BYTES);
        room(4).put((byte) value).put((byte) 0).putShort((short) 0);
        return this;
    }

    /** Appends an attribute of two bytes in the machine's order. */
    public MessageBuilder u16(int attribute, int value) {
        header(attribute, Short.BYTES);
        room(4).putShort((short) value).putShort((short) 0);
        return this;
    }

    /** Appends an attribute of two bytes in network order. */
    public MessageBuilder u16BigEndian(int attribute, int value) {
        return u16(attribute, toBigEndian((short) value));
    }

    /** Appends an attribute of four bytes in the machine's order. */
    public MessageBuilder u32(int attribute, long value) {
        header(attribute, Integer.BYTES);
        return u32(value);
    }

    /** Appends an attribute of four bytes in network order. */
    public MessageBuilder u32BigEndian(int attribute, long value) {
        return u32(attribute, toBigEndian((int) value));
    }

    /** Appends an attribute of eight bytes in the machine's order. */
    public MessageBuilder u64(int attribute, long value) {
        header(attribute, Long.BYTES);
        return u64(value);
    }

    /** Appends an attribute with the text in UTF-8 and the NUL that the kernel expects after it. */
    public MessageBuilder string(int attribute, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return attribute(attribute, Arrays.copyOf(text, text.length + 1));
    }

    /** Appends an attribute with the address's 4 or 16 bytes. */
    public MessageBuilder address(int attribute, InetAddress value) {
        return attribute(attribute, value.getAddress());
    }

    /** Appends an attribute with bytes as they are. */
    public MessageBuilder attribute(int attribute, byte[] value) {
        header(attribute, value.length);
        room(Netlink.align(value.length)).put(value);
        pad();
        return this;
    }

    /**
     * Appends an attribute that holds other attributes, marked with {@code NLA_F_NESTED}.
     *
     * @param attribute the outer attribute's type, without the mark
     * @param content appends the inner attributes to this same builder
     */
    public MessageBuilder nested(int attribute, Consumer<MessageBuilder> content) {
        return plainNested(attribute | Netlink.ATTRIBUTE_NESTED, content);
    }

    /** Like {@link #nested}, without the mark: rtnetlink's older attributes do not have it. */
    public MessageBuilder plainNested(int attribute, Consumer<MessageBuilder> content) {
        pad();
        int start = buffer.position();
        header(attribute, 0);
        content.accept(this);
        int length = buffer.position() - start;
        if (length > ATTRIBUTE_MAX_LENGTH) {
            throw tooLong(attribute, length);
        }
        buffer.putShort(start, (short) length);
        return this;
    }

    /** How many bytes have been appended. */
    public int position() {
        return buffer.position();
    }

    /** Writes two bytes in the machine's order over what was appended there: a length that is known only now. */
    public MessageBuilder u16At(int position, int value) {
        buffer.putShort(position, (short) value);
        return this;
    }

    /** The message as it is now. */
    public Request build() {
        return new Request(operation, type, flags, Arrays.copyOf(buffer.array(), buffer.position()));
    }

    private void header(int attribute, int payloadLength) {
        int length = Netlink.ATTRIBUTE_HEADER_LENGTH + payloadLength;
        if (length > ATTRIBUTE_MAX_LENGTH) {
            throw tooLong(attribute, length);
        }
        pad();
        room(Netlink.ATTRIBUTE_HEADER_LENGTH).putShort((short) length).putShort((short) attribute);
    }

    private void pad() {
        int position = buffer.position();
        for (int padding = Netlink.align(position) - position; padding > 0; padding--) {
            u8(0);
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
            buffer =
                    ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder()).put(buffer.flip());
        }
        return buffer;
    }

    private static IllegalArgumentException tooLong(int attribute, int length) {
        return new IllegalArgumentException("attribute " + (attribute & Netlink.ATTRIBUTE_TYPE_MASK) + " of " + length
                + " bytes (expected at most " + ATTRIBUTE_MAX_LENGTH + ")");
    }

    private static short toBigEndian(short value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value);
    }

    private static int toBigEndian(int value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }
}
