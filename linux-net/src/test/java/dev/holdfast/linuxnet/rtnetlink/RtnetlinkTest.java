package dev.holdfast.linuxnet.rtnetlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.AddressRemoved;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent.LinkRemoved;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Links and addresses, against bytes of ip(8) and of a real kernel, and against a kernel that is a function.
 *
 * <p>The captured bytes are of a little-endian machine, seen by {@code strace -s 0 -e trace=sendmsg,recvmsg -e write=3 -e read=3}
 * before the command each names.
 */
class RtnetlinkTest {

    private static final int HEADER = 16;

    /** {@code ip -4 addr show dev v0}: the message about 192.0.2.1/24. */
    private static final String SHOWN = "4c00000014002200066c006ba3760000"
            + "0218800003000000"
            + "08000100c0000201"
            + "08000200c0000201"
            + "0700030076300000"
            + "0800080080000000"
            + "14000600ffffffffffffffffa4640200a4640200";

    @Test
    void addIsByteForByteWhatIpSends() throws Exception {
        // ip addr add 192.0.2.77/24 brd 192.0.2.255 dev v0 label v0:vip
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink.over(kernel)
                .addAddress(new InterfaceAddress(
                        3, ip("192.0.2.77"), 24, "v0:vip", InterfaceAddress.SCOPE_GLOBAL, ip("192.0.2.255"), 0));

        NetlinkMessage sent = kernel.requests().get(0);
        assertThat(sent.type()).isEqualTo(0x14);
        assertThat(sent.flags()).isEqualTo(0x0605);
        assertThat(payload(sent))
                .isEqualTo("0218000003000000"
                        + "08000200c000024d"
                        + "08000400c00002ff"
                        + "0b00030076303a7669700000"
                        + "08000100c000024d");
    }

    @Test
    void removeIsByteForByteWhatIpSends() throws Exception {
        // ip addr del 192.0.2.77/24 dev v0
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink.over(kernel)
                .removeAddress(new InterfaceAddress(
                        3, ip("192.0.2.77"), 24, "v0:vip", InterfaceAddress.SCOPE_LINK, ip("192.0.2.255"), 0));

        NetlinkMessage sent = kernel.requests().get(0);
        assertThat(sent.type()).isEqualTo(0x15);
        assertThat(sent.flags()).isEqualTo(0x0005);
        assertThat(payload(sent)).isEqualTo("0218000003000000" + "08000200c000024d" + "08000100c000024d");
    }

    @Test
    void scopeFlagsAndPeerAreSent() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink.over(kernel)
                .addAddress(new InterfaceAddress(
                        3,
                        ip("192.0.2.1"),
                        32,
                        null,
                        InterfaceAddress.SCOPE_LINK,
                        null,
                        InterfaceAddress.FLAG_NO_PREFIX_ROUTE,
                        ip("192.0.2.2")));

