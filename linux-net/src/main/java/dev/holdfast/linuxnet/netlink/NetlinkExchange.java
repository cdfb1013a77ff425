package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a conversation with the kernel: sequence numbers, acknowledgements, dumps, batches and what can go wrong with them.
 *
 * <p>Follows netlink(7) and the kernel's {@code Documentation/userspace-api/netlink/intro.rst}: the kernel carries out the messages
 * of one datagram in order within the send call and queues one acknowledgement each; a dump's parts end with {@code NLMSG_DONE}.
 */
final class NetlinkExchange implements NetlinkChannel {

    /** How often a dump is begun, all in all, when it is interrupted by changes or does not fit the receive buffer. */
    static final int DUMP_ATTEMPTS = 8;
    /** How many signals may interrupt one wait. */
    private static final int INTERRUPTIONS = 64;
    /** A larger answer than this is not waited for with a larger buffer. */
    private static final int LARGEST_DATAGRAM = 1 << 24;

    private final DatagramTransport transport;
    /** The next request's number. Notifications have 0, so it is never 0; it wraps otherwise. */
    private int nextSequence = 1;

    NetlinkExchange(DatagramTransport transport) {
        this.transport = transport;
    }

    @Override
    public List<NetlinkMessage> request(Request request) throws NetlinkException {
        Reply reply = batch(List.of(request)).get(0);
        NetlinkException error = reply.error();
        if (error != null) {
            throw error;
        }
        return reply.messages();
    }

    @Override
    public List<Reply> batch(List<Request> requests) {
        for (Request request : requests) {
            // NLM_F_DUMP shares its bits with flags that mean something else in a request that makes something.
            if ((request.flags() & (Netlink.FLAG_DUMP | Netlink.FLAG_CREATE)) == Netlink.FLAG_DUMP) {
                throw new IllegalArgumentException(request.operation() + ": a dump (expected a single request)");
            }
        }
        List<Reply> replies = new ArrayList<>(requests.size());
        while (replies.size() < requests.size()) {
            List<Request> rest = requests.subList(replies.size(), requests.size());
            PendingRequests pending = begin(rest.subList(0, countForOneDatagram(rest)));
            if (transmit(pending, Netlink.FLAG_REQUEST | Netlink.FLAG_ACK)) {
                collect(pending);
            }
            replies.addAll(pending.replies());
        }
        return replies;
    }

    @Override
    public void transaction(Request begin, List<Request> requests, Request end) throws NetlinkException {
        List<Request> all = new ArrayList<>(requests.size() + 2);
        all.add(begin);
        all.addAll(requests);
        all.add(end);
        PendingRequests pending = begin(all);
        if (transmit(pending, Netlink.FLAG_REQUEST, Netlink.FLAG_REQUEST | Netlink.FLAG_ACK)) {
            collectQueued(pending);
        }
        List<Reply> replies = pending.replies();
        // A kernel that cannot begin says so for the first message and nothing of the others.
        for (Reply reply : replies) {
            NetlinkException error = reply.error();
            if (error != null) {
                throw error;
            }
        }
    }

    @Override
    public List<NetlinkMessage> dump(Request request) throws NetlinkException {
        for (int attempt = 1; ; attempt++) {
            Reply reply = dumpOnce(request);
            NetlinkException error = reply.error();
            if (error == null) {
                return reply.messages();
            }
            if (attempt == DUMP_ATTEMPTS || !mayBeRepeated(error.problem())) {
                throw error;
            }
        }
    }

    @Override
    public void close() {
        // The transport's owner closes it.
    }

    private static boolean mayBeRepeated(Problem problem) {
        return switch (problem) {
            case DUMP_INTERRUPTED, TRUNCATED, OVERRUN -> true;
            case REFUSED, NOT_SENT, MALFORMED, TIMED_OUT, NOT_RECEIVED -> false;
        };
    }

    private Reply dumpOnce(Request request) {
        PendingRequests pending = begin(List.of(request));
        if (transmit(pending, Netlink.FLAG_REQUEST | Netlink.FLAG_DUMP)) {
            collect(pending);
        }
        return pending.replies().get(0);
    }

