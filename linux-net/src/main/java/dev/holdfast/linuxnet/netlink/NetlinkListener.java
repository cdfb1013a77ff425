package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.libc.NativeBuffer;

/** A netlink socket that is told of changes: it joined multicast groups and only listens. Used by one thread at a time. */
public final class NetlinkListener implements Pollable {

    private static final int SOCK_NONBLOCK = 0x800;
    /** Room for any notification: the kernel makes none larger than 32 KiB but for devices with hundreds of virtual functions. */
    private static final int BUFFER = 64 * 1024;

    private final NetlinkDescriptor descriptor;
    private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);

    private NetlinkListener(NetlinkDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** What a {@link NetlinkListener} calls. */
    public interface Handler {

        /** A notification. */
        void received(NetlinkMessage message);

        /** Notifications were lost or could not be read: whoever keeps what they are about must ask for all of it again. */
        void lost();
    }

    /**
     * Opens a listener.
     *
     * @param protocol {@link Netlink#PROTOCOL_ROUTE} or {@link Netlink#PROTOCOL_GENERIC}
     * @param groups the multicast groups to join, as a bit mask ({@code RTMGRP_…} of linux/rtnetlink.h)
     * @throws LinuxException when the kernel has no such protocol or the process has too many descriptors
     */
    public static NetlinkListener open(int protocol, int groups) throws LinuxException {
        NetlinkDescriptor descriptor = NetlinkDescriptor.open(protocol, SOCK_NONBLOCK, groups);
        try {
            descriptor.setReceiveRoom(ReceiveRoom.USUAL);
            return new NetlinkListener(descriptor);
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Sets how much room there is for notifications that are not read yet. */
    public void setReceiveRoom(ReceiveRoom room) throws LinuxException {
        descriptor.setReceiveRoom(room);
    }

    /**
     * Hands over what is there, without waiting.
     *
     * @param handler called for each notification, in order
     * @param most how many datagrams to read at most; what is left makes the descriptor readable again
     * @return how many datagrams were read
     * @throws LinuxException when the socket cannot be read; not when notifications were lost
     */
    public int drain(Handler handler, int most) throws LinuxException {
        int datagrams = 0;
        while (datagrams < most) {
            int length = descriptor.receive(buffer, false);
            if (length == -Errno.EAGAIN) {
                break;
            }
            datagrams++;
            if (length == -Errno.ENOBUFS || length > buffer.capacity()) {
                handler.lost();
            } else if (length != -Errno.EINTR) {
                handOver(LinuxException.check(length, "receive netlink notifications"), handler);
            }
        }
        return datagrams;
    }

    private void handOver(int length, Handler handler) {
        try {
            for (NetlinkMessage message :
                    NetlinkMessage.readAll(buffer.bytes().clear().limit(length))) {
                if (message.type() >= Netlink.FIRST_PROTOCOL_TYPE) {
                    handler.received(message);
                } else if (message.type() == Netlink.TYPE_OVERRUN) {
                    handler.lost();
                }
            }
        } catch (NetlinkException e) {
            // A notification that cannot be read is one that was lost.
            handler.lost();
        }
    }

    @Override
    public int fd() {
        return descriptor.fd();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
