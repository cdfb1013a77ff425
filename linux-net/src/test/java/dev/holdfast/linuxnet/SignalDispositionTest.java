package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignalDispositionTest {

    /** SIGUSR1 of asm-generic/signal.h, which the virtual machine does not use and which ends a process by default. */
    private static final int SIGUSR1 = 10;

    @Test
    void aSignalThatIsNotHandledYetDoesNothing() throws Exception {
        SignalDisposition.endIgnoring(SIGUSR1);

        String own = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-USR1", own).start().waitFor())
                .as("this is reached")
                .isZero();
    }

    @Test
    void aSignalThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> SignalDisposition.endIgnoring(1000)).hasMessageContaining("EINVAL");
    }
}
