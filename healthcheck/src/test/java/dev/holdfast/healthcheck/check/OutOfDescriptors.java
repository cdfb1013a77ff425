package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.Verdict;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process of {@link OutOfDescriptorsTest}: checks a server, uses up every descriptor, frees them again. */
final class OutOfDescriptors {
    private OutOfDescriptors() {}

    public static void main(String[] args) throws Exception {
        CheckId id = new CheckId("server");
        RecordingListener heard = new RecordingListener();
        try (LoopbackServer server = LoopbackServer.start(socket -> {});
                CheckEngine engine = new CheckEngine(heard, 1)) {
            CheckTiming timing = new CheckTiming(20_000_000L, 30_000_000_000L, 0, 0, 0, true, false);
            CheckTarget target = CheckTarget.of(LoopbackServer.loopback(), server.port());
            engine.start();
            // Goes the way of local trouble once now: here classes come from directories, so that loading one takes a
            // descriptor. From a jar that is open already it takes none.
            InetAddress notHere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
            CheckTarget unbindable =
                    new CheckTarget(LoopbackServer.loopback(), server.port(), new InetSocketAddress(notHere, 0));
            engine.replace(Map.of(id, new TcpCheckSpec(unbindable, timing)));
            System.out.println(heard.next(CheckNotice.ProbeNotRun.class).trouble());
            engine.replace(Map.of(id, new TcpCheckSpec(target, timing)));
            heard.awaitVerdict(id, Verdict.UP);
            System.out.println("up");
            List<FileInputStream> taken = new ArrayList<>();
            // Again and again, because a probe under way gives its descriptor back afterwards.
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (heard.isEmpty() && System.nanoTime() - deadline < 0) {
                try {
                    taken.add(new FileInputStream("/dev/null"));
                } catch (FileNotFoundException e) {
                    Thread.onSpinWait();
                }
            }
            CheckNotice.ProbeNotRun notRun = heard.next(CheckNotice.ProbeNotRun.class);
            System.out.println("ProbeNotRun " + notRun.trouble() + " " + notRun.cause());
            for (FileInputStream one : taken) {
                one.close();
            }
            System.out.println("descriptors again");
            int before = server.accepted();
            while (server.accepted() < before + 5 && System.nanoTime() - deadline < 0) {
                Thread.onSpinWait();
            }
            System.out.println(heard.heard(Verdict.DOWN) || server.accepted() < before + 5 ? "down" : "up after all");
        }
    }
}
