package dev.holdfast.healthcheck;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * keepalived.conf(5) UDP_CHECK: the server is well unless a datagram is refused, or, when a reply is required, when one
 * comes that is as expected.
 *
 * @param payload what is sent, or null for something random
 * @param reply what has to come back, or null when nothing has to
 */
public record UdpCheckSpec(
        CheckTarget target,
        CheckTiming timing,
        @Nullable Bytes payload,
        @Nullable Reply reply) implements ConnectingSpec {

    /**
     * A reply.
     *
     * @param start what it has to begin with, as far as it goes itself; empty for anything
     * @param mask which bits of {@code start} count, as long as that
     * @param leastBytes {@code min_reply_length}, 0..65535
     * @param mostBytes {@code max_reply_length}, 0..65535
     */
    public record Reply(Bytes start, Bytes mask, int leastBytes, int mostBytes) {
        public Reply {
            if (start.length() != mask.length()) {
                throw new IllegalArgumentException(
                        "mask of " + mask.length() + " bytes (expected " + start.length() + ", as the reply has)");
            }
        }

        /** Any reply at all. */
        public static Reply any(int leastBytes, int mostBytes) {
            return new Reply(Bytes.NONE, Bytes.NONE, leastBytes, mostBytes);
        }

        /** Whether this is the expected one. */
        public boolean accepts(byte[] received) {
            if (received.length < leastBytes || received.length > mostBytes) {
                return false;
            }
            for (int i = 0; i < Math.min(received.length, start.length()); i++) {
                if (((received[i] ^ start.at(i)) & mask.at(i)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public Object question() {
        return List.of("UDP_CHECK", target, String.valueOf(payload), String.valueOf(reply));
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.udp(this);
    }
}
