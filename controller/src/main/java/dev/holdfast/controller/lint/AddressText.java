package dev.holdfast.controller.lint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address as configurations have it.
 *
 * @param address the address
 * @param prefixLength in bits: the one given, otherwise all of the address
 */
record AddressText(InetAddress address, int prefixLength) {
    private static final Pattern NUMERIC =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** Reads {@code ADDRESS[/PREFIX]}; null when it is no such thing. Never asks a name server. */
    static @Nullable AddressText of(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (!NUMERIC.matcher(host).matches()) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            int bits = address.getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix < 0 || prefix > bits ? null : new AddressText(address, prefix);
        } catch (UnknownHostException | NumberFormatException e) {
            return null;
        }
    }

    /** Whether it is an IPv4 address whose host part is all zeros, or all ones, in a network of more than two addresses. */
    boolean isNetworkOrBroadcast() {
        byte[] bytes = address.getAddress();
        int hostBits = Integer.SIZE - prefixLength;
        if (bytes.length != Integer.BYTES || hostBits < 2 || hostBits >= Integer.SIZE) {
            return false;
        }
        int value = 0;
        for (byte one : bytes) {
            value = value << Byte.SIZE | (one & 0xff);
        }
        int mask = (1 << hostBits) - 1;
        return (value & mask) == 0 || (value & mask) == mask;
    }
}
