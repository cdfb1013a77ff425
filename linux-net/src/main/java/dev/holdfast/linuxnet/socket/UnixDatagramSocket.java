package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A socket to a local datagram service, such as syslog(3)'s {@code /dev/log} or the socket of sd_notify(3), which the JDK has
 * no class for: its Unix domain sockets are streams. Sends only, and never waits. Used by one thread.
 *
 * <pre>
 *  struct sockaddr_un (linux/un.h):  family@0 path@2, at most 108 bytes; a first byte of 0 is an abstract name
 * </pre>
 */
public final class UnixDatagramSocket implements AutoCloseable {

    // bits/socket.h and asm-generic/socket.h
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final int PATH_AT = 2;
    private static final int LONGEST_PATH = 107;

    private final String path;
    private final NativeBuffer address;
    private final int addressLength;
    private int fd;

    private UnixDatagramSocket(String path, NativeBuffer address, int addressLength, int fd) {
        this.path = path;
        this.address = address;
        this.addressLength = addressLength;
        this.fd = fd;
    }

    /**
     * A socket that sends to this service; whether it is there shows with the first {@link #send}.
     *
     * @param path the service's socket; a first character of {@code @} makes it an abstract name
     * @throws LinuxException {@code ENAMETOOLONG} when the path has more than 107 bytes
     */
    public static UnixDatagramSocket connect(String path) throws LinuxException {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_PATH) {
            throw new LinuxException("connect to " + path, Errno.ENAMETOOLONG);
        }
        boolean isAbstract = path.startsWith("@");
        if (isAbstract) {
            bytes[0] = 0;
        }
        int length = PATH_AT + bytes.length + (isAbstract ? 0 : 1);
        NativeBuffer address = NativeBuffer.allocate(length);
        address.bytes().putShort(0, (short) AF_UNIX).put(PATH_AT, bytes);
        int fd = LinuxException.check(Libc.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "open unix datagram socket");
        return new UnixDatagramSocket(path, address, length, fd);
    }

    /**
     * Sends one datagram without waiting.
     *
     * @throws LinuxException {@code ENOENT} or {@code ECONNREFUSED} when nobody is there, {@code EAGAIN} when the service
     *     does not keep up, {@code EMSGSIZE} when it is too long
     */
    public void send(byte[] datagram) throws LinuxException {
        NativeBuffer message = NativeBuffer.allocate(address.capacity() + datagram.length);
        message.bytes().put(0, address.bytes(), 0, addressLength).put(addressLength, datagram);
        int result = fd < 0
                ? -Errno.EBADF
                : Libc.sendto(
                        fd, message, addressLength, datagram.length, MSG_DONTWAIT | MSG_NOSIGNAL, 0, addressLength);
        LinuxException.check(result, "send to " + path);
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
