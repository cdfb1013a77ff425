package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    /** JNA would run ldconfig(8) to find libraries, and a start, whose first call this is, would wait for it. */
    @Test
    void theFirstCallStartsNoProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstCall.class.getName())
                .redirectErrorStream(true)
                .start();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(loaded).isZero();
        assertThat(loaded).contains("dev.holdfast.linuxnet.libc.Libc$Calls ").doesNotContain("java.lang.ProcessImpl ");
    }

    /** A program. */
    static final class FirstCall {
        private FirstCall() {}

        public static void main(String[] arguments) throws LinuxException {
            SignalDisposition.doNothing(SignalDisposition.SIGUSR1);
        }
    }
}