        assertThat(payload(kernel.requests().get(0)))
                .isEqualTo("022000fd03000000" + "08000200c0000201" + "08000100c0000202" + "0800080000020000");
    }

    @Test
    void deprecatedIpv6AddressIsNeverPreferredAndAlwaysValid() throws Exception {
        // ip addr add 2001:db8::100/128 dev lo nodad preferred_lft 0 has the flags in its header, where a byte is
        // enough
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink.over(kernel)
                .addAddress(new InterfaceAddress(
                        1,
                        ip("2001:db8::100"),
                        128,
                        null,
                        InterfaceAddress.SCOPE_GLOBAL,
                        null,
                        InterfaceAddress.FLAG_NO_DUPLICATE_DETECTION | InterfaceAddress.FLAG_DEPRECATED));

        String address = "20010db8000000000000000000000100";
        assertThat(payload(kernel.requests().get(0)))
                .isEqualTo("0a80000001000000"
                        + "14000200"
                        + address
                        + "14000100"
                        + address
                        + "0800080022000000"
                        + "14000600"
                        + "00000000ffffffff0000000000000000");
    }

    @Test
    void settingALinkUpOrDownIsByteForByteWhatIpSends() throws Exception {
        // ip link set dev v0 up; ip link set dev v0 down
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Rtnetlink rtnetlink = Rtnetlink.over(kernel);
        rtnetlink.setLinkUp(3, true);
        rtnetlink.setLinkUp(3, false);

        assertThat(kernel.requests()).allSatisfy(request -> {
            assertThat(request.type()).isEqualTo(0x10);
            assertThat(request.flags()).isEqualTo(0x5);
        });
        assertThat(kernel.requests())
                .extracting(RtnetlinkTest::payload)
                .containsExactly("00000000030000000100000001000000", "00000000030000000000000001000000");
    }

    @Test
    void addressOfARealKernelIsDecoded() throws Exception {
        assertThat(RtnetlinkCodec.readAddress(message(SHOWN)))
                .isEqualTo(new InterfaceAddress(
                        3, ip("192.0.2.1"), 24, "v0", 0, null, InterfaceAddress.FLAG_PERMANENT, null));
    }

    @Test
    void linkIsDecoded() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.messages(link(0, "eth0")));

        assertThat(Rtnetlink.over(kernel).links())
                .containsExactly(
                        new Link(2, "eth0", true, false, 1500, HardwareAddress.parse("02:00:00:00:00:01"), 1, 0x1003));
    }

    @Test
    void portOfABridgeIsNoLink() throws Exception {
        int afBridge = 7;
        FakeKernel kernel = FakeKernel.answering(request -> Answer.messages(link(0, "eth0"), link(afBridge, "port0")));

        assertThat(Rtnetlink.over(kernel).links()).extracting(Link::name).containsExactly("eth0");
    }

    @Test
    void batchTellsDoneAlreadyAndFailedApart() throws Exception {
        FakeKernel kernel =
                FakeKernel.answering(request -> switch (request.payload().getInt(4)) {
                    case 1 -> Answer.ok();
                    case 2 -> Answer.error(Errno.EEXIST, "ipv4: Address already assigned");
                    case 3 -> Answer.error(Errno.EADDRNOTAVAIL, "ipv4: Address not found");
                    default -> Answer.error(Errno.ENODEV, "ipv4: Device not found");
                });
        List<InterfaceAddress> addresses = List.of(
                InterfaceAddress.of(1, ip("192.0.2.1"), 24),
                InterfaceAddress.of(2, ip("192.0.2.2"), 24),
                InterfaceAddress.of(3, ip("192.0.2.3"), 24),
                InterfaceAddress.of(4, ip("192.0.2.4"), 24));

        List<Change<InterfaceAddress>> added = Rtnetlink.over(kernel).addAddresses(addresses);
        List<Change<InterfaceAddress>> removed = Rtnetlink.over(kernel).removeAddresses(addresses);

        assertThat(added)
                .extracting(Change::outcome)
                .containsExactly(Outcome.DONE, Outcome.ALREADY, Outcome.FAILED, Outcome.FAILED);
        assertThat(removed)
                .extracting(Change::outcome)
                .containsExactly(Outcome.DONE, Outcome.FAILED, Outcome.ALREADY, Outcome.FAILED);
        assertThat(added).extracting(Change::subject).containsExactlyElementsOf(addresses);
        assertThat(added.get(3).error())
                .hasMessage("add address 192.0.2.4/24 to interface 4: ENODEV (No such device): ipv4: Device not found");
        assertThat(kernel.messagesPerDatagram()).containsExactly(4, 4);
    }

    @Test
    void singleFormThrowsWhatTheBatchReports() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.error(Errno.EPERM));
        InterfaceAddress address = InterfaceAddress.of(1, ip("192.0.2.1"), 24);

        LinuxException error = catchThrowableOfType(
                LinuxException.class, () -> Rtnetlink.over(kernel).addAddress(address));

        assertThat(error).hasMessage("add address 192.0.2.1/24 to interface 1: EPERM (Operation not permitted)");
    }

    @Test
    void rehearsalNamesNoInterfaceThatCanBe() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.error(Errno.ENODEV));

        Rtnetlink.over(kernel).rehearse();

        assertThat(kernel.requests())
                .hasSize(2)
                .allMatch(request -> request.payload().getInt(4) == Integer.MAX_VALUE);
    }

    @Test
    void missingLinkIsEmptyAndOtherErrorsAreErrors() throws Exception {
        assertThat(Rtnetlink.over(FakeKernel.answering(request -> Answer.error(Errno.ENODEV)))
                        .link("eth9"))
                .isEmpty();
        assertThatThrownBy(() -> Rtnetlink.over(FakeKernel.answering(request -> Answer.error(Errno.EPERM)))
                        .link("eth9"))
                .isInstanceOf(LinuxException.class)
                .hasMessage("look up link eth9: EPERM (Operation not permitted)");
        assertThatThrownBy(() -> Rtnetlink.over(FakeKernel.answering(request -> Answer.ok()))
                        .link("eth9"))
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("no answer about link eth9 (expected 1)");
    }

    @Test
    void eventsAreTakenFromNotifications() throws Exception {
        byte[] removed = HexFormat.of().parseHex(SHOWN);
        removed[4] = 21;

        assertThat(RtnetlinkCodec.readEvent(message(HexFormat.of().formatHex(removed))))
                .isEqualTo(new AddressRemoved(new InterfaceAddress(
                        3, ip("192.0.2.1"), 24, "v0", 0, null, InterfaceAddress.FLAG_PERMANENT, null)));
        // RTM_DELLINK of family 0 and of AF_BRIDGE; RTM_NEWROUTE.
        String name = "0900030065746830" + "00000000";
        assertThat(RtnetlinkCodec.readEvent(
                        message("2c0000001100000000000000000000000000010002000000" + "0310000000000000" + name)))
                .isEqualTo(new LinkRemoved(2, "eth0"));
        assertThat(RtnetlinkCodec.readEvent(
                        message("2c0000001100000000000000000000000700010002000000" + "0310000000000000" + name)))
                .isNull();
        assertThat(RtnetlinkCodec.readEvent(message("10000000180000000000000000000000")))
                .isNull();
    }

    @Test
    void everyTruncationIsMalformed() throws Exception {
        byte[] whole = HexFormat.of().parseHex(SHOWN);
        for (int length = HEADER; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            ByteBuffer.wrap(cut).order(ByteOrder.nativeOrder()).putInt(0, length);
            NetlinkMessage message = message(HexFormat.of().formatHex(cut));
            // Between attributes what is left is whole; it has a value once IFA_ADDRESS is there.
            boolean whollyRead = List.of(32, 40, 47, 48, 56).contains(length);
            if (whollyRead) {
                assertThat(RtnetlinkCodec.readAddress(message))
                        .as("cut to %d", length)
                        .isNotNull();
            } else {
                NetlinkException error =
                        catchThrowableOfType(NetlinkException.class, () -> RtnetlinkCodec.readAddress(message));
                assertThat(error).as("cut to %d", length).isNotNull();
                assertThat(error.problem()).isEqualTo(Problem.MALFORMED);
            }
        }
    }

    @Test
    void mutationsNeverThrowAnythingElse() {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = HexFormat.of().parseHex(SHOWN);
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = whole.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            // Often one of the types that are read.
            mutated[4] = (byte) random.nextInt(16, 22);
            try {
                for (NetlinkMessage message :
                        NetlinkMessage.readAll(ByteBuffer.wrap(mutated).order(ByteOrder.nativeOrder()))) {
                    RtnetlinkCodec.readEvent(message);
                }
            } catch (NetlinkException expected) {
                assertThat(expected.problem()).isEqualTo(Problem.MALFORMED);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "-Dseed=" + seed + ": " + HexFormat.of().formatHex(mutated), e);
            }
        }
    }

    @Test
    void addressesThatCannotBeAreRefused() throws Exception {
        InetAddress ipv4 = ip("192.0.2.1");
        assertThatThrownBy(() -> InterfaceAddress.of(1, ipv4, 33))
                .hasMessage("prefix length 33 of 192.0.2.1 (expected 0..32)");
        assertThatThrownBy(() -> InterfaceAddress.of(0, ipv4, 24)).hasMessage("interface index 0 (expected 1 or more)");
        assertThatThrownBy(() -> new InterfaceAddress(1, ipv4, 24, null, 256, null, 0))
                .hasMessage("scope 256 (expected 0..255)");
        assertThatThrownBy(() -> new InterfaceAddress(1, ipv4, 24, "a-label-too-long", 0, null, 0))
                .hasMessage("label \"a-label-too-long\" (expected 1..15 characters)");
        InetAddress ipv6 = ip("2001:db8::1");
        assertThatThrownBy(() -> new InterfaceAddress(1, ipv4, 24, null, 0, ipv6, 0))
                .hasMessageContaining("(expected the same address family)");
    }

    private static Request link(int family, String name) {
        return new MessageBuilder(16, 0)
                .u8(family)
                .u8(0)
                .u16(1)
                .u32(2)
                .u32(0x1003)
                .u32(0)
                .string(3, name)
                .u32(4, 1500)
                .attribute(1, new byte[] {2, 0, 0, 0, 0, 1})
                .build();
    }

    private static NetlinkMessage message(String hex) throws NetlinkException {
        return NetlinkMessage.readAll(
                        ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.nativeOrder()))
                .get(0);
    }

    private static String payload(NetlinkMessage message) {
        ByteBuffer payload = message.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static InetAddress ip(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }
}
