package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were sent together and the answers they have so far.
 *
 * <pre>
 *  struct nlmsgerr (linux/netlink.h), after the netlink header
 *  0                 4                               20
 *  | negated errno   | the request's netlink header  | its payload unless NLM_F_CAPPED | attributes if NLM_F_ACK_TLVS
 * </pre>
 */
final class PendingRequests {

    private static final int ERROR_MESSAGE_LENGTH = Integer.BYTES + Netlink.HEADER_LENGTH;
    /** {@code MAX_ERRNO} of linux/err.h. */
    private static final int LARGEST_ERRNO = 4095;

    private final List<Request> requests;
    private final int firstSequence;
    private final int portId;
    private final List<@Nullable List<NetlinkMessage>> messages;
    private final @Nullable NetlinkException[] errors;
    private final boolean[] answered;
    private int unanswered;

    /**
     * @param requests in the order they are sent
     * @param firstSequence the first one's sequence number; the others follow it
     * @param portId the port the answers must be for, or 0 when it is not known
     */
    PendingRequests(List<Request> requests, int firstSequence, int portId) {
        this.requests = requests;
        this.firstSequence = firstSequence;
        this.portId = portId;
        this.messages = new ArrayList<>(Collections.nCopies(requests.size(), null));
        this.errors = new NetlinkException[requests.size()];
        this.answered = new boolean[requests.size()];
        this.unanswered = requests.size();
    }

    List<Request> requests() {
        return requests;
    }

    int firstSequence() {
        return firstSequence;
    }

    int unanswered() {
        return unanswered;
    }

    /** Every request with its answers; to be called when none is unanswered. */
    List<Reply> replies() {
        List<Reply> replies = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            List<NetlinkMessage> answers = messages.get(i);
            replies.add(new Reply(requests.get(i), answers == null ? List.of() : answers, errors[i]));
        }
        return replies;
    }

    /** Takes one message of the kernel's; one that answers none of these requests is left over from another and dropped. */
    void accept(NetlinkMessage message) throws NetlinkException {
        int index = message.sequence() - firstSequence;
        boolean ours = portId == 0 || message.portId() == portId;
        if (index < 0 || index >= requests.size() || answered[index] || !ours) {
            return;
        }
        if (message.hasFlag(Netlink.FLAG_DUMP_INTERRUPTED) && message.type() != Netlink.TYPE_ERROR) {
            keepFirst(index, Problem.DUMP_INTERRUPTED, Errno.EINTR, "it changed while it was read");
        }
        switch (message.type()) {
            case Netlink.TYPE_NOOP -> {}
            case Netlink.TYPE_OVERRUN ->
                keepFirst(index, Problem.OVERRUN, Errno.ENOBUFS, "the kernel says that data was lost");
            case Netlink.TYPE_ERROR -> acceptAcknowledgement(index, message);
            case Netlink.TYPE_DONE -> acceptDone(index, message);
            default -> addMessage(index, message);
        }
    }

    /**
     * Notes that an answer lost its end. The request it belongs to has failed, but is still to be acknowledged.
     *
     * @param datagram what there is of it, from index 0
     * @param length its true length in bytes
     */
    void truncated(ByteBuffer datagram, int length) {
        int index =
                datagram.capacity() < Netlink.HEADER_LENGTH ? -1 : datagram.getInt(Netlink.SEQUENCE_AT) - firstSequence;
        if (index >= 0 && index < requests.size()) {
            keepFirst(
                    index,
                    Problem.TRUNCATED,
                    Errno.EMSGSIZE,
                    "answer of " + length + " bytes (expected at most " + datagram.capacity() + ")");
        }
    }

    /** Gives up on every request that has no answer yet. */
    void failUnanswered(Problem problem, int errno, @Nullable String text) {
        for (int i = 0; i < answered.length; i++) {
            if (!answered[i]) {
                keepFirst(i, problem, errno, text);
                answer(i);
            }
        }
    }

    /**
     * Nothing more will come for a transaction, whose first and last request are not acknowledged. An inner one without an answer was
     * not reached.
     */
    void finishTransaction() {
        for (int i = 0; i < answered.length; i++) {
            if (!answered[i]) {
                if (i != 0 && i != answered.length - 1) {
                    keepFirst(i, Problem.TIMED_OUT, Errno.ETIMEDOUT, "the kernel did not answer");
                }
                answer(i);
            }
        }
    }

    private void addMessage(int index, NetlinkMessage message) {
        List<NetlinkMessage> list = messages.get(index);
        if (list == null) {
            list = new ArrayList<>();
            messages.set(index, list);
        }
        list.add(message);
    }

    private void acceptAcknowledgement(int index, NetlinkMessage message) throws NetlinkException {
        ByteBuffer payload = message.fixedHeader(ERROR_MESSAGE_LENGTH);
        int attributesAt = ERROR_MESSAGE_LENGTH;
        if (!message.hasFlag(Netlink.FLAG_CAPPED)) {
            int repeated = payload.getInt(Integer.BYTES + Netlink.LENGTH_AT);
            attributesAt += Math.max(0, repeated - Netlink.HEADER_LENGTH);
        }
        acceptError(index, payload.getInt(0), message, attributesAt);
    }

    private void acceptDone(int index, NetlinkMessage message) throws NetlinkException {
        ByteBuffer payload = message.payload();
        acceptError(index, payload.remaining() < Integer.BYTES ? 0 : payload.getInt(0), message, Integer.BYTES);
    }

    private void acceptError(int index, int negated, NetlinkMessage message, int attributesAt) throws NetlinkException {
        // A dump that ends well may hand a positive number along with its end.
        boolean failed = negated < 0 || (negated > 0 && message.type() == Netlink.TYPE_ERROR);
        if (failed) {
            if (negated > 0 || negated < -LARGEST_ERRNO) {
                throw NetlinkException.malformed(
                        "error number " + -(long) negated + " (expected 0.." + LARGEST_ERRNO + ")");
            }
            String text = message.hasFlag(Netlink.FLAG_ACK_ATTRIBUTES) ? textOf(message, attributesAt) : null;
            keepFirst(index, Problem.REFUSED, -negated, text);
        }
        answer(index);
    }

    private static @Nullable String textOf(NetlinkMessage message, int attributesAt) throws NetlinkException {
        Attributes attributes = message.attributes(attributesAt);
        while (attributes.next()) {
            if (attributes.type() == Netlink.ERROR_ATTRIBUTE_TEXT) {
                return attributes.string();
            }
        }
        return null;
    }

    private void keepFirst(int index, Problem problem, int errno, @Nullable String text) {
        if (errors[index] == null) {
            errors[index] = new NetlinkException(problem, requests.get(index).operation(), errno, text);
        }
    }

    private void answer(int index) {
        answered[index] = true;
        unanswered--;
    }
}
