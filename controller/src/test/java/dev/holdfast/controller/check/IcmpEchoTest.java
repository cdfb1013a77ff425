package dev.holdfast.controller.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class IcmpEchoTest {
    @Test
    void aRequestsChecksumMakesItsSumAllOnes() {
        ByteBuffer message = ByteBuffer.wrap(IcmpEcho.request(0x12345678, false));
        assertThat(HexFormat.of().formatHex(message.array(), 0, 8)).isEqualTo("08008f5312345678");
        int sum = 0;
        for (int at = 0; at < message.limit(); at += 2) {
            sum += message.getShort(at) & 0xffff;
        }
        assertThat((sum & 0xffff) + (sum >>> 16)).isEqualTo(0xffff);
    }

    @Test
    void theKernelMakesTheChecksumOfIpv6() {
        assertThat(HexFormat.of().formatHex(IcmpEcho.request(0x12345678, true), 0, 8))
                .isEqualTo("8000000012345678");
    }

    @Test
    void aReplyIsFoundBehindTheHeader() {
        byte[] packet = new byte[32];
        packet[0] = 0x46;
        packet[28] = 0x12;
        packet[31] = 0x78;
        assertThat(IcmpEcho.replyInPacket(ByteBuffer.wrap(packet))).isEqualTo(OptionalInt.of(0x12000078));
        assertThat(IcmpEcho.replyV6(ByteBuffer.wrap(new byte[] {-127, 0, 0, 0, 0, 0, 0, 9})))
                .isEqualTo(OptionalInt.of(9));
    }

    @Test
    void whatIsNoReplyHasNoToken() {
        byte[] request = new byte[28];
        request[0] = 0x45;
        request[20] = 8;
        assertThat(IcmpEcho.replyInPacket(ByteBuffer.wrap(request))).isEmpty();
        byte[] reply = new byte[28];
        reply[0] = 0x45;
        assertThat(IcmpEcho.replyInPacket(ByteBuffer.wrap(reply))).isPresent();
        for (int length = 0; length < 28; length++) {
            assertThat(IcmpEcho.replyInPacket(ByteBuffer.wrap(reply, 0, length)))
                    .isEmpty();
        }
        assertThat(IcmpEcho.replyV6(ByteBuffer.wrap(new byte[7]))).isEmpty();
    }
}
