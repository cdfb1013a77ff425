package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The kernel's connector for process events: tells of every process that starts, runs another program, changes its name or ends.
 * The kernel serves only sockets of its first network namespace and processes of its first process-id and user namespaces, and
 * wants CAP_NET_ADMIN. Used by one thread.
 *
 * <pre>
 *  struct nlmsghdr, struct cn_msg (linux/connector.h), struct proc_event (linux/cn_proc.h)
 *  0              16    20      24    28    32      34      36     40    44             52
 *  | header … | index | value | seq | ack | length | flags | what | cpu | nanoseconds | data …
 *
 *  data of a fork:  parent's thread, process; child's thread, process     exec, exit:  thread, process
 *  data of a name:  thread, process, 16 bytes of name                     answer:      error number
 * </pre>
 */
public final class ProcessEvents implements Pollable {

    /** {@code NETLINK_CONNECTOR}. */
    private static final int PROTOCOL = 11;
    // linux/connector.h, linux/cn_proc.h
    private static final int CN_IDX_PROC = 1;
    private static final int CN_VAL_PROC = 1;
    private static final int PROC_CN_MCAST_LISTEN = 1;
    private static final int PROC_EVENT_NONE = 0;
    private static final int PROC_EVENT_FORK = 1;
    private static final int PROC_EVENT_EXEC = 2;
    private static final int PROC_EVENT_COMM = 0x200;
    private static final int PROC_EVENT_EXIT = 0x8000_0000;

    private static final int SOCK_NONBLOCK = 0x800;
    private static final int CONNECTOR_LENGTH = 20;
    private static final int INDEX_AT = Netlink.HEADER_LENGTH;
    private static final int WHAT_AT = Netlink.HEADER_LENGTH + CONNECTOR_LENGTH;
    private static final int DATA_AT = WHAT_AT + 16;
    private static final int LEAST_LENGTH = DATA_AT + 16;

    /** The answer is in the queue when the request has been sent; only events can be before it. */
    private static final int MOST_BEFORE_ANSWER = 4096;

    private static final int MOST_IN_A_ROW = 1024;

    private final NetlinkDescriptor descriptor;
    private final NativeBuffer buffer = NativeBuffer.allocate(1024);

    private ProcessEvents(NetlinkDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** What {@link #drain} calls. Numbers of threads are not told: only whole processes are. */
    public interface Handler {

        /** A process started another, which for now is like itself. */
        void forked(int parent, int child);

        /** A process runs another program, or changed its name. */
        void changed(int process);

        /** A process ended. */
        void exited(int process);

        /** Events were lost: whoever keeps account of processes must look at all of them again. */
        void lost();
    }

    /**
     * Opens the connector and asks for events.
     *
     * @throws LinuxException {@code ECONNREFUSED} in another network namespace than the first, {@code EPERM} without the privilege,
     *     {@code EPROTONOSUPPORT} when the kernel has no connector, {@code EOPNOTSUPP} when it does not answer, in another process-id
     *     namespace for one
     */
    public static ProcessEvents open() throws LinuxException {
        NetlinkDescriptor descriptor = NetlinkDescriptor.open(PROTOCOL, SOCK_NONBLOCK, CN_IDX_PROC);
        ProcessEvents events = new ProcessEvents(descriptor);
        try {
            descriptor.setReceiveRoom(ReceiveRoom.USUAL);
            events.listen();
            return events;
        } catch (LinuxException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Sets how much room there is for events that are not read yet. */
    public void setReceiveRoom(ReceiveRoom room) throws LinuxException {
        descriptor.setReceiveRoom(room);
    }

    private void listen() throws LinuxException {
        String operation = "listen to process events";
        int length = WHAT_AT + Integer.BYTES;
        NativeBuffer request = NativeBuffer.allocate(length);
        request.bytes()
                .putInt(Netlink.LENGTH_AT, length)
                .putShort(Netlink.TYPE_AT, (short) Netlink.TYPE_DONE)
                .putInt(Netlink.PORT_ID_AT, descriptor.portId())
                .putInt(INDEX_AT, CN_IDX_PROC)
                .putInt(INDEX_AT + Integer.BYTES, CN_VAL_PROC)
                .putShort(INDEX_AT + 16, (short) Integer.BYTES)
                .putInt(WHAT_AT, PROC_CN_MCAST_LISTEN);
        LinuxException.check(Libc.send(descriptor.fd(), request, 0, length, 0), operation);
        for (int i = 0; i < MOST_BEFORE_ANSWER; i++) {
            int received = descriptor.receive(buffer, false);
            if (received == -Errno.EAGAIN) {
                break;
            }
            LinuxException.check(received, operation);
            if (received >= LEAST_LENGTH && buffer.bytes().getInt(WHAT_AT) == PROC_EVENT_NONE) {
                LinuxException.check(-buffer.bytes().getInt(DATA_AT), operation);
                return;
            }
        }
        throw new LinuxException(operation, Errno.EOPNOTSUPP, "the kernel does not answer");
    }

    /**
     * Hands over what is there, without waiting; what is left after a thousand events makes the descriptor readable again.
     *
     * @throws LinuxException when the socket cannot be read; not when events were lost
     */
    public void drain(Handler handler) throws LinuxException {
        for (int i = 0; i < MOST_IN_A_ROW; i++) {
            int length = descriptor.receive(buffer, false);
            if (length == -Errno.EAGAIN) {
                return;
            }
            if (length == -Errno.ENOBUFS) {
                handler.lost();
            } else if (length != -Errno.EINTR) {
                LinuxException.check(length, "receive process events");
                read(
                        buffer.bytes()
                                .duplicate()
                                .order(ByteOrder.nativeOrder())
                                .clear()
                                .limit(Math.min(length, buffer.capacity())),
                        handler);
            }
        }
    }

    /** Reads one datagram; what is no event of processes, or is too short for one, is skipped. */
    static void read(ByteBuffer datagram, Handler handler) {
        if (datagram.limit() < LEAST_LENGTH
                || datagram.getInt(INDEX_AT) != CN_IDX_PROC
                || datagram.getInt(INDEX_AT + Integer.BYTES) != CN_VAL_PROC) {
            return;
        }
        int thread = datagram.getInt(DATA_AT);
        int process = datagram.getInt(DATA_AT + 4);
        switch (datagram.getInt(WHAT_AT)) {
            case PROC_EVENT_FORK -> {
                int childThread = datagram.getInt(DATA_AT + 8);
                int child = datagram.getInt(DATA_AT + 12);
                if (childThread == child) {
                    handler.forked(process, child);
                }
            }
            case PROC_EVENT_EXEC -> handler.changed(process);
            case PROC_EVENT_COMM -> {
                if (thread == process) {
                    handler.changed(process);
                }
            }
            case PROC_EVENT_EXIT -> {
                if (thread == process) {
                    handler.exited(process);
                }
            }
            default -> {
                // Changes of users, sessions and the like.
            }
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
