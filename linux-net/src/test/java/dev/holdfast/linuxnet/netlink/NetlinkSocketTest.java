package dev.holdfast.linuxnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The socket, against this machine's kernel: only with questions that anyone may ask. */
class NetlinkSocketTest {

    @Test
    void familyThatEveryKernelHasIsResolved() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(Netlink.PROTOCOL_GENERIC)) {
            assertThat(GenericNetlink.resolveFamily(socket, "nlctrl"))
                    .isEqualTo(new GenericNetlink.Family("nlctrl", GenericNetlink.CONTROLLER, 2));
        }
    }

    @Test
    void familyThatNoKernelHasIsNotThere() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(Netlink.PROTOCOL_GENERIC)) {
            NoSuchFamilyException error = catchThrowableOfType(
                    NoSuchFamilyException.class, () -> GenericNetlink.resolveFamily(socket, "no such"));

            assertThat(error.family()).isEqualTo("no such");
        }
    }

    @Test
    void everyAnswerOfALargeBatchArrives() throws Exception {
        Request request = new MessageBuilder(GenericNetlink.CONTROLLER, 0)
                .u8(GenericNetlink.COMMAND_GET_FAMILY)
                .u8(2)
                .u16(0)
                .string(GenericNetlink.ATTRIBUTE_FAMILY_NAME, "nlctrl")
                .build();
        try (NetlinkSocket socket = NetlinkSocket.open(Netlink.PROTOCOL_GENERIC)) {
            List<Reply> replies = socket.batch(Collections.nCopies(5_000, request));

            assertThat(replies).hasSize(5_000).allMatch(Reply::succeeded);
            assertThat(replies).allMatch(reply -> reply.messages().size() == 1);
        }
    }

    @Test
    void closedSocketSaysSo() throws Exception {
        NetlinkSocket socket = NetlinkSocket.open(Netlink.PROTOCOL_GENERIC);
        socket.close();
        socket.close();

        NetlinkException error =
                catchThrowableOfType(NetlinkException.class, () -> GenericNetlink.resolveFamily(socket, "nlctrl"));

        assertThat(socket.fd()).isNegative();
        assertThat(error.problem()).isEqualTo(Problem.NOT_SENT);
        assertThat(error.errnoName()).isEqualTo("EBADF");
    }

    @Test
    void protocolThatNoKernelHasIsAnError() {
        LinuxException error = catchThrowableOfType(LinuxException.class, () -> NetlinkSocket.open(31));

        assertThat(error).hasMessageStartingWith("open netlink socket of protocol 31: EPROTONOSUPPORT");
    }
}
