package dev.holdfast.linuxnet.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is sent to nftables, against bytes of another VRRP router and a kernel that is a function.
 *
 * <p>The captured bytes are those that keepalived 2.2.7 sent on a little-endian machine, seen by strace(1).
 */
class NftablesTest {

    private static final NftSet VIPS = NftSet.of("vips", NftType.IPV4_ADDRESS);

    @Test
    void transactionIsOneDatagramBetweenItsBounds() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Nftables.over(kernel)
                .commit(new NftTransaction(NftFamily.IPV4, "keepalived")
                        .createTable()
                        .removeTable());

        assertThat(kernel.messagesPerDatagram()).containsExactly(4);
        List<NetlinkMessage> sent = kernel.requests();
        assertThat(sent).extracting(NetlinkMessage::type).containsExactly(0x10, 0xa00, 0xa02, 0x11);
        // Only what is between the bounds is to be acknowledged: older kernels do not acknowledge them.
        assertThat(sent).extracting(NetlinkMessage::flags).containsExactly(0x1, 0x405, 0x5, 0x1);
        assertThat(payload(sent.get(0))).isEqualTo("0000000a");
        assertThat(payload(sent.get(1))).isEqualTo("02000000" + "0f0001006b656570616c6976656400" + "00");
        assertThat(payload(sent.get(3))).isEqualTo("0000000a");
    }

    @Test
    void setsAndElementsAreInTheFormThatNftShows() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        NftSet map = new NftSet("vmac_map", NftType.INTERFACE_INDEX, NftType.INTERFACE_INDEX, false);
        NftSet local = NftSet.of("vips_link_local", NftType.IPV6_ADDRESS_AND_INTERFACE);
        Nftables.over(kernel)
                .commit(new NftTransaction(NftFamily.IPV4, "keepalived")
                        .createSet(map)
                        .addElements(map, List.of(NftElement.ofInterfaces(4, 3)))
                        .createSet(VIPS)
                        .addElements(VIPS, List.of(element("10.1.0.100"), element("10.1.0.101")))
                        .createSet(local)
                        .addElements(local, List.of(NftElement.of(InetAddress.getByName("fe80::9"), 5))));

        String table = "0f0001006b656570616c697665640000";
        List<NetlinkMessage> sent = kernel.requests();
        assertThat(payload(sent.get(1)))
                .isEqualTo("02000000" + table + "0d000200766d61635f6d617000000000" + "0800030000000008"
                        + "0800040000000014" + "0800050000000004" + "0800060000000014" + "0800070000000004"
                        + "08000a0000000001" + "10000d00000401000000010401000000");
        assertThat(payload(sent.get(2)))
                .isEqualTo("02000000" + "0d000200766d61635f6d617000000000" + table + "20000380"
                        + "1c0001800c00018008000100040000000c0002800800010003000000");
        assertThat(payload(sent.get(3)))
                .isEqualTo("02000000" + table + "090002007669707300000000" + "0800040000000007" + "0800050000000004"
                        + "08000a0000000002" + "0a000d000004020000000000");
        assertThat(payload(sent.get(4)))
                .isEqualTo("02000000" + "090002007669707300000000" + table + "24000380"
                        + "100001800c000180080001000a010064" + "100001800c000180080001000a010065");
        assertThat(payload(sent.get(5))).contains("0800040000000214" + "0800050000000014");
        assertThat(payload(sent.get(6)))
                .endsWith("24000380" + "200001801c00018018000100fe80000000000000000000000000000905000000");
    }

    @Test
    void chainsAndRulesNameWhatTheyUse() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        NftChain in = new NftChain("in", NftChain.Hook.INPUT, -1);
        Nftables.over(kernel)
                .commit(new NftTransaction(NftFamily.IPV4, "keepalived")
                        .createChain(in)
                        .addRule(
                                in,
                                new NftRule()
                                        .payload(NftRule.Base.NETWORK, 16, 4, 1)
                                        .in(VIPS, 1)
                                        .drop()));

        String table = "0f0001006b656570616c697665640000";
        List<NetlinkMessage> sent = kernel.requests();
        assertThat(payload(sent.get(1)))
                .isEqualTo("02000000" + table + "07000300696e0000" + "14000480" + "080001000000000108000200ffffffff"
                        + "0800050000000001" + "0b00070066696c7465720000");
        assertThat(sent.get(2).flags()).isEqualTo(0x0c05);
        assertThat(payload(sent.get(2)))
                .startsWith("02000000" + table + "07000200696e0000")
                .contains(text("payload"), text("lookup"), text("vips"), text("immediate"));
    }

    @Test
    void whatRulesLearnIsBoundedAndEnds() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        NftSet learned =
                new NftSet("p", NftType.IPV4_FLOW, NftType.IPV4_ADDRESS, false, new NftSet.Learned(60_000, 1000));
        NftChain out = new NftChain("o", NftChain.Hook.EGRESS, 0, "eth0");
        Nftables.over(kernel)
                .commit(new NftTransaction(NftFamily.NETDEV, "t")
                        .createSet(learned)
                        .createChain(out)
                        .addRule(
                                out,
                                new NftRule()
                                        .mark(8)
                                        .learn(learned, 9, 12)
                                        .writeAddress(16, 4, 8)
                                        .writeAddress(24, 16, 8)));

        List<NetlinkMessage> sent = kernel.requests();
        // As nft 1.0.6 sends "flags dynamic,timeout; timeout 1m; size 1000" of a map.
        assertThat(payload(sent.get(1)))
                .startsWith("05000000" + "0600010074000000" + "0600020070000000" + "0800030000000038")
                .contains("08000400000071cd" + "080005000000000c" + "0800060000000007" + "0800070000000004")
                .contains("0c00098008000100000003e8" + "0c000b00000000000000ea60");
        assertThat(payload(sent.get(2)))
                .contains("200004800800010000000001" + "0800020000000000" + "0900030065746830" + "00000000");
        assertThat(payload(sent.get(3)))
                .contains(text("dynset"))
                // An IPv4 header has a checksum of its own, at byte 10.
                .contains("0800060000000001" + "080007000000000a" + "0800080000000001")
                .contains("0800040000000010" + "0800050000000008" + "0800080000000001");
    }

    @Test
    void manyElementsAreSplit() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        List<NftElement> elements =
                IntStream.range(1, 1201).mapToObj(NftElement::ofInterface).toList();
        NftSet set = NftSet.of("vmac_set", NftType.INTERFACE_INDEX);
        Nftables.over(kernel).commit(new NftTransaction(NftFamily.IPV6, "t").addElements(set, elements));

        assertThat(kernel.requests()).hasSize(5);
        assertThat(kernel.messagesPerDatagram()).containsExactly(5);
    }

    @Test
    void firstRefusalIsTold() throws Exception {
        FakeKernel kernel =
                FakeKernel.answering(request -> request.type() == 0xa02 ? Answer.error(Errno.ENOENT) : Answer.ok());
        assertThatThrownBy(() -> Nftables.over(kernel)
                        .commit(new NftTransaction(NftFamily.IPV4, "t")
                                .removeTable()
                                .createTable()))
                .hasMessage("remove nftables table ip t: ENOENT (No such file or directory)");
    }

    @Test
    void kernelWithoutNftablesRefusesTheBeginning() {
        FakeKernel kernel = FakeKernel.answering(
                request -> request.type() == 0x10 ? Answer.error(Errno.EOPNOTSUPP) : Answer.silence());
        assertThatThrownBy(() -> Nftables.over(kernel).commit(new NftTransaction(NftFamily.IPV4, "t").createTable()))
                .hasMessage("change nftables: EOPNOTSUPP (Operation not supported)");
    }

    @Test
    void silenceAboutAChangeIsAFailure() {
        FakeKernel kernel = FakeKernel.answering(request -> request.type() == 0xa00 ? Answer.silence() : Answer.ok());
        assertThatThrownBy(() -> Nftables.over(kernel).commit(new NftTransaction(NftFamily.IPV4, "t").createTable()))
                .hasMessageContaining("make nftables table ip t")
                .hasMessageContaining("did not answer");
    }

    private static NftElement element(String address) throws Exception {
        return NftElement.of(InetAddress.getByName(address));
    }

    private static String text(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static String payload(NetlinkMessage message) {
        ByteBuffer payload = message.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
