package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Error numbers, capabilities and hardware addresses as text. */
class ErrorsAndNamesTest {

    @Test
    void exceptionSaysOperationNameTextAndTheKernelsWords() {
        assertThat(new LinuxException("bind eth0", Errno.EPERM))
                .hasMessage("bind eth0: EPERM (Operation not permitted)");
        LinuxException withWords = new LinuxException("add address", Errno.EINVAL, "ipv4: Invalid prefix length");
        assertThat(withWords).hasMessage("add address: EINVAL (Invalid argument): ipv4: Invalid prefix length");
        assertThat(withWords.operation()).isEqualTo("add address");
        assertThat(withWords.errno()).isEqualTo(22);
        assertThat(withWords.errnoName()).isEqualTo("EINVAL");
        assertThat(withWords.kernelText()).isEqualTo("ipv4: Invalid prefix length");
    }

    @Test
    void everyErrorNumberHasAName() {
        for (int errno = 1; errno <= 133; errno++) {
            // Two numbers were never given out.
            if (errno != 41 && errno != 58) {
                assertThat(Errno.name(errno)).as("number %d", errno).matches("E[A-Z0-9]+");
                assertThat(Errno.text(errno)).doesNotStartWith("Unknown");
            }
        }
        assertThat(Errno.name(4711)).isEqualTo("errno 4711");
        assertThat(Errno.text(4711)).isEqualTo("Unknown error 4711");
    }

    @Test
    void resultOrFailure() throws Exception {
        assertThat(LinuxException.check(3, "open")).isEqualTo(3);
        assertThatThrownBy(() -> LinuxException.check(-Errno.EBADF, "read"))
                .hasMessage("read: EBADF (Bad file descriptor)");
    }

    @Test
    void capabilitiesAreReadFromProc() throws Exception {
        assertThat(Capabilities.parse("Name:\tjava\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000003400\n"))
                .containsExactly(Capability.NET_BIND_SERVICE, Capability.NET_ADMIN, Capability.NET_RAW);
        assertThat(Capabilities.parse("CapEff:\t000001ffffffffff\n")).containsExactly(Capability.values());
        assertThat(Capability.CHECKPOINT_RESTORE.number()).isEqualTo(40);
        assertThat(Capability.NET_ADMIN).hasToString("CAP_NET_ADMIN");
        assertThat(Capabilities.effective()).isNotNull();
    }

    @Test
    void procWithoutCapabilitiesIsAnError() {
        assertThatThrownBy(() -> Capabilities.parse("Name:\tjava\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without a line CapEff:");
        assertThatThrownBy(() -> Capabilities.parse("CapEff:\tnothing\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CapEff: nothing (expected a hexadecimal number)");
    }

    @Test
    void hardwareAddressesAsText() {
        HardwareAddress address = HardwareAddress.parse("02:00:5e:00:01:ff");

        assertThat(address).hasToString("02:00:5e:00:01:ff");
        assertThat(address.toBytes()).containsExactly(2, 0, 0x5e, 0, 1, 0xff);
        assertThat(address)
                .isEqualTo(HardwareAddress.of(address.toBytes()))
                .hasSameHashCodeAs(HardwareAddress.of(address.toBytes()));
        assertThat(address.isEthernet()).isTrue();
        assertThat(HardwareAddress.of().isEthernet()).isFalse();
        assertThat(HardwareAddress.of(new byte[6]).isEthernet()).isFalse();
        assertThatThrownBy(() -> HardwareAddress.parse("02:0"))
                .hasMessage("hardware address \"02:0\" (expected for instance 02:00:00:00:00:01)");
        assertThatThrownBy(() -> HardwareAddress.of(new byte[33]))
                .hasMessage("hardware address of 33 bytes (expected 0..32)");
    }
}
