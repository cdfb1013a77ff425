package dev.holdfast.controller.track;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.ProcessEvents;
import dev.holdfast.linuxnet.netlink.ReceiveRoom;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the processes that are tracked, by the kernel's events about them. Where the kernel does not tell (in a network namespace
 * of its own, or a container) it looks at /proc every second, which keepalived does not.
 */
final class ProcessTracker {
    private static final long LOOK_NANOS = 1_000_000_000L;

    /** Opens the kernel's events. */
    interface Opener {
        /** Opens them; whoever calls this closes them. */
        ProcessEvents open() throws LinuxException;
    }

    private final EventLoop loop;
    private final Opener opener;
    private final ProcessDirectory directory;
    private final BiConsumer<String, Condition> status;
    private final Consumer<String> log;
    private final TimerQueue.Timer timer;
    private final Map<String, ProcessQuorum> quorums = new LinkedHashMap<>();
    private ProcessCensus census;
    private @Nullable ProcessEvents events;
    private ReceiveRoom room = ReceiveRoom.USUAL;
    private boolean refused;
    private long nextLookNanos;

    /**
     * One that tracks nothing.
     *
     * @param status takes a vrrp_track_process's name and how it stands
     */
    ProcessTracker(
            EventLoop loop,
            Opener opener,
            ProcessDirectory directory,
            BiConsumer<String, Condition> status,
            Consumer<String> log) {
        this.loop = loop;
        this.opener = opener;
        this.directory = directory;
        this.status = status;
        this.log = log;
        this.timer = loop.timer(this::due);
        this.census = new ProcessCensus(directory, List.of());
    }

    /** Tracks these and no others; one that did not change is not told of again. */
    void apply(List<TrackProcess> wanted, ReceiveRoom newRoom) {
        room = newRoom;
        Map<String, ProcessQuorum> before = new LinkedHashMap<>(quorums);
        quorums.clear();
        for (TrackProcess process : wanted) {
            ProcessQuorum old = before.get(process.name());
            quorums.put(
                    process.name(),
                    old != null && countsTheSame(old.tracked(), process)
                            ? new ProcessQuorum(process, old.condition(), old.dueNanos())
                            : ProcessQuorum.unknown(process));
        }
        census = new ProcessCensus(directory, wanted);
        if (wanted.isEmpty()) {
            close();
            return;
        }
        listen();
        giveRoom();
        lookAtAll();
    }

    private static boolean countsTheSame(TrackProcess a, TrackProcess b) {
        return a.process().equals(b.process()) && a.fullCommand() == b.fullCommand() && a.match() == b.match();
    }

    void close() {
        timer.clear();
        if (events != null) {
            loop.unwatch(events);
            events.close();
            events = null;
        }
    }

    private void giveRoom() {
        if (events != null) {
            try {
                events.setReceiveRoom(room);
            } catch (LinuxException e) {
                log.accept("process_monitor_rcv_bufs: " + e.getMessage());
            }
        }
    }

    private void listen() {
        if (events != null || refused) {
            return;
        }
        try {
            ProcessEvents opened = opener.open();
            events = opened;
            loop.watch(opened, this::drain);
        } catch (LinuxException e) {
            refused = true;
            log.accept("the kernel does not tell of processes here, so they are looked at every second: "
                    + e.getMessage());
        }
    }

    private void drain() {
        try {
            Objects.requireNonNull(events, "open").drain(new ProcessEvents.Handler() {
                @Override
                public void forked(int parent, int child) {
                    census.forked(parent, child);
                }

                @Override
                public void changed(int process) {
                    census.look(process);
                }

                @Override
                public void exited(int process) {
                    census.exited(process);
                }

                @Override
                public void lost() {
                    takeAll();
                }
            });
        } catch (LinuxException e) {
            log.accept("cannot hear of processes: " + e.getMessage());
        }
        count();
    }

    private void due() {
        if (events == null && nextLookNanos - System.nanoTime() <= 0) {
            lookAtAll();
        } else {
            count();
        }
    }

    private void lookAtAll() {
        takeAll();
        nextLookNanos = System.nanoTime() + LOOK_NANOS;
        count();
    }

    private void takeAll() {
        try {
            census.takeAll();
        } catch (IOException e) {
            log.accept("cannot look at the processes: " + e.getMessage());
        }
    }

    private void count() {
        long now = System.nanoTime();
        Long next = events == null ? Long.valueOf(nextLookNanos) : null;
        for (Map.Entry<String, ProcessQuorum> entry : quorums.entrySet()) {
            ProcessQuorum before = entry.getValue();
            ProcessQuorum after = before.at(now).counted(census.count(entry.getKey()), now);
            entry.setValue(after);
            if (after.condition() != before.condition()) {
                status.accept(entry.getKey(), after.condition());
            }
            Long due = after.dueNanos();
            if (due != null && (next == null || due - next < 0)) {
                next = due;
            }
        }
        if (next == null) {
            timer.clear();
        } else {
            timer.set(next);
        }
    }
}
