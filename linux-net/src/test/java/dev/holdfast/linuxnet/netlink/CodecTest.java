package dev.holdfast.linuxnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Messages and attributes, against bytes of a real kernel and against bytes no kernel sends.
 *
 * <p>The captured bytes are of ip(8) and Linux on a little-endian machine, seen by
 * {@code strace -s 0 -e trace=sendmsg,recvmsg -e write=3 -e read=3 ip addr del 192.0.2.99/24 dev v0}.
 */
class CodecTest {

    /** The answer to removing an address that is not there: EADDRNOTAVAIL, the request repeated, and the kernel's words. */
    private static final byte[] REFUSAL = HexFormat.of()
            .parseHex("5800000002000002056c006b9d760000"
                    + "9dffffff2800000015000500056c006b"
                    + "00000000021800000300000008000200"
                    + "c000026308000100c00002631c000100"
                    + "697076343a2041646472657373206e6f"
                    + "7420666f756e6400");

    /** The answer to a request that was carried out, which repeats only its header. */
    private static final byte[] ACKNOWLEDGEMENT = HexFormat.of()
            .parseHex("2400000002000001056c006b91760000" + "000000003c00000014000506056c006b" + "00000000");

    private static final int CAPTURED_SEQUENCE = 0x6b006c05;
    private static final Request REQUEST =
            new MessageBuilder(21, 0).operation("remove address").build();

    @Test
    void refusalOfARealKernelIsDecoded() throws Exception {
        Reply reply = answer(REFUSAL);

        NetlinkException error = reply.error();
        assertThat(error).isNotNull();
        assertThat(error.problem()).isEqualTo(Problem.REFUSED);
        assertThat(error)
                .hasMessage("remove address: EADDRNOTAVAIL (Cannot assign requested address): ipv4: Address not found");
    }

    @Test
    void acknowledgementOfARealKernelIsDecoded() throws Exception {
        assertThat(answer(ACKNOWLEDGEMENT).succeeded()).isTrue();
    }

    @Test
    void answerToAnotherSocketIsDropped() throws Exception {
        PendingRequests pending = new PendingRequests(List.of(REQUEST), CAPTURED_SEQUENCE, 4711);

        pending.accept(NetlinkMessage.readAll(ByteBuffer.wrap(REFUSAL).order(ByteOrder.nativeOrder()))
                .get(0));

        assertThat(pending.unanswered()).isEqualTo(1);
    }

    /** Java would make 10.0.0.1 of {@code ::ffff:10.0.0.1}. */
    @Test
    void anAddressOfSixteenBytesIsOneOfIpv6() throws Exception {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 10;
        bytes[15] = 1;
        Attributes attributes =
                roundTrip(new MessageBuilder(1, 0).attribute(1, bytes).build()).attributes(0);

        assertThat(next(attributes).address().getAddress()).isEqualTo(bytes);
    }

