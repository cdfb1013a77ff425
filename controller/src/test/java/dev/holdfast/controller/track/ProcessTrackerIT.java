package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.ProcessEvents;
import dev.holdfast.linuxnet.netlink.ReceiveRoom;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes, by the kernel's events (to which this only listens) and without them. */
@Timeout(120)
class ProcessTrackerIT {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void byTheKernelsEvents() throws Exception {
        RealKernel.requireNamespaces();
        try {
            ProcessEvents.open().close();
        } catch (LinuxException e) {
            RealKernel.require(false, "this process may not hear of processes: " + e.getMessage());
        }
        assertThat(comesAndGoes("holdfast-ev", ProcessEvents::open)).isEmpty();
    }

    @Test
    void byLookingEverySecond() throws Exception {
        RealKernel.requireNamespaces();
        assertThat(comesAndGoes("holdfast-sc", () -> {
                    throw new LinuxException("listen", Errno.ECONNREFUSED);
                }))
                .containsExactly("the kernel does not tell of processes here, so they are looked at every second: "
                        + "listen: ECONNREFUSED (Connection refused)");
    }

    /** Returns what was logged. */
    private List<String> comesAndGoes(String name, ProcessTracker.Opener opener) throws Exception {
        Path program = Files.createSymbolicLink(directory.resolve(name), Path.of("/bin/sleep"));
        TrackProcess byName = Processes.named(name);
        TrackProcess two = Processes.of("two", null, true, 2, null, 0, SECOND / 10, program.toString(), "1000");
        try (LoopThread thread = new LoopThread()) {
            ProcessTracker tracker = new ProcessTracker(
                    thread.loop,
                    opener,
                    new ProcessDirectory(Path.of("/proc")),
                    (one, condition) -> thread.tell(one + " " + condition),
                    line -> thread.tell("log " + line));
            thread.run(() -> tracker.apply(List.of(byName, two), ReceiveRoom.USUAL));
            thread.await("two DOWN");
            Process first = new ProcessBuilder(program.toString(), "1000").start();
            Process second = new ProcessBuilder(program.toString(), "1000").start();
            try {
                thread.await(name + " UP");
                thread.await("two UP");
                thread.told.remove("two DOWN");
                first.destroy();
                thread.await("two DOWN");
                thread.told.remove(name + " DOWN");
            } finally {
                first.destroy();
                second.destroy();
            }
            thread.await(name + " DOWN");
            thread.run(tracker::close);
            assertThat(thread.told.stream().filter(line -> !line.startsWith("log ")))
                    .containsExactly(name + " UP", "two UP", "two DOWN", name + " DOWN");
            return thread.told.stream()
                    .filter(line -> line.startsWith("log "))
                    .map(line -> line.substring(4))
                    .toList();
        }
    }

    @Test
    void theKernelsEventsHaveTheRoomThatIsAskedFor() throws Exception {
        RealKernel.requireNamespaces();
        // Numbers that no other socket of this machine has; the kernel doubles them.
        int first = 345_678;
        int second = 123_456;
        try (LoopThread thread = new LoopThread()) {
            ProcessTracker tracker = new ProcessTracker(
                    thread.loop,
                    ProcessEvents::open,
                    new ProcessDirectory(Path.of("/proc")),
                    (one, condition) -> thread.tell(one + " " + condition),
                    line -> thread.tell("log " + line));
            List<TrackProcess> tracked = List.of(Processes.named("holdfast-no"));
            thread.run(() -> tracker.apply(tracked, new ReceiveRoom(first, true)));
            assertThat(netlinkSockets()).contains(",rb" + 2 * first + ",");
            thread.run(() -> tracker.apply(tracked, new ReceiveRoom(second, false)));
            assertThat(netlinkSockets()).contains(",rb" + 2 * second + ",").doesNotContain(",rb" + 2 * first + ",");
            thread.run(tracker::close);
        }
    }

    private static String netlinkSockets() throws Exception {
        Process process = new ProcessBuilder("ss", "-a", "-m", "-f", "netlink").start();
        try (var output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
