package dev.holdfast.linuxnet.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.linuxnet.Errno;
import org.junit.jupiter.api.Test;

/** What the binding itself promises. */
class LibcTest {

    @Test
    void failureIsTheNegatedErrorNumber() {
        assertThat(Libc.close(-1)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.socket(-1, 0, 0)).isIn(-Errno.EAFNOSUPPORT, -Errno.EINVAL);
    }

    @Test
    void errorNumberIsNotLeftForTheNextCall() {
        Libc.close(-1);
        int fd = Libc.eventfd(0, 0);

        assertThat(fd).isNotNegative();
        assertThat(Libc.close(fd)).isZero();
    }

    @Test
    void memoryIsZeroedAndKnowsItsBounds() {
        NativeBuffer buffer = NativeBuffer.allocate(16);

        assertThat(buffer.bytes().getLong(0)).isZero();
        assertThat(buffer.addressOf(8) - buffer.addressOf(0)).isEqualTo(8);
        assertThat(buffer.addressOf(0) % 8).isZero();
        assertThatThrownBy(() -> buffer.addressOf(17))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("offset 17 (expected 0..16)");
    }
}
