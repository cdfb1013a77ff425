package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A netlink socket to ask the kernel with.
 *
 * <p>Extended acknowledgements are on, so a refusal carries the kernel's own words. The receive buffer is grown, as far as the
 * process may, and no more requests are sent at once than it has room for acknowledgements. Used by one thread at a time.
 *
 * <p>To be told of changes use a {@link NetlinkListener}: its notifications and these answers do not share a buffer.
 */
public final class NetlinkSocket implements NetlinkChannel, Pollable {

    private final SystemTransport transport;
    private final NetlinkExchange exchange;

    private NetlinkSocket(SystemTransport transport) {
        this.transport = transport;
        this.exchange = new NetlinkExchange(transport);
    }

    /**
     * Opens a socket.
     *
     * @param protocol {@link Netlink#PROTOCOL_ROUTE} or {@link Netlink#PROTOCOL_GENERIC}
     * @throws LinuxException when the kernel has no such protocol or the process has too many descriptors
     */
    public static NetlinkSocket open(int protocol) throws LinuxException {
        NetlinkDescriptor descriptor = NetlinkDescriptor.open(protocol, 0, 0);
        try {
            return new NetlinkSocket(new SystemTransport(descriptor));
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    @Override
    public List<NetlinkMessage> request(Request request) throws NetlinkException {
        return exchange.request(request);
    }

    @Override
    public List<NetlinkMessage> dump(Request request) throws NetlinkException {
        return exchange.dump(request);
    }

    @Override
    public List<Reply> batch(List<Request> requests) {
        return exchange.batch(requests);
    }

    @Override
    public void transaction(Request begin, List<Request> requests, Request end) throws NetlinkException {
        exchange.transaction(begin, requests, end);
    }

    @Override
    public void setReceiveRoom(ReceiveRoom room) throws LinuxException {
        transport.setReceiveRoom(room);
    }

    @Override
    public int fd() {
        return transport.descriptor.fd();
    }

    @Override
    public void close() {
        transport.descriptor.close();
    }

    /** The exchange's view of the socket. */
    private static final class SystemTransport implements DatagramTransport {

        /** The kernel refuses a datagram larger than its send buffer, which is never smaller than 2 pages more than this. */
        private static final int SEND_BUFFER = 64 * 1024;
        /** The kernel makes the parts of a dump no larger than 32 KiB ({@code netlink_recvmsg}); single objects may be larger. */
        private static final int RECEIVE_BUFFER = 64 * 1024;
        /**
         * What an answer may take of the receive buffer. An acknowledgement takes below 1 KiB with the kernel's bookkeeping, an answer
         * with an object in it about two pages.
         */
        private static final int ROOM_FOR_AN_ANSWER = 8 * 1024;

        private static final int WAIT_SECONDS = 10;

        private final NetlinkDescriptor descriptor;
        private final int portId;
        private int acknowledgementsInFlight;
        private final NativeBuffer sendBuffer = NativeBuffer.allocate(SEND_BUFFER);
        private NativeBuffer receiveBuffer = NativeBuffer.allocate(RECEIVE_BUFFER);

        SystemTransport(NetlinkDescriptor descriptor) throws LinuxException {
            this.descriptor = descriptor;
            descriptor.limitWaiting(WAIT_SECONDS);
            this.portId = descriptor.portId();
            setReceiveRoom(ReceiveRoom.USUAL);
        }

        final void setReceiveRoom(ReceiveRoom room) throws LinuxException {
            acknowledgementsInFlight = Math.max(1, descriptor.setReceiveRoom(room) / ROOM_FOR_AN_ANSWER);
        }

        @Override
        public int portId() {
            return portId;
        }

        @Override
        public int acknowledgementsInFlight() {
            return acknowledgementsInFlight;
        }

        @Override
        public ByteBuffer sendBuffer() {
            return sendBuffer.bytes();
        }

        @Override
        public int send(int length) {
            int fd = descriptor.fd();
            return fd < 0 ? -Errno.EBADF : Libc.send(fd, sendBuffer, 0, length, 0);
        }

        @Override
        public ByteBuffer receiveBuffer() {
            return receiveBuffer.bytes();
        }

        @Override
        public int receive(boolean wait) {
            return descriptor.receive(receiveBuffer, wait);
        }

        @Override
        public void growReceiveBuffer(int capacity) {
            if (capacity > receiveBuffer.capacity()) {
                receiveBuffer = NativeBuffer.allocate(capacity);
            }
        }
    }
}
