package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The kernel as a function: from a request to what it answers.
 *
 * <p>Requests and answers are encoded and decoded, and matched by sequence number, by the same code that talks to the real kernel;
 * only the system calls are left out. So a test can say what the kernel answers, lose answers, interrupt dumps, and look at what was
 * asked:
 *
 * <pre>{@code
 * FakeKernel kernel = FakeKernel.withFamily("IPVS", 30, 1, request -> switch (FakeKernel.command(request)) {
 *     case IPVS_CMD_GET_SERVICE -> Answer.messages(service);
 *     default -> Answer.ok();
 * });
 * }</pre>
 */
public final class FakeKernel implements NetlinkChannel {

    private static final int PORT_ID = 4711;

    private final Function<NetlinkMessage, Answer> kernel;
    private final List<NetlinkMessage> requests = new ArrayList<>();
    private final List<Integer> datagramSizes = new ArrayList<>();
    private final Deque<Integer> sendErrors = new ArrayDeque<>();
    private final Transport transport = new Transport();
    private final NetlinkExchange exchange = new NetlinkExchange(transport);
    private int acknowledgementsInFlight = 512;
    private boolean closed;

    private FakeKernel(Function<NetlinkMessage, Answer> kernel) {
        this.kernel = kernel;
    }

    /**
     * A kernel that answers as the function says.
     *
     * @param kernel called once for each message sent, in order
     */
    public static FakeKernel answering(Function<NetlinkMessage, Answer> kernel) {
        return new FakeKernel(kernel);
    }

    /**
     * A kernel with one generic netlink family, which it resolves by itself; other names it does not know.
     *
     * @param name the family's name
     * @param id the family's id, 16 to 65535
     * @param version the family's version
     * @param family answers the messages to the family
     */
    public static FakeKernel withFamily(String name, int id, int version, Function<NetlinkMessage, Answer> family) {
        return answering(request -> {
            if (request.type() == id) {
                return family.apply(request);
            }
            if (request.type() != GenericNetlink.CONTROLLER || command(request) != GenericNetlink.COMMAND_GET_FAMILY) {
                return Answer.error(Errno.EOPNOTSUPP);
            }
            return name.equals(requestedFamily(request)) ? familyAnswer(name, id, version) : Answer.error(Errno.ENOENT);
        });
    }

    /** The command of a generic netlink message. */
    public static int command(NetlinkMessage message) {
        return Byte.toUnsignedInt(message.payload().get(0));
    }

    /** Every message sent so far, in order. */
    public List<NetlinkMessage> requests() {
        return List.copyOf(requests);
    }

    /** How many messages each send call so far had. */
    public List<Integer> messagesPerDatagram() {
        return List.copyOf(datagramSizes);
    }

    /** Limits how many messages one send call has; 512 unless told. */
    public FakeKernel limitInFlight(int messages) {
        acknowledgementsInFlight = messages;
        return this;
    }

    /** Lets the next send call fail. */
    public FakeKernel failNextSend(int errno) {
        sendErrors.add(errno);
        return this;
    }

    /** Makes the receive buffer that small; 64 KiB unless told. */
    public FakeKernel receiveBuffer(int capacity) {
        transport.receiveBuffer = allocate(capacity);
        return this;
    }

