package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;

/**
 * Sets options of Java's own sockets that Java has no names for. What it takes is the descriptor's number, which only the
 * JDK's own package tells: {@code java.base/sun.nio.ch} has to be open to this module, by the program's manifest or by
 * {@code --add-opens}.
 */
public final class ChannelOptions {
    // asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MARK = 36;

    private ChannelOptions() {}

    /**
     * Binds the channel to an interface.
     *
     * @throws LinuxException {@code ENODEV} when there is no such interface; {@code EPERM} without a capability on kernels before 5.7
     */
    public static void setDevice(SelectableChannel channel, String ifName) throws LinuxException {
        NativeBuffer value = NativeBuffer.text(ifName);
        LinuxException.check(
                Libc.setsockopt(descriptor(channel), SOL_SOCKET, SO_BINDTODEVICE, value, value.capacity()),
                "set SO_BINDTODEVICE to " + ifName);
    }

    /**
     * Marks what the channel sends.
     *
     * @param mark 1..4294967295
     * @throws LinuxException {@code EPERM} without CAP_NET_ADMIN
     */
    public static void setMark(SelectableChannel channel, long mark) throws LinuxException {
        LinuxException.check(
                Libc.setsockopt(descriptor(channel), SOL_SOCKET, SO_MARK, (int) mark), "set SO_MARK to " + mark);
    }

    private static int descriptor(SelectableChannel channel) throws LinuxException {
        try {
            Method number = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
            number.setAccessible(true);
            return (Integer) number.invoke(channel);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new LinuxException(
                    "find the descriptor of a socket",
                    Errno.EOPNOTSUPP,
                    "java.base/sun.nio.ch is not open to this program");
        }
    }
}
