package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An element of the distinguished encoding rules, X.690.
 *
 * @param tag its kind
 * @param content what it has
 */
record Der(int tag, Bytes content) {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;

    private static final int LONG = 0x80;

    /** An element of elements. */
    static Der of(int tag, Der... parts) {
        byte[] content = new byte[0];
        for (Der part : parts) {
            content = joined(content, part.encoded());
        }
        return new Der(tag, new Bytes(content));
    }

    /** An object identifier whose content is these hexadecimal digits. */
    static Der identifier(String digits) {
        return new Der(IDENTIFIER, new Bytes(HexFormat.of().parseHex(digits)));
    }

    /**
     * The elements that follow one another.
     *
     * @throws IndexOutOfBoundsException when they do not end where the bytes do
     */
    static List<Der> read(byte[] bytes) {
        List<Der> elements = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = bytes[at] & 0xff;
            int length = bytes[at + 1] & 0xff;
            at += 2;
            if (length >= LONG) {
                int end = at + length - LONG;
                length = 0;
                while (at < end) {
                    length = (length << 8) | (bytes[at++] & 0xff);
                }
            }
            if (length < 0 || length > bytes.length - at) {
                throw new IndexOutOfBoundsException("length " + length);
            }
            elements.add(new Der(tag, new Bytes(Arrays.copyOfRange(bytes, at, at + length))));
            at += length;
        }
        return elements;
    }

    /** The elements within. */
    List<Der> parts() {
        return read(content.toArray());
    }

    /** The content in hexadecimal digits. */
    String digits() {
        return HexFormat.of().formatHex(content.toArray());
    }

    /** Its bytes. */
    byte[] encoded() {
        int length = content.length();
        int count = length < LONG ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
        byte[] head = new byte[2 + count];
        head[0] = (byte) tag;
        head[1] = (byte) (count == 0 ? length : LONG + count);
        for (int i = 0; i < count; i++) {
            head[head.length - 1 - i] = (byte) (length >> (i * Byte.SIZE));
        }
        return joined(head, content.toArray());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