    /** Whether {@link #close()} was called. */
    public boolean closed() {
        return closed;
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
    public List<Reply> batch(List<Request> batch) {
        return exchange.batch(batch);
    }

    @Override
    public void transaction(Request begin, List<Request> inner, Request end) throws NetlinkException {
        exchange.transaction(begin, inner, end);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** What the kernel answers to one message. Immutable. */
    public static final class Answer {

        private final List<Request> messages;
        private final int errno;
        private final @Nullable String text;
        private final boolean interrupted;
        /** The error numbers that receive calls fail with before the answer. */
        private final List<Integer> disturbances;

        private final boolean lost;

        private Answer(
                List<Request> messages,
                int errno,
                @Nullable String text,
                boolean interrupted,
                List<Integer> disturbances,
                boolean lost) {
            this.messages = List.copyOf(messages);
            this.errno = errno;
            this.text = text;
            this.interrupted = interrupted;
            this.disturbances = List.copyOf(disturbances);
            this.lost = lost;
        }

        /** Done: an acknowledgement, or for a dump an empty one. */
        public static Answer ok() {
            return messages();
        }

        /** Messages, then an acknowledgement; for a dump, the whole of it and its end. */
        public static Answer messages(Request... messages) {
            return messages(List.of(messages));
        }

        /** Messages, then an acknowledgement; for a dump, the whole of it and its end. */
        public static Answer messages(List<Request> messages) {
            return new Answer(messages, 0, null, false, List.of(), false);
        }

        /** A refusal. */
        public static Answer error(int errno) {
            return new Answer(List.of(), errno, null, false, List.of(), false);
        }

        /** A refusal with an extended acknowledgement. */
        public static Answer error(int errno, String text) {
            return new Answer(List.of(), errno, text, false, List.of(), false);
        }

        /** No answer at all. */
        public static Answer silence() {
            return new Answer(List.of(), 0, null, false, List.of(), true);
        }

        /** The same, marked as interrupted by a change ({@code NLM_F_DUMP_INTR}). */
        public Answer interrupted() {
            return new Answer(messages, errno, text, true, disturbances, lost);
        }

        /** The same, but receive calls first fail, one after the other, with these error numbers. */
        public Answer after(Integer... errnos) {
            return new Answer(messages, errno, text, interrupted, List.of(errnos), lost);
        }

        /** The answer does not fit the receive buffer: it is lost, and the receive call says {@code ENOBUFS}. */
        public static Answer overrun() {
            return new Answer(List.of(), 0, null, false, List.of(Errno.ENOBUFS), true);
        }
    }

    private static String requestedFamily(NetlinkMessage request) {
        try {
            Attributes attributes = request.attributes(GenericNetlink.HEADER_LENGTH);
            while (attributes.next()) {
                if (attributes.type() == GenericNetlink.ATTRIBUTE_FAMILY_NAME) {
                    return attributes.string();
                }
            }
            return "";
        } catch (NetlinkException e) {
            throw new AssertionError("the request cannot be decoded", e);
        }
    }

    private static Answer familyAnswer(String name, int id, int version) {
        return Answer.messages(new MessageBuilder(GenericNetlink.CONTROLLER, 0)
                .u8(GenericNetlink.COMMAND_NEW_FAMILY)
                .u8(2)
                .u16(0)
                .string(GenericNetlink.ATTRIBUTE_FAMILY_NAME, name)
                .u16(GenericNetlink.ATTRIBUTE_FAMILY_ID, id)
                .u32(GenericNetlink.ATTRIBUTE_VERSION, version)
                .build());
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
    }

    /** One result of a receive call: a datagram, or a negated error number. */
    private record Received(ByteBuffer datagram, int error) {}

    private final class Transport implements DatagramTransport {

        private final ByteBuffer sendBuffer = allocate(64 * 1024);
        private ByteBuffer receiveBuffer = allocate(64 * 1024);
        private final Deque<Received> queue = new ArrayDeque<>();

        @Override
        public int portId() {
            return PORT_ID;
        }

        @Override
        public int acknowledgementsInFlight() {
            return acknowledgementsInFlight;
        }

        @Override
        public ByteBuffer sendBuffer() {
            return sendBuffer;
        }

        @Override
        public int send(int length) {
            Integer error = sendErrors.poll();
            if (error != null) {
                return -error;
            }
            try {
                List<NetlinkMessage> sent = NetlinkMessage.readAll(sendBuffer
                        .duplicate()
                        .order(ByteOrder.nativeOrder())
                        .position(0)
                        .limit(length));
                datagramSizes.add(sent.size());
                for (NetlinkMessage message : sent) {
                    requests.add(message);
                    queue(message, kernel.apply(message));
                }
            } catch (NetlinkException e) {
                throw new AssertionError("what was sent cannot be decoded", e);
            }
            return length;
        }

        @Override
        public ByteBuffer receiveBuffer() {
            return receiveBuffer;
        }

        @Override
        public int receive(boolean wait) {
            Received received = queue.poll();
            if (received == null) {
                return -Errno.EAGAIN;
            }
            if (received.error() != 0) {
                return received.error();
            }
            ByteBuffer datagram = received.datagram();
            int length = datagram.limit();
            receiveBuffer.clear().put(0, datagram, 0, Math.min(length, receiveBuffer.capacity()));
            return length;
        }

        @Override
        public void growReceiveBuffer(int capacity) {
            receiveBuffer = allocate(Math.max(capacity, receiveBuffer.capacity()));
        }

        private void queue(NetlinkMessage request, Answer answer) {
            for (int errno : answer.disturbances) {
                queue.add(new Received(allocate(0), -errno));
            }
            if (answer.lost) {
                return;
            }
            boolean dump = request.hasFlag(Netlink.FLAG_DUMP) && !request.hasFlag(Netlink.FLAG_ACK);
            int flags = (dump ? Netlink.FLAG_MULTI : 0) | (answer.interrupted ? Netlink.FLAG_DUMP_INTERRUPTED : 0);
            for (Request message : answer.messages) {
                queue(request, message, flags);
            }
            if (dump && answer.errno == 0) {
                queue(request, new MessageBuilder(Netlink.TYPE_DONE, 0).u32(0).build(), flags);
            } else if (answer.errno != 0 || request.hasFlag(Netlink.FLAG_ACK)) {
                queue(request, acknowledgement(request, answer), 0);
            }
        }

        private void queue(NetlinkMessage request, Request message, int flags) {
            ByteBuffer datagram = allocate(Netlink.align(message.length()));
            message.writeTo(datagram, flags, request.sequence(), request.portId());
            queue.add(new Received(datagram.flip(), 0));
        }

        private Request acknowledgement(NetlinkMessage request, Answer answer) {
            String text = answer.text;
            int flags = Netlink.FLAG_CAPPED | (text == null ? 0 : Netlink.FLAG_ACK_ATTRIBUTES);
            MessageBuilder builder = new MessageBuilder(Netlink.TYPE_ERROR, flags)
                    .u32(-answer.errno)
                    .u32(Netlink.HEADER_LENGTH + request.payload().remaining())
                    .u16(request.type())
                    .u16(request.flags())
                    .u32(request.sequence())
                    .u32(request.portId());
            if (text != null) {
                builder.attribute(Netlink.ERROR_ATTRIBUTE_TEXT, (text + "\0").getBytes(StandardCharsets.UTF_8));
            }
            return builder.build();
        }
    }
}
