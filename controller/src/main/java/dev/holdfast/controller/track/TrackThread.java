package dev.holdfast.controller.track;

import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.linuxnet.LinuxException;

/** A loop that runs on a thread of its own. */
final class TrackThread {
    private final EventBus bus;
    private final EventLoop loop;
    private final Thread thread;

    private TrackThread(String name, EventBus bus, EventLoop loop) {
        this.bus = bus;
        this.loop = loop;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    static TrackThread start(String name, EventBus bus) throws LinuxException {
        EventLoop loop = EventLoop.open(
                error -> bus.say(Part.VRRP, Severity.ERROR, "error in this program while tracking: " + error));
        TrackThread started = new TrackThread(name, bus, loop);
        started.thread.start();
        return started;
    }

    private void run() {
        try (loop) {
            loop.run();
        } catch (LinuxException e) {
            bus.say(Part.VRRP, Severity.ERROR, "nothing is tracked any more: " + e.getMessage());
        }
    }

    EventLoop loop() {
        return loop;
    }

    /** Ends it after a last task, and waits for that, but not for long. */
    void end(Runnable last, long waitMillis) {
        loop.execute(() -> {
            last.run();
            loop.stop();
        });
        try {
            thread.join(waitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
