package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Service;
import java.net.InetAddress;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code persistence_granularity}. */
final class Netmasks {
    /** As inet_aton(3) takes one. */
    private static final Pattern NUMBER =
            Pattern.compile("(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,9})(\\.(0[xX][0-9a-fA-F]{1,8}|[0-9]+)){0,3}");

    private Netmasks() {}

    /** The netmask as {@link Service} has it; that of a whole address where none is given. */
    static int read(@Nullable Word given, AddressFamily family, Problems problems) {
        int whole = Service.wholeAddress(family);
        return given == null ? whole : read(given, family, whole, problems);
    }

    /** Whether keepalived takes it for a netmask or a prefix length: connections persist then, without a persistence_timeout too. */
    static boolean isNumber(Word word) {
        return NUMBER.matcher(word.text()).matches();
    }

    /** A netmask or a prefix length. */
    private static int read(Word word, AddressFamily family, int otherwise, Problems problems) {
        OptionalLong prefix = family == AddressFamily.IPV6 || isNumber(word)
                ? Numbers.within(word.text(), 1, family.addressLength() * 8L)
                : OptionalLong.empty();
        if (prefix.isPresent()) {
            return Service.netmaskOfPrefix(family, (int) prefix.getAsLong());
        }
        InetAddress mask = family == AddressFamily.IPV4 ? Addresses.parseIpv4(word.text()) : null;
        int bits = 0;
        if (mask != null) {
            for (byte b : mask.getAddress()) {
                bits = bits << Byte.SIZE | (b & 0xff);
            }
        }
        if (bits == 0) {
            String expected = family == AddressFamily.IPV4 ? "a netmask or 1..32" : "1..128";
            // keepalived takes any number for an address of 32 bits.
            if (isNumber(word) && family == AddressFamily.IPV4) {
                problems.remark(word, "bad-value", "persistence_granularity " + word, expected, "it is ignored");
            } else {
                problems.error(word, "bad-value", "persistence_granularity " + word, expected, "it is ignored");
            }
            return otherwise;
        }
        return bits;
    }
}
