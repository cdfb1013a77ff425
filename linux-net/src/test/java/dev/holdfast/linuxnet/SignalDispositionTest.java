package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignalDispositionTest {

    @Test
    void aSignalThatIsNotHandledYetDoesNothing() throws Exception {
        SignalDisposition.doNothing(SignalDisposition.SIGUSR1);

        String own = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-USR1", own).start().waitFor())
                .as("this is reached")
                .isZero();
    }

    @Test
    void aSignalThatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> SignalDisposition.doNothing(1000)).hasMessageContaining("EINVAL");
    }
}
