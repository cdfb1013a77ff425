package dev.holdfast.linuxnet.netlink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A walk over netlink attributes: {@link #next()} steps to the next one, {@link #type()} says what it is, and a getter reads it
 * if it has exactly the length the getter stands for.
 *
 * <pre>{@code
 * Attributes attributes = message.attributes(fixedHeaderLength);
 * while (attributes.next()) {
 *     switch (attributes.type()) {
 *         case IFA_LABEL -> label = attributes.string();
 *         ...
 *         default -> {}   // a newer kernel's
 *     }
 * }
 * }</pre>
 *
 * <p>The kernel may add attributes, repeat them and leave them out; what is missing the caller has to notice. Not for use by
 * several threads.
 */
public final class Attributes {

    private final ByteBuffer buffer;
    private final int end;
    private int nextAt;
    private int valueAt;
    private int length = -1;
    private int type;

    private Attributes(ByteBuffer buffer, int start, int end) {
        this.buffer = buffer;
        this.nextAt = start;
        this.end = end;
    }

    /**
     * The attributes in a range of a buffer, which is not changed and must not change while they are read.
     *
     * @param buffer in the machine's byte order
     * @param start where the first attribute begins
     * @param end where the last one ends
     */
    static Attributes of(ByteBuffer buffer, int start, int end) {
        return new Attributes(buffer.duplicate().order(ByteOrder.nativeOrder()), start, end);
    }

    /**
     * Steps to the next attribute.
     *
     * @return false when there is none
     * @throws NetlinkException when the next one's length does not fit
     */
    public boolean next() throws NetlinkException {
        int remaining = end - nextAt;
        if (remaining <= 0) {
            length = -1;
            return false;
        }
        if (remaining < Netlink.ATTRIBUTE_HEADER_LENGTH) {
            throw NetlinkException.malformed(
                    "attribute header of " + remaining + " bytes (expected " + Netlink.ATTRIBUTE_HEADER_LENGTH + ")");
        }
        int total = Short.toUnsignedInt(buffer.getShort(nextAt));
        type = buffer.getShort(nextAt + Netlink.ATTRIBUTE_TYPE_AT) & Netlink.ATTRIBUTE_TYPE_MASK;
        if (total < Netlink.ATTRIBUTE_HEADER_LENGTH || total > remaining) {
            throw NetlinkException.malformed("attribute " + type + " of " + total + " bytes (expected "
                    + Netlink.ATTRIBUTE_HEADER_LENGTH + ".." + remaining + ")");
        }
        length = total - Netlink.ATTRIBUTE_HEADER_LENGTH;
        valueAt = nextAt + Netlink.ATTRIBUTE_HEADER_LENGTH;
        nextAt += Netlink.align(total);
        return true;
    }

    /** The current attribute's type, without the flags that share its field. */
    public int type() {
        return type;
    }

    /** The current attribute's length in bytes, without its header. */
    public int length() {
        return length;
    }

    /** One byte, 0 to 255. */
    public int u8() throws NetlinkException {
        expect(Byte.BYTES);
        return Byte.toUnsignedInt(buffer.get(valueAt));
    }

    /** Two bytes in the machine's order, 0 to 65535. */
    public int u16() throws NetlinkException {
        expect(Short.BYTES);
        return Short.toUnsignedInt(buffer.getShort(valueAt));
    }

    /** Two bytes in network order, 0 to 65535. */
    public int u16BigEndian() throws NetlinkException {
        expect(Short.BYTES);
        return Byte.toUnsignedInt(buffer.get(valueAt)) << 8 | Byte.toUnsignedInt(buffer.get(valueAt + 1));
    }

    /** Four bytes in the machine's order, 0 to 4294967295. */
    public long u32() throws NetlinkException {
        return Integer.toUnsignedLong(i32());
    }

    /** Four bytes in network order, 0 to 4294967295. */
    public long u32BigEndian() throws NetlinkException {
        int value = i32();
        return Integer.toUnsignedLong(
                ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
    }

    /** Four bytes in the machine's order, signed. */
    public int i32() throws NetlinkException {
        expect(Integer.BYTES);
        return buffer.getInt(valueAt);
    }

    /** Eight bytes in the machine's order; a counter above 2^63 comes out negative. */
    public long u64() throws NetlinkException {
        expect(Long.BYTES);
        return buffer.getLong(valueAt);
    }

    /** Text in UTF-8, up to its NUL if it has one. */
    public String string() throws NetlinkException {
        byte[] text = bytes();
        int textLength = 0;
        while (textLength < text.length && text[textLength] != 0) {
            textLength++;
        }
        return new String(text, 0, textLength, StandardCharsets.UTF_8);
    }

    /** An IPv4 or an IPv6 address, whichever the length says. */
    public InetAddress address() throws NetlinkException {
        byte[] address = bytes();
        if (address.length != 4 && address.length != 16) {
            throw wrongLength("4 or 16");
        }
        try {
            // Of sixteen bytes the other method may make an IPv4 address: of ::ffff:10.0.0.1.
            return address.length == 4
                    ? InetAddress.getByAddress(address)
                    : Inet6Address.getByAddress(null, address, -1);
        } catch (UnknownHostException cannotBe) {
            throw new AssertionError("an address of " + address.length + " bytes", cannotBe);
        }
    }

    /** A copy of the payload. */
    public byte[] bytes() throws NetlinkException {
        if (length < 0) {
            throw new IllegalStateException("no attribute to read (expected next() to have returned true)");
        }
        byte[] copy = new byte[length];
        buffer.get(valueAt, copy);
        return copy;
    }

    /** A copy of the payload, which must have exactly that length. */
    public byte[] bytes(int expectedLength) throws NetlinkException {
        expect(expectedLength);
        return bytes();
    }

    /** The payload as a read-only view in the machine's byte order, of at least that many bytes: for attributes that hold a structure. */
    public ByteBuffer structure(int leastLength) throws NetlinkException {
        if (length < leastLength) {
            throw wrongLength("at least " + leastLength);
        }
        return buffer.slice(valueAt, length).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** The attributes inside the current one. */
    public Attributes nested() {
        return new Attributes(buffer, valueAt, valueAt + length);
    }

    private void expect(int expectedLength) throws NetlinkException {
        if (length != expectedLength) {
            throw wrongLength(Integer.toString(expectedLength));
        }
    }

    private NetlinkException wrongLength(String expectation) {
        return NetlinkException.malformed(
                "attribute " + type + " with a value of " + length + " bytes (expected " + expectation + ")");
    }
}
