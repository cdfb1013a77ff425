package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.Prefix;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses the way inet_pton(3) does, never looking up a name, and writes them as inet_ntop(3) does. */
public final class Addresses {
    private static final int IPV6_BYTES = 16;
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    private Addresses() {}

    /** An IPv4 or IPv6 address; null when the text is neither. */
    public static @Nullable InetAddress parse(String text) {
        byte[] bytes = text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        if (bytes == null) {
            return null;
        }
        try {
            if (bytes.length == IPV6_BYTES) {
                return Inet6Address.getByAddress(null, bytes, -1);
            }
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What stands before a slash; everything where there is none. */
    static String withoutPrefix(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }

    /** An IPv4 address; null when the text is none. */
    static @Nullable Inet4Address parseIpv4(String text) {
        return parse(text) instanceof Inet4Address address ? address : null;
    }

    /** An address as inet_ntop(3) writes it: {@code 10.0.0.1}, {@code 2001:db8::1}, {@code ::ffff:10.0.0.1}. */
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return dotted(bytes, 0);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int start = -1;
        int length = 1;
        for (int from = 0; from < 8; from++) {
            int to = from;
            while (to < 8 && groups[to] == 0) {
                to++;
            }
            if (to - from > length) {
                start = from;
                length = to - from;
            }
        }
        boolean endsInIpv4 = start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff));
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < (endsInIpv4 ? 6 : 8)) {
            if (i == start) {
                text.append("::");
                i += length;
            } else {
                if (i > 0 && i != start + length) {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
                i++;
            }
        }
        if (endsInIpv4) {
            text.append(length == 6 ? "" : ":").append(dotted(bytes, 12));
        }
        return text.toString();
    }

    private static String dotted(byte[] bytes, int from) {
        return (bytes[from] & 0xff) + "." + (bytes[from + 1] & 0xff) + "." + (bytes[from + 2] & 0xff) + "."
                + (bytes[from + 3] & 0xff);
    }

    /**
     * An address with its prefix length, that of the whole address when there is none or when it is out of range (which is reported);
     * null when the word is no address.
     */
    static @Nullable Prefix prefix(Word word, Problems problems) {
        String text = word.text();
        int slash = text.indexOf('/');
        InetAddress address = parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        int whole = address.getAddress().length * Byte.SIZE;
        if (slash < 0 || slash == text.length() - 1) {
            return new Prefix(address, whole);
        }
        OptionalLong length = Numbers.within(text.substring(slash + 1), 0, whole);
        if (length.isEmpty()) {
            problems.error(word, "bad-prefix", "prefix length of " + word, "0.." + whole, whole + " is used");
        }
        return new Prefix(address, (int) length.orElse(whole));
    }

    private static byte @Nullable [] ipv4(String text) {
        if (!DOTTED.matcher(text).matches()) {
            return null;
        }
        byte[] bytes = new byte[4];
        int i = 0;
        for (String part : text.split("\\.", -1)) {
            int value = Integer.parseInt(part);
            if (value > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
                return null;
            }
            bytes[i++] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int used = head.length + tail.length;
        if (gap < 0 ? used != IPV6_BYTES : used > IPV6_BYTES - 2) {
            return null;
        }
        byte[] bytes = new byte[IPV6_BYTES];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, IPV6_BYTES - tail.length, tail.length);
        return bytes;
    }

    /** Groups of up to four hexadecimal digits; the last may be an IPv4 address where that is allowed. */
    private static byte @Nullable [] groups(String text, boolean ipv4Last) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > 8) {
            return null;
        }
        byte[] bytes = new byte[IPV6_BYTES + 4];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (ipv4Last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                byte[] last = ipv4(parts[i]);
                if (last == null) {
                    return null;
                }
                System.arraycopy(last, 0, bytes, length, 4);
                length += 4;
            } else if (GROUP.matcher(parts[i]).matches()) {
                int value = Integer.parseInt(parts[i], 16);
                bytes[length++] = (byte) (value >> 8);
                bytes[length++] = (byte) value;
            } else {
                return null;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** The address of a statement's first word, whose prefix length counts for nothing, as with keepalived; null for none, which is said. */
    static @Nullable InetAddress read(Statement statement, Problems problems) {
        InetAddress address = parse(withoutPrefix(statement.text(0)));
        if (address == null) {
            problems.error(
                    statement.at(0),
                    "bad-address",
                    statement.name() + " " + statement.text(0),
                    "an IPv4 or IPv6 address",
                    "it is ignored");
        }
        return address;
    }
}
