package dev.holdfast.linuxnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import org.junit.jupiter.api.Test;

/** Looking up generic netlink families. */
class GenericNetlinkTest {

    @Test
    void familyHasIdAndVersion() throws Exception {
        FakeKernel kernel = FakeKernel.withFamily("IPVS", 30, 1, request -> Answer.ok());

        GenericNetlink.Family family = GenericNetlink.resolveFamily(kernel, "IPVS");

        assertThat(family).isEqualTo(new GenericNetlink.Family("IPVS", 30, 1));
    }

    @Test
    void messageToAFamilyBeginsWithItsHeader() throws Exception {
        FakeKernel kernel = FakeKernel.withFamily("IPVS", 30, 1, request -> Answer.ok());

        kernel.request(
                new GenericNetlink.Family("IPVS", 30, 1).message(5, 0).u8(2, 7).build());

        NetlinkMessage sent = kernel.requests().get(0);
        assertThat(sent.type()).isEqualTo(30);
        assertThat(FakeKernel.command(sent)).isEqualTo(5);
        assertThat(sent.payload().get(1)).isEqualTo((byte) 1);
        Attributes attributes = sent.attributes(GenericNetlink.HEADER_LENGTH);
        assertThat(attributes.next()).isTrue();
        assertThat(attributes.u8()).isEqualTo(7);
    }

    @Test
    void unknownFamilyIsAnErrorOfItsOwn() {
        FakeKernel kernel = FakeKernel.withFamily("nl80211", 31, 1, request -> Answer.ok());

        NoSuchFamilyException error =
                catchThrowableOfType(NoSuchFamilyException.class, () -> GenericNetlink.resolveFamily(kernel, "IPVS"));

        assertThat(error.family()).isEqualTo("IPVS");
        assertThat(error.errno()).isEqualTo(Errno.ENOENT);
        assertThat(error).hasMessageContaining("resolve generic netlink family IPVS: ENOENT");
    }

    @Test
    void otherRefusalsAreNotTakenForAMissingFamily() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.error(Errno.EPERM));

        NetlinkException error =
                catchThrowableOfType(NetlinkException.class, () -> GenericNetlink.resolveFamily(kernel, "IPVS"));

        assertThat(error).isNotInstanceOf(NoSuchFamilyException.class);
        assertThat(error.problem()).isEqualTo(Problem.REFUSED);
    }

    @Test
    void answerWithoutAnIdIsMalformed() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.messages(new MessageBuilder(16, 0)
                .u32(0)
                .string(GenericNetlink.ATTRIBUTE_FAMILY_NAME, "IPVS")
                .build()));

        NetlinkException error =
                catchThrowableOfType(NetlinkException.class, () -> GenericNetlink.resolveFamily(kernel, "IPVS"));

        assertThat(error.problem()).isEqualTo(Problem.MALFORMED);
        assertThat(error).hasMessageContaining("id 0 of generic netlink family IPVS (expected 16..65535)");
    }
}
