package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * All that sendmsg(2) is given, in one block of memory: a send writes what changed and allocates nothing, unless it is longer than
 * all before it.
 *
 * <pre>
 *  0                56         72                     control                       payload
 *  | struct msghdr  | iovec    | sockaddr_in or _in6  | cmsghdr and in[6]_pktinfo   | …
 *
 *  struct msghdr (bits/socket.h):     name@0 namelen@8 iov@16 iovlen@24 control@32 controllen@40 flags@48
 *  struct iovec:                      base@0 len@8
 *  struct cmsghdr:                    len@0 level@8 type@12, then the packet info
 * </pre>
 */
final class OutgoingMessage {

    private static final int IOVEC_AT = 56;
    private static final int IOVEC_LENGTH_AT = IOVEC_AT + 8;
    private static final int NAME_AT = 72;
    private static final int CONTROL_HEADER = 16;
    private static final int FIRST_CAPACITY = 1500;

    /** Where the structures of a family have what. */
    enum Layout {
        /**
         * {@code struct sockaddr_in}: family@0 port@2 address@4; {@code struct in_pktinfo}: ifindex@0 spec_dst@4 addr@8 (linux/in.h);
         * {@code IP_PKTINFO} of {@code IPPROTO_IP}.
         */
        IPV4(2, 16, 4, 0, 8, 12, 4, 0),
        /**
         * {@code struct sockaddr_in6}: family@0 port@2 flow@4 address@8 scope@24 (linux/in6.h); {@code struct in6_pktinfo}: address@0
         * ifindex@16 (linux/ipv6.h); {@code IPV6_PKTINFO} of {@code IPPROTO_IPV6}.
         */
        IPV6(10, 28, 8, 41, 50, 20, 0, 16);

        private final int family;
        private final int nameLength;
        private final int nameAddressAt;
        private final int level;
        private final int type;
        private final int infoLength;
        private final int infoAddressAt;
        private final int infoIndexAt;

        Layout(
                int family,
                int nameLength,
                int nameAddressAt,
                int level,
                int type,
                int infoLength,
                int infoAddressAt,
                int infoIndexAt) {
            this.family = family;
            this.nameLength = nameLength;
            this.nameAddressAt = nameAddressAt;
            this.level = level;
            this.type = type;
            this.infoLength = infoLength;
            this.infoAddressAt = infoAddressAt;
            this.infoIndexAt = infoIndexAt;
        }

        private int controlAt() {
            return NAME_AT + wholeLongs(nameLength);
        }

        private int infoAt() {
            return controlAt() + CONTROL_HEADER;
        }

        private int controlLength() {
            return CONTROL_HEADER + wholeLongs(infoLength);
        }

        private int payloadAt() {
            return controlAt() + controlLength();
        }

        private static int wholeLongs(int length) {
            return length + Long.BYTES - 1 & -Long.BYTES;
        }
    }

    /** {@code sin6_scope_id}, which only link-local addresses of IPv6 have. */
    private static final int SCOPE_AT = NAME_AT + 24;

    private final Layout layout;
    private final int ifIndex;
    private final int largestPayload;
    private NativeBuffer block;
    /** The addresses the block holds now. Comparing allocates nothing, asking an address for its bytes does. */
    private @Nullable InetAddress source;

    private @Nullable InetAddress destination;

    /**
     * An empty message.
     *
     * @param ifIndex the interface to send on, or 0 for whichever leads there
     * @param largestPayload in bytes
     */
    OutgoingMessage(Layout layout, int ifIndex, int largestPayload) {
        this.layout = layout;
        this.ifIndex = ifIndex;
        this.largestPayload = largestPayload;
        this.block = newBlock(FIRST_CAPACITY);
    }

    /** Sends all of an array. */
    void send(SocketDescriptor descriptor, byte[] payload, InetAddress from, InetAddress to) throws LinuxException {
        prepare(payload.length, from, to);
        block.bytes().put(layout.payloadAt(), payload);
        transmit(descriptor);
    }

    /** Sends a buffer from its position to its limit; it is not changed. */
    void send(SocketDescriptor descriptor, ByteBuffer payload, InetAddress from, InetAddress to) throws LinuxException {
        int length = payload.remaining();
        prepare(length, from, to);
        block.bytes().put(layout.payloadAt(), payload, payload.position(), length);
        transmit(descriptor);
    }

    private void prepare(int length, InetAddress from, InetAddress to) {
        if (length > largestPayload) {
            throw new IllegalArgumentException(
                    "payload of " + length + " bytes (expected at most " + largestPayload + ")");
        }
        if (length > block.capacity() - layout.payloadAt()) {
            block = newBlock(length);
            source = null;
            destination = null;
        }
        if (!from.equals(source)) {
            block.bytes().put(layout.infoAt() + layout.infoAddressAt, from.getAddress());
            source = from;
        }
        if (!to.equals(destination)) {
            block.bytes().put(NAME_AT + layout.nameAddressAt, to.getAddress());
            if (layout == Layout.IPV6) {
                block.bytes().putInt(SCOPE_AT, to.isLinkLocalAddress() || to.isMCLinkLocal() ? ifIndex : 0);
            }
            destination = to;
        }
        block.bytes().putLong(IOVEC_LENGTH_AT, length);
    }

    private void transmit(SocketDescriptor descriptor) throws LinuxException {
        int result = descriptor.fd() < 0 ? -Errno.EBADF : Libc.sendmsg(descriptor.fd(), block, 0, 0);
        for (int i = 0; result == -Errno.EINTR && i < 16; i++) {
            result = Libc.sendmsg(descriptor.fd(), block, 0, 0);
        }
        if (result < 0) {
            throw descriptor.failed("send with ", result);
        }
    }

    private NativeBuffer newBlock(int payloadCapacity) {
        NativeBuffer made = NativeBuffer.allocate(layout.payloadAt() + payloadCapacity);
        int control = layout.controlAt();
        made.bytes()
                .putLong(0, made.addressOf(NAME_AT))
                .putInt(8, layout.nameLength)
                .putLong(16, made.addressOf(IOVEC_AT))
                .putLong(24, 1)
                .putLong(32, made.addressOf(control))
                .putLong(40, layout.controlLength())
                .putLong(IOVEC_AT, made.addressOf(layout.payloadAt()))
                .putShort(NAME_AT, (short) layout.family)
                .putLong(control, CONTROL_HEADER + layout.infoLength)
                .putInt(control + 8, layout.level)
                .putInt(control + 12, layout.type)
                .putInt(layout.infoAt() + layout.infoIndexAt, ifIndex);
        return made;
    }
}
