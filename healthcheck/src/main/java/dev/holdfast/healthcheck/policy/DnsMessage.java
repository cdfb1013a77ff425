package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.FailureReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * As much of DNS messages (RFC 1035 section 4.1) as a check needs: a question, and whether an answer has an error.
 *
 * <pre>
 *  0      2        4         6         8         10        12
 *  | id   | flags  | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT | question …
 *  flags: QR(15) opcode(14..11) AA(10) TC(9) RD(8) RA(7) Z(6..4) RCODE(3..0)
 * </pre>
 */
public final class DnsMessage {
    private static final int HEADER = 12;
    private static final int RESPONSE = 0x8000;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int CLASS_IN = 1;
    private static final int LONGEST_LABEL = 63;
    /** A name's labels with their lengths, and the root's. */
    private static final int MOST_NAME = 256;

    private DnsMessage() {}

    /**
     * A question, recursion desired.
     *
     * @param name labels with dots between them, with or without one at the end; {@code .} is the root. A label longer than
     *     63 bytes is cut, and what is beyond 255 bytes in all left out
     */
    public static byte[] question(int id, String name, int type) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + MOST_NAME + 4);
        for (int number : new int[] {id, RECURSION_DESIRED, 1, 0, 0, 0}) {
            out.putShort((short) number);
        }
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(LONGEST_LABEL, bytes.length);
            if (length > 0 && out.position() + length < HEADER + MOST_NAME - 1) {
                out.put((byte) length);
                out.put(bytes, 0, length);
            }
        }
        out.put((byte) 0);
        out.putShort((short) type);
        out.putShort((short) CLASS_IN);
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * What an answer means; null when it is none to the question with this id, for which the waiting goes on. That a name has no
     * record of the type is an answer too.
     */
    public static @Nullable ProbeResult judge(int id, byte[] message) {
        if (message.length < HEADER || number(message, 0) != id || (number(message, 2) & RESPONSE) == 0) {
            return null;
        }
        int code = number(message, 2) & 0xf;
        return code == 0
                ? ProbeResult.Succeeded.INSTANCE
                : new ProbeResult.Failed(FailureReason.WRONG_REPLY, "read error occurred. (rcode = " + code + ")");
    }

    private static int number(byte[] from, int at) {
        return ((from[at] & 0xff) << 8) | (from[at + 1] & 0xff);
    }
}
