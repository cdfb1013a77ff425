package dev.holdfast.ipvs.netlink;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks of attribute values that an answer must have, with errors that say value and expectation. */
final class Required {
    /** Stands for an unsigned number that was not in the answer. */
    static final long MISSING = -1;

    private Required() {}

    /** An unsigned 32-bit attribute as an int. */
    static int intValue(String what, long value) throws NetlinkException {
        if (value == MISSING) {
            throw ReplyDecoder.malformed("no " + what);
        }
        if (value > Integer.MAX_VALUE) {
            throw ReplyDecoder.malformed(what + " " + value + " (expected 0.." + Integer.MAX_VALUE + ")");
        }
        return (int) value;
    }

    static AddressFamily family(long number) throws NetlinkException {
        for (AddressFamily family : AddressFamily.values()) {
            if (family.number() == number) {
                return family;
            }
        }
        throw ReplyDecoder.malformed(
                number == MISSING ? "no address family" : "address family " + number + " (expected 2 or 10)");
    }

    /** The address in the first bytes of the 16 that the kernel sends for either family. */
    static InetAddress address(AddressFamily family, byte @Nullable [] bytes) throws NetlinkException {
        if (bytes == null) {
            throw ReplyDecoder.malformed("no address");
        }
        return family.address(Arrays.copyOf(bytes, family.addressLength()));
    }

    static byte[] addressBytes(Attributes attributes) throws NetlinkException {
        return attributes.bytes(IpvsProtocol.ADDRESS_LENGTH);
    }
}