    @Test
    void everyFieldIsWrittenAndReadAgain() throws Exception {
        Request request = new MessageBuilder(0x1234, Netlink.FLAG_CREATE)
                .u8(1)
                .u8(2)
                .u16(0x0304)
                .flag(1)
                .u8(2, 0xfe)
                .u16(3, 0xfedc)
                .u16BigEndian(4, 0x0102)
                .u32(5, 0xfedcba98L)
                .u32BigEndian(6, 0x01020304L)
                .u64(7, 0xfedcba9876543210L)
                .string(8, "wörd")
                .address(9, InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}))
                .nested(10, inner -> inner.u8(1, 5).nested(2, innermost -> innermost.string(1, "x")))
                .attribute(11, new byte[] {1, 2, 3})
                .build();

        NetlinkMessage message = roundTrip(request);

        assertThat(message.type()).isEqualTo(0x1234);
        assertThat(message.flags()).isEqualTo(Netlink.FLAG_CREATE | Netlink.FLAG_REQUEST);
        assertThat(message.sequence()).isEqualTo(42);
        assertThat(message.portId()).isEqualTo(4711);
        ByteBuffer header = message.fixedHeader(4);
        assertThat(header.get(0)).isEqualTo((byte) 1);
        assertThat(header.getShort(2)).isEqualTo((short) 0x0304);

        Attributes attributes = message.attributes(4);
        assertThat(next(attributes).length()).isZero();
        assertThat(next(attributes).u8()).isEqualTo(0xfe);
        assertThat(next(attributes).u16()).isEqualTo(0xfedc);
        assertThat(next(attributes).bytes()).containsExactly(1, 2);
        assertThat(attributes.u16BigEndian()).isEqualTo(0x0102);
        assertThat(next(attributes).u32()).isEqualTo(0xfedcba98L);
        assertThat(attributes.i32()).isEqualTo(0xfedcba98);
        assertThat(next(attributes).bytes()).containsExactly(1, 2, 3, 4);
        assertThat(attributes.u32BigEndian()).isEqualTo(0x01020304L);
        assertThat(next(attributes).u64()).isEqualTo(0xfedcba9876543210L);
        assertThat(next(attributes).string()).isEqualTo("wörd");
        assertThat(next(attributes).address()).hasToString("/192.0.2.1");
        Attributes inner = next(attributes).nested();
        assertThat(next(inner).u8()).isEqualTo(5);
        Attributes innermost = next(inner).nested();
        assertThat(next(innermost).string()).isEqualTo("x");
        assertThat(innermost.next()).isFalse();
        assertThat(inner.next()).isFalse();
        assertThat(next(attributes).bytes(3)).containsExactly(1, 2, 3);
        assertThat(attributes.next()).isFalse();
    }

    @Test
    void attributesAreLaidOutAsTheKernelWantsThem() {
        ByteBuffer payload = new MessageBuilder(16, 0)
                .u8(2, 0xab)
                .nested(3, inner -> inner.string(1, "abcd"))
                .build()
                .payload();

        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        // Little endian: length, type, payload, padding.
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("05000200ab000000" + "10000380" + "09000100" + "6162636400000000");
    }

    @Test
    void wrongLengthsSayWhatWasExpected() throws Exception {
        Attributes attributes = roundTrip(
                        new MessageBuilder(16, 0).attribute(7, new byte[3]).build())
                .attributes(0);
        next(attributes);

        List<Getter> getters = List.of(
                attributes::u8,
                attributes::u16,
                attributes::u16BigEndian,
                attributes::u32,
                attributes::u32BigEndian,
                attributes::i32,
                attributes::u64,
                attributes::address,
                () -> attributes.bytes(4),
                () -> attributes.structure(4));
        for (Getter getter : getters) {
            assertThatThrownBy(getter::get)
                    .isInstanceOf(NetlinkException.class)
                    .hasMessageContaining("attribute 7 with a value of 3 bytes (expected ");
        }
        assertThat(attributes.structure(3).remaining()).isEqualTo(3);
    }

    @Test
    void attributeOutsideItsParentIsMalformed() throws Exception {
        // The inner attribute says 12 bytes, its parent has 8.
        NetlinkMessage message = roundTrip(new MessageBuilder(16, 0)
                .attribute(1, new byte[] {12, 0, 2, 0, 1, 1, 1, 1})
                .u32(3, 4)
                .build());
        Attributes inner = next(message.attributes(0)).nested();

        assertThatThrownBy(inner::next)
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("attribute 2 of 12 bytes (expected 4..8)");
    }

    @Test
    void attributeTooLongForItsLengthFieldIsRefused() {
        assertThatThrownBy(() -> new MessageBuilder(16, 0).attribute(5, new byte[65_532]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attribute 5 of 65536 bytes (expected at most 65535)");
        assertThatThrownBy(() -> new MessageBuilder(16, 0)
                        .nested(6, inner -> inner.attribute(1, new byte[40_000]).attribute(2, new byte[40_000])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("attribute 6 of 80");
    }

    @Test
    void readingWithoutAnAttributeIsAProgrammingError() throws Exception {
        Attributes attributes = roundTrip(new MessageBuilder(16, 0).build()).attributes(0);

        assertThatThrownBy(attributes::bytes).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void severalMessagesInADatagram() throws Exception {
        ByteBuffer datagram = ByteBuffer.allocate(100).order(ByteOrder.nativeOrder());
        new MessageBuilder(16, 0).u8(1).build().writeTo(datagram, 0, 1, 0);
        new MessageBuilder(17, 0).u8(2).build().writeTo(datagram, 0, 2, 0);

        List<NetlinkMessage> messages = NetlinkMessage.readAll(datagram.flip());

        assertThat(messages).extracting(NetlinkMessage::type).containsExactly(16, 17);
        assertThat(messages)
                .extracting(message -> (int) message.payload().get())
                .containsExactly(1, 2);
    }

    @Test
    void everyTruncationIsMalformedOrAShorterWhole() {
        for (byte[] whole : List.of(REFUSAL, ACKNOWLEDGEMENT)) {
            for (int length = 1; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> answer(cut));
                assertThat(error).as("cut to %d bytes", length).isNotNull();
                assertThat(error.problem()).isEqualTo(Problem.MALFORMED);
            }
        }
    }

    @Test
    void everyTruncationOfThePayloadWithAFittingHeaderIsHandled() throws Exception {
        for (int length = 16; length < REFUSAL.length; length++) {
            byte[] cut = Arrays.copyOf(REFUSAL, length);
            ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putInt(0, length);
            try {
                NetlinkException error = answer(cut).error();
                // Whole but for its words: nothing to be read of them begins at 60, where the repeated request ends.
                assertThat(length).isEqualTo(60);
                assertThat(error).isNotNull();
            } catch (NetlinkException e) {
                assertThat(e.problem()).isEqualTo(Problem.MALFORMED);
            }
        }
    }

    @Test
    void mutationsNeverThrowAnythingElse() {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = (random.nextBoolean() ? REFUSAL : ACKNOWLEDGEMENT).clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                walk(NetlinkMessage.readAll(ByteBuffer.wrap(mutated).order(ByteOrder.nativeOrder())));
                answer(mutated);
            } catch (NetlinkException expected) {
                assertThat(expected.problem()).isEqualTo(Problem.MALFORMED);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "-Dseed=" + seed + ": " + HexFormat.of().formatHex(mutated), e);
            }
        }
    }

    private static void walk(List<NetlinkMessage> messages) throws NetlinkException {
        for (NetlinkMessage message : messages) {
            List<Attributes> open = new ArrayList<>(List.of(message.attributes(20)));
            while (!open.isEmpty() && open.size() < 50) {
                Attributes attributes = open.remove(0);
                while (attributes.next()) {
                    open.add(attributes.nested());
                    read(attributes);
                }
            }
        }
    }

    private static void read(Attributes attributes) throws NetlinkException {
        attributes.string();
        switch (attributes.length()) {
            case 1 -> attributes.u8();
            case 2 -> attributes.u16BigEndian();
            case 4 -> attributes.address();
            default -> attributes.structure(0);
        }
    }

    /** What the answer means for the request it was captured with; still unanswered counts as malformed. */
    private static Reply answer(byte[] datagram) throws NetlinkException {
        PendingRequests pending = new PendingRequests(List.of(REQUEST), CAPTURED_SEQUENCE, 0);
        for (NetlinkMessage message :
                NetlinkMessage.readAll(ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()))) {
            pending.accept(message);
        }
        if (pending.unanswered() > 0) {
            throw NetlinkException.malformed("no answer");
        }
        return pending.replies().get(0);
    }

    private static NetlinkMessage roundTrip(Request request) throws NetlinkException {
        ByteBuffer buffer = ByteBuffer.allocate(request.length() + 3).order(ByteOrder.nativeOrder());
        request.writeTo(buffer, Netlink.FLAG_REQUEST, 42, 4711);
        return NetlinkMessage.readAll(buffer.flip()).get(0);
    }

    private static Attributes next(Attributes attributes) throws NetlinkException {
        assertThat(attributes.next()).isTrue();
        return attributes;
    }

    private interface Getter {
        Object get() throws NetlinkException;
    }
}
