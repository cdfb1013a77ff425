package dev.holdfast.healthcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckRecordsTest {
    private static final InetAddress LOOPBACK = address(127, 0, 0, 1);
    private static final CheckTiming TIMING = CheckTiming.tcpDefaults(6_000_000_000L);

    @Test
    void messagesGiveTheValueAndWhatWasExpected() {
        assertThatThrownBy(() -> CheckTarget.of(LOOPBACK, -1)).hasMessage("port -1 (expected 0..65535)");
        assertThatThrownBy(() -> CheckTarget.of(LOOPBACK, 65536)).hasMessage("port 65536 (expected 0..65535)");
        assertThatThrownBy(() -> new CheckId(" ")).hasMessageContaining("expected a name");
        assertThatThrownBy(() -> new StatusCodeRange(300, 200)).hasMessageContaining("300-200");
        assertThatThrownBy(() -> StatusCodeRange.of(99)).hasMessageContaining("expected 100..999");
        assertThatThrownBy(() -> new UrlSpec("/", List.of(), "abc", null))
                .hasMessage("digest 'abc' (expected 32 hexadecimal digits)");
        assertThatThrownBy(() ->
                        new HttpCheckSpec(CheckTarget.of(LOOPBACK, 80), TIMING, HttpProtocol.DEFAULT, List.of(), false))
                .hasMessageContaining("expected at least one");
        assertThatThrownBy(() -> new CheckTiming(0, 1, 0, 0, 0, false, false)).hasMessageContaining("delay_loop 0 ns");
        assertThatThrownBy(() -> new CheckTiming(1, 0, 0, 0, 0, false, false)).hasMessageContaining("connect_timeout");
        assertThatThrownBy(() -> new CheckTiming(1, 1, -1, 0, 0, false, false)).hasMessageContaining("retry -1");
        assertThatThrownBy(() -> new CheckTiming(1, 1, 0, -1, 0, false, false)).hasMessageContaining("delay_before");
        assertThatThrownBy(() -> new CheckTiming(1, 1, 0, 0, -1, false, false)).hasMessageContaining("warmup");
    }

    @Test
    void aPathOrHostCannotAddALineToTheRequest() {
        for (String bad : List.of("", "/a b", "/a\r\nX: y", "/\n", "/\u007f")) {
            assertThatThrownBy(() -> UrlSpec.ofPath(bad)).as("path <%s>", bad).hasMessageContaining("one word");
            assertThatThrownBy(() -> new UrlSpec("/", List.of(), null, bad))
                    .as("host <%s>", bad)
                    .hasMessageContaining("one word");
        }
    }

    @Test
    void aSourceHasTheFamilyOfItsTarget() throws UnknownHostException {
        InetAddress six = InetAddress.getByAddress(new byte[16]);
        byte[] loopbackSix = new byte[16];
        loopbackSix[15] = 1;
        InetSocketAddress source = new InetSocketAddress(InetAddress.getByAddress(loopbackSix), 0);
        assertThatThrownBy(() -> new CheckTarget(LOOPBACK, 80, source)).hasMessageContaining("address family");
        assertThat(new CheckTarget(LOOPBACK, 80, new InetSocketAddress(six, 4444)).bindTo())
                .as("a source port alone is a wildcard address")
                .isNotNull();
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.org", 0);
        assertThatThrownBy(() -> new CheckTarget(LOOPBACK, 80, unresolved)).hasMessageContaining("expected an address");
    }

    @Test
    void statusRangesIncludeBothEnds() {
        UrlSpec url = new UrlSpec("/", List.of(StatusCodeRange.of(200), new StatusCodeRange(301, 303)), null, null);
        assertThat(List.of(200, 301, 302, 303)).allMatch(url::accepts);
        assertThat(List.of(199, 201, 300, 304, 404)).noneMatch(url::accepts);
        assertThat(UrlSpec.ofPath("/").statusCodes()).containsExactly(new StatusCodeRange(200, 299));
    }

    @Test
    void digestsAreComparedInLowerCase() {
        UrlSpec url = new UrlSpec("/", List.of(), "5D41402ABC4B2A76B9719D911017C592", null);
        assertThat(url.digest()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    }

    @Test
    void protocolsAreFoundByTheirWords() {
        assertThat(HttpProtocol.ofKeyword("1.0")).contains(HttpProtocol.HTTP_1_0);
        assertThat(HttpProtocol.ofKeyword("1.0c")).contains(HttpProtocol.HTTP_1_0_CLOSE);
        assertThat(HttpProtocol.ofKeyword("1.0C")).contains(HttpProtocol.HTTP_1_0_CLOSE);
        assertThat(HttpProtocol.ofKeyword("1.1")).contains(HttpProtocol.HTTP_1_1);
        assertThat(HttpProtocol.ofKeyword("2")).isEmpty();
    }

    private static Inet4Address address(int a, int b, int c, int d) {
        try {
            return (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
