package dev.holdfast.linuxnet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessGroupTest {

    /** SIGTERM and SIGKILL as the JDK tells that a process ended by a signal. */
    private static final int TERMINATED = 128 + 15;

    private static final int KILLED = 128 + 9;

    @Test
    void aProgramEndsWithItsChildren() throws Exception {
        Process leader = group("sleep 1000 & echo $!; wait");
        long child = Long.parseLong(reader(leader).readLine());
        ProcessGroup group = new ProcessGroup((int) leader.pid());
        assertThat(group.exists()).isTrue();

        assertThat(group.terminate()).isTrue();

        assertThat(leader.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(leader.exitValue()).isEqualTo(TERMINATED);
        awaitEnd(child);
    }

    @Test
    void aProgramThatIgnoresTheRequestIsKilled() throws Exception {
        Process leader = group("trap '' TERM; echo ready; sleep 1000; sleep 1000");
        reader(leader).readLine();
        ProcessGroup group = new ProcessGroup((int) leader.pid());
        assertThat(group.terminate()).isTrue();

        assertThat(group.kill()).isTrue();

        assertThat(leader.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(leader.exitValue()).isEqualTo(KILLED);
    }

    @Test
    void aGroupThatIsNoneGetsNoSignal() throws Exception {
        Process leader = group("true");
        leader.waitFor();
        ProcessGroup group = new ProcessGroup((int) leader.pid());

        assertThat(group.exists()).isFalse();
        assertThat(group.terminate()).isFalse();
        assertThat(group.kill()).isFalse();
    }

    @Test
    void everyProcessOfTheMachineIsNoGroup() {
        assertThatThrownBy(() -> new ProcessGroup(1)).hasMessage("process group 1 (expected 2 or more)");
    }

    private static Process group(String script) throws Exception {
        return new ProcessBuilder("setsid", "sh", "-c", script).start();
    }

    private static BufferedReader reader(Process process) {
        return process.inputReader();
    }

    private static void awaitEnd(long pid) throws Exception {
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null) {
            handle.onExit().get(60, TimeUnit.SECONDS);
        }
    }
}
