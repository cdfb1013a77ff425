package dev.holdfast.linuxnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Acknowledgements, dumps and batches, against a kernel that is a function. */
class NetlinkExchangeTest {

    private static final int TYPE = 0x20;

    @Test
    void requestAsksForAnAcknowledgementAndReturnsTheAnswers() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.messages(numbered(7)));

        List<NetlinkMessage> answers = kernel.request(numbered(1));

        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).payload().getInt()).isEqualTo(7);
        NetlinkMessage sent = kernel.requests().get(0);
        assertThat(sent.flags()).isEqualTo(Netlink.FLAG_REQUEST | Netlink.FLAG_ACK);
        assertThat(sent.sequence()).isNotZero();
    }

    @Test
    void refusalCarriesOperationErrnoNameAndTheKernelsWords() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.error(Errno.EINVAL, "ipv4: Invalid prefix length"));
        Request request = new MessageBuilder(TYPE, 0)
                .operation("add address 192.0.2.1/33")
                .build();

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> kernel.request(request));

        assertThat(error.problem()).isEqualTo(Problem.REFUSED);
        assertThat(error.errno()).isEqualTo(Errno.EINVAL);
        assertThat(error.errnoName()).isEqualTo("EINVAL");
        assertThat(error.operation()).isEqualTo("add address 192.0.2.1/33");
        assertThat(error.kernelText()).isEqualTo("ipv4: Invalid prefix length");
        assertThat(error)
                .hasMessage("add address 192.0.2.1/33: EINVAL (Invalid argument): ipv4: Invalid prefix length");
    }

    @Test
    void batchGoesInOneDatagramAndEachErrorIsItsRequests() {
        FakeKernel kernel = FakeKernel.answering(request ->
                number(request) % 3 == 1 ? Answer.error(Errno.EEXIST, "no. " + number(request)) : Answer.ok());

        List<Reply> replies = kernel.batch(numbered(0, 100));

        assertThat(kernel.messagesPerDatagram()).containsExactly(100);
        assertThat(replies).hasSize(100);
        for (int i = 0; i < 100; i++) {
            NetlinkException error = replies.get(i).error();
            if (i % 3 == 1) {
                assertThat(error).isNotNull();
                assertThat(error.errno()).isEqualTo(Errno.EEXIST);
                assertThat(error.kernelText()).isEqualTo("no. " + i);
            } else {
                assertThat(error).isNull();
            }
        }
    }

    @Test
    void batchIsSplitByTheRoomForAcknowledgements() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok()).limitInFlight(40);

        assertThat(kernel.batch(numbered(0, 100))).allMatch(Reply::succeeded);

        assertThat(kernel.messagesPerDatagram()).containsExactly(40, 40, 20);
        assertThat(kernel.requests().stream().map(NetlinkExchangeTest::number))
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void batchIsSplitByTheSendBuffer() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Request large = new MessageBuilder(TYPE, 0).bytes(new byte[30_000]).build();

        assertThat(kernel.batch(List.of(large, large, large))).allMatch(Reply::succeeded);

        assertThat(kernel.messagesPerDatagram()).containsExactly(2, 1);
    }

    @Test
    void requestLargerThanADatagramFailsAloneAndSaysSo() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Request tooLarge = new MessageBuilder(TYPE, 0).bytes(new byte[70_000]).build();

        List<Reply> replies = kernel.batch(List.of(numbered(1), tooLarge, numbered(2)));

        assertThat(replies.stream().map(Reply::succeeded)).containsExactly(true, false, true);
        assertThat(replies.get(1).error())
                .hasMessageContaining("EMSGSIZE")
                .hasMessageContaining("70016 bytes (expected at most 65536)");
    }

    @Test
    void emptyBatchAsksNothing() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());

        assertThat(kernel.batch(List.of())).isEmpty();
        assertThat(kernel.messagesPerDatagram()).isEmpty();
    }

    @Test
    void dumpInABatchIsRefused() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok());
        Request dump = new MessageBuilder(TYPE, Netlink.FLAG_DUMP)
                .operation("dump links")
                .build();

        assertThatThrownBy(() -> kernel.batch(List.of(dump)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dump links: a dump (expected a single request)");
    }

    @Test
    void failedSendFailsItsRequestsAndTheNextDatagramIsStillSent() {
        FakeKernel kernel =
                FakeKernel.answering(request -> Answer.ok()).limitInFlight(2).failNextSend(Errno.EPERM);

        List<Reply> replies = kernel.batch(numbered(0, 3));

        assertThat(replies.stream().map(Reply::succeeded)).containsExactly(false, false, true);
        NetlinkException error = replies.get(0).error();
        assertThat(error).isNotNull();
        assertThat(error.problem()).isEqualTo(Problem.NOT_SENT);
        assertThat(error.errno()).isEqualTo(Errno.EPERM);
    }

    @Test
    void interruptedSystemCallsAreRepeated() throws Exception {
        FakeKernel kernel = FakeKernel.answering(
                        request -> Answer.messages(numbered(1)).after(Errno.EINTR, Errno.EINTR))
                .failNextSend(Errno.EINTR)
                .failNextSend(Errno.EINTR);

        assertThat(kernel.request(numbered(1))).hasSize(1);
        assertThat(kernel.requests()).hasSize(1);
    }

    @Test
    void endlessInterruptionsEndTheWait() {
        Integer[] many = new Integer[1000];
        java.util.Arrays.fill(many, Errno.EINTR);
        FakeKernel kernel = FakeKernel.answering(request -> Answer.ok().after(many));

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> kernel.request(numbered(1)));

        assertThat(error.problem()).isEqualTo(Problem.NOT_RECEIVED);
        assertThat(error.errno()).isEqualTo(Errno.EINTR);
    }

    @Test
    void overrunFailsOnlyTheRequestsWhoseAnswersWereLost() {
        FakeKernel kernel = FakeKernel.answering(request -> number(request) == 1 ? Answer.overrun() : Answer.ok());

        List<Reply> replies = kernel.batch(numbered(0, 4));

        assertThat(replies.stream().map(Reply::succeeded)).containsExactly(true, false, true, true);
        NetlinkException error = replies.get(1).error();
        assertThat(error).isNotNull();
        assertThat(error.problem()).isEqualTo(Problem.OVERRUN);
        assertThat(error.errno()).isEqualTo(Errno.ENOBUFS);
    }

    @Test
    void silenceTimesOut() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.silence());

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> kernel.request(numbered(1)));

        assertThat(error.problem()).isEqualTo(Problem.TIMED_OUT);
        assertThat(error.errnoName()).isEqualTo("ETIMEDOUT");
    }

    @Test
    void lateAnswerIsNotTakenForAnothersRequest() throws Exception {
        // The first answer comes only after the wait for it ended.
        FakeKernel kernel = FakeKernel.answering(request ->
                number(request) == 1 ? Answer.error(Errno.EEXIST).after(Errno.EAGAIN) : Answer.messages(numbered(9)));

        assertThatThrownBy(() -> kernel.request(numbered(1))).isInstanceOf(NetlinkException.class);

        assertThat(number(kernel.request(numbered(2)).get(0))).isEqualTo(9);
    }

    @Test
    void dumpReturnsEveryPart() throws Exception {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.messages(numbered(0, 50)));

        List<NetlinkMessage> parts = kernel.dump(numbered(0));

        assertThat(parts.stream().map(NetlinkExchangeTest::number))
                .containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(kernel.requests().get(0).flags()).isEqualTo(Netlink.FLAG_REQUEST | Netlink.FLAG_DUMP);
    }

    @Test
    void emptyDumpIsAnAnswer() throws Exception {
        assertThat(FakeKernel.answering(request -> Answer.ok()).dump(numbered(0)))
                .isEmpty();
    }

    @Test
    void interruptedDumpIsBegunAgain() throws Exception {
        List<NetlinkMessage> asked = new ArrayList<>();
        FakeKernel kernel = FakeKernel.answering(request -> {
            asked.add(request);
            Answer answer = Answer.messages(numbered(asked.size()));
            return asked.size() < 3 ? answer.interrupted() : answer;
        });

        List<NetlinkMessage> parts = kernel.dump(numbered(0));

        assertThat(parts.stream().map(NetlinkExchangeTest::number)).containsExactly(3);
        assertThat(asked.stream().map(NetlinkMessage::sequence)).doesNotHaveDuplicates();
    }

    @Test
    void dumpThatIsAlwaysInterruptedFailsAfterBoundedAttempts() {
        FakeKernel kernel =
                FakeKernel.answering(request -> Answer.messages(numbered(1)).interrupted());

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> kernel.dump(numbered(0)));

        assertThat(error.problem()).isEqualTo(Problem.DUMP_INTERRUPTED);
        assertThat(kernel.requests()).hasSize(NetlinkExchange.DUMP_ATTEMPTS);
    }

    @Test
    void refusedDumpIsNotRepeated() {
        FakeKernel kernel = FakeKernel.answering(request -> Answer.error(Errno.EPERM));

        NetlinkException error = catchThrowableOfType(NetlinkException.class, () -> kernel.dump(numbered(0)));

        assertThat(error.errno()).isEqualTo(Errno.EPERM);
        assertThat(kernel.requests()).hasSize(1);
    }

    @Test
    void dumpTooLargeForTheBufferIsRepeatedWithALargerOne() throws Exception {
        Request large = new MessageBuilder(TYPE, 0).u32(5).bytes(new byte[500]).build();
        FakeKernel kernel =
                FakeKernel.answering(request -> Answer.messages(large)).receiveBuffer(100);

        assertThat(kernel.dump(numbered(0)).stream().map(NetlinkExchangeTest::number))
                .containsExactly(5);
        assertThat(kernel.requests()).hasSize(2);
    }

    @Test
    void truncatedAnswerFailsItsRequestOnly() {
        Request large = new MessageBuilder(TYPE, 0).bytes(new byte[500]).build();
        FakeKernel kernel = FakeKernel.answering(request -> number(request) == 1 ? Answer.messages(large) : Answer.ok())
                .receiveBuffer(100);

        List<Reply> replies = kernel.batch(numbered(0, 3));

        assertThat(replies.stream().map(Reply::succeeded)).containsExactly(true, false, true);
        NetlinkException error = replies.get(1).error();
        assertThat(error).isNotNull();
        assertThat(error.problem()).isEqualTo(Problem.TRUNCATED);
        assertThat(error).hasMessageContaining("answer of 516 bytes (expected at most 100)");
    }

    private static Request numbered(int number) {
        return new MessageBuilder(TYPE, 0).u32(number).build();
    }

    private static List<Request> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(NetlinkExchangeTest::numbered).toList();
    }

    private static int number(NetlinkMessage message) {
        return message.payload().getInt();
    }
}
