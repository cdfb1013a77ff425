package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;

/** Sets options, that neither Java nor Netty has names for, of sockets that others opened; by their descriptors' numbers. */
public final class SocketOptions {
    // asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MARK = 36;

    private SocketOptions() {}

    /**
     * Binds the socket to an interface.
     *
     * @throws LinuxException {@code ENODEV} when there is no such interface; {@code EPERM} without a capability on kernels before 5.7
     */
    public static void setDevice(int descriptor, String ifName) throws LinuxException {
        NativeBuffer value = NativeBuffer.text(ifName);
        LinuxException.check(
                Libc.setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, value, value.capacity()),
                "set SO_BINDTODEVICE to " + ifName);
    }

    /**
     * Marks what the socket sends.
     *
     * @param mark 1..4294967295
     * @throws LinuxException {@code EPERM} without CAP_NET_ADMIN
     */
    public static void setMark(int descriptor, long mark) throws LinuxException {
        LinuxException.check(Libc.setsockopt(descriptor, SOL_SOCKET, SO_MARK, (int) mark), "set SO_MARK to " + mark);
    }
}
