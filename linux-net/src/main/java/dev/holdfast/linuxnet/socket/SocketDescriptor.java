package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** What this package's sockets have in common: a descriptor, its options, and a buffer to receive into. */
final class SocketDescriptor {

    // bits/socket.h and asm-generic/socket.h
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MARK = 36;

    private final String name;
    private final NativeBuffer received;
    private final ByteBuffer view;
    private int fd;

    private SocketDescriptor(String name, int fd, int receiveCapacity) {
        this.name = name;
        this.fd = fd;
        this.received = NativeBuffer.allocate(receiveCapacity);
        this.view = received.bytes().duplicate().order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * Opens a raw socket.
     *
     * @param name what it is, for error messages
     * @param receiveCapacity how much of a packet is kept, in bytes
     */
    static SocketDescriptor open(String name, int domain, int protocol, int receiveCapacity) throws LinuxException {
        int fd = Libc.socket(domain, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
        if (fd == -Errno.EPERM) {
            throw new LinuxException("open " + name, Errno.EPERM, "CAP_NET_RAW is needed");
        }
        return new SocketDescriptor(name, LinuxException.check(fd, "open " + name), receiveCapacity);
    }

    /** The descriptor, or -1 when it is closed. */
    int fd() {
        return fd;
    }

    void set(int level, int option, String optionName, int value) throws LinuxException {
        LinuxException.check(
                Libc.setsockopt(fd, level, option, value), "set " + optionName + " to " + value + " on " + name);
    }

    void set(int level, int option, String optionName, NativeBuffer value, int length) throws LinuxException {
        LinuxException.check(Libc.setsockopt(fd, level, option, value, length), "set " + optionName + " on " + name);
    }

    /** Sends and receives on this interface only. */
    void setDevice(String ifName) throws LinuxException {
        NativeBuffer value = NativeBuffer.text(ifName);
        set(SOL_SOCKET, SO_BINDTODEVICE, "SO_BINDTODEVICE", value, value.capacity());
    }

    /** Marks what is sent, 1..4294967295. */
    void setMark(long mark) throws LinuxException {
        set(SOL_SOCKET, SO_MARK, "SO_MARK", (int) mark);
    }

    /** Sets how many bytes may wait to be read; above net.core.rmem_max where CAP_NET_ADMIN allows it. */
    void setReceiveRoom(int bytes) throws LinuxException {
        if (Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
            set(SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF", bytes);
        }
    }

    /**
     * Receives a packet without waiting.
     *
     * @return the packet from position 0 to the limit, in network order, valid until the next call; null when there is none. A
     *     packet longer than the buffer lost its end.
     */
    @Nullable ByteBuffer receive() throws LinuxException {
        int length = fd < 0 ? -Errno.EBADF : Libc.recv(fd, received, received.capacity(), MSG_DONTWAIT);
        for (int i = 0; length == -Errno.EINTR && i < 16; i++) {
            length = Libc.recv(fd, received, received.capacity(), MSG_DONTWAIT);
        }
        if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
            return null;
        }
        if (length < 0) {
            throw failed("receive from ", length);
        }
        return view.clear().limit(length);
    }

    /** The failure of a call on this socket. */
    LinuxException failed(String operation, int result) {
        return new LinuxException(operation + name, -result);
    }

    void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