    /** How many of the requests fit one datagram and have room for their acknowledgements; at least 1, even if it does not fit. */
    private int countForOneDatagram(List<Request> requests) {
        int most = Math.min(requests.size(), Math.max(1, transport.acknowledgementsInFlight()));
        int room = transport.sendBuffer().capacity()
                - Netlink.align(requests.get(0).length());
        int count = 1;
        while (count < most) {
            room -= Netlink.align(requests.get(count).length());
            if (room < 0) {
                break;
            }
            count++;
        }
        return count;
    }

    private PendingRequests begin(List<Request> requests) {
        if (nextSequence > Integer.MAX_VALUE - requests.size()) {
            nextSequence = 1;
        }
        PendingRequests pending = new PendingRequests(requests, nextSequence, transport.portId());
        nextSequence += requests.size();
        return pending;
    }

    /** Sends the requests as one datagram; when that fails, every one of them has failed. */
    private boolean transmit(PendingRequests pending, int flags) {
        return transmit(pending, flags, flags);
    }

    /** The same, with other flags for the first and the last. */
    private boolean transmit(PendingRequests pending, int outerFlags, int innerFlags) {
        ByteBuffer buffer = transport.sendBuffer().clear();
        int sequence = pending.firstSequence();
        for (Request request : pending.requests()) {
            if (buffer.remaining() < Netlink.align(request.length())) {
                pending.failUnanswered(
                        Problem.NOT_SENT,
                        Errno.EMSGSIZE,
                        "request of " + request.length() + " bytes (expected at most " + buffer.capacity() + ")");
                return false;
            }
            boolean outer = sequence == pending.firstSequence()
                    || sequence == pending.firstSequence() + pending.requests().size() - 1;
            request.writeTo(buffer, outer ? outerFlags : innerFlags, sequence++, transport.portId());
        }
        int result = transport.send(buffer.position());
        for (int i = 0; result == -Errno.EINTR && i < INTERRUPTIONS; i++) {
            result = transport.send(buffer.position());
        }
        if (result < 0) {
            pending.failUnanswered(Problem.NOT_SENT, -result, null);
            return false;
        }
        return true;
    }

    /** Receives until every request has its answer, or none can be expected any more. */
    private void collect(PendingRequests pending) {
        int interruptions = 0;
        boolean lost = false;
        while (pending.unanswered() > 0) {
            // The kernel queued its answers before the send call returned. Once some are known to be lost, only what is
            // there already can still come.
            int length = transport.receive(!lost);
            boolean again = (length == -Errno.EINTR || length == -Errno.ENOBUFS) && interruptions++ < INTERRUPTIONS;
            lost |= length == -Errno.ENOBUFS;
            if (length >= 0) {
                accept(pending, length);
            } else if (!again && lost) {
                pending.failUnanswered(
                        Problem.OVERRUN, Errno.ENOBUFS, "answers were lost: the receive buffer was full");
            } else if (!again && length == -Errno.EAGAIN) {
                pending.failUnanswered(Problem.TIMED_OUT, Errno.ETIMEDOUT, "the kernel did not answer");
            } else if (!again) {
                pending.failUnanswered(Problem.NOT_RECEIVED, -length, null);
            }
        }
    }

    /** Receives what the kernel queued before the send call returned. What it left unanswered without an error it has done. */
    private void collectQueued(PendingRequests pending) {
        int interruptions = 0;
        while (pending.unanswered() > 0) {
            int length = transport.receive(false);
            if (length >= 0) {
                accept(pending, length);
            } else if (length == -Errno.EAGAIN) {
                pending.finishTransaction();
                return;
            } else if (length != -Errno.EINTR || interruptions++ >= INTERRUPTIONS) {
                pending.failUnanswered(Problem.NOT_RECEIVED, -length, null);
            }
        }
    }

    private void accept(PendingRequests pending, int length) {
        ByteBuffer buffer = transport.receiveBuffer().clear();
        if (length > buffer.capacity()) {
            pending.truncated(buffer, length);
            transport.growReceiveBuffer(Math.min(length, LARGEST_DATAGRAM));
            return;
        }
        try {
            for (NetlinkMessage message : NetlinkMessage.readAll(buffer.limit(length))) {
                pending.accept(message);
            }
        } catch (NetlinkException e) {
            pending.failUnanswered(e.problem(), e.errno(), e.kernelText());
        }
    }
}
