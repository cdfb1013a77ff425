package dev.holdfast.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Wakeup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over the real ppoll(2) and eventfd(2). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventLoopTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final List<String> happened = new ArrayList<>();

    private static EventLoop open() throws LinuxException {
        return EventLoop.open(error -> {
            throw error;
        });
    }

    @Test
    void whatAnErrorEndsIsOnlyTheTaskOrTimerThatMadeIt() throws Exception {
        List<String> told = new ArrayList<>();
        try (EventLoop loop = EventLoop.open(error -> told.add(error.getMessage()))) {
            loop.execute(() -> {
                throw new IllegalStateException("task");
            });
            loop.timer(() -> {
                        throw new IllegalStateException("timer");
                    })
                    .set(System.nanoTime());
            loop.timer(loop::stop).set(System.nanoTime() + 1);
            loop.run();
        }
        assertThat(told).containsExactly("task", "timer");
    }

    @Test
    void itIsQuietUntilTheFirstOfTheOtherTimersThatAreSet() throws Exception {
        List<Long> quiet = new ArrayList<>();
        try (EventLoop loop = open()) {
            loop.timer(() -> {
                        quiet.add(loop.quietNanos());
                        loop.timer(() -> {}).set(System.nanoTime() + 2 * HOUR);
                        loop.timer(() -> {}).set(System.nanoTime() + HOUR);
                        quiet.add(loop.quietNanos());
                        loop.stop();
                    })
                    .set(System.nanoTime());
            loop.run();
        }
        assertThat(quiet.get(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(quiet.get(1)).isBetween(HOUR / 2, HOUR);
    }

    @Test
    void tasksOfAnotherThreadRunInOrderOnTheLoopsThread() throws Exception {
        try (EventLoop loop = open()) {
            List<Integer> ran = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            Thread other = new Thread(() -> {
                for (int i = 0; i < 1000; i++) {
                    int number = i;
                    loop.execute(() -> {
                        ran.add(number);
                        threads.add(Thread.currentThread());
                    });
                }
                loop.execute(loop::stop);
            });
            other.start();
            loop.run();
            other.join();

            assertThat(ran)
                    .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
            assertThat(threads).containsOnly(Thread.currentThread());
        }
    }

    @Test
    void aTaskWakesALoopThatWaits() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        try (EventLoop loop = open()) {
            loop.execute(running::countDown);
            Thread other = new Thread(() -> {
                await(running);
                loop.execute(loop::stop);
            });
            other.start();
            // With nothing to wait for but that task.
            loop.run();
            other.join();
        }
    }

    @Test
    void aTaskMayGiveTheLoopFurtherTasks() throws Exception {
        try (EventLoop loop = open()) {
            loop.execute(() -> {
                happened.add("first");
                loop.execute(() -> {
                    happened.add("second");
                    loop.stop();
                });
            });
            loop.run();

            assertThat(happened).containsExactly("first", "second");
        }
    }

    @Test
    void timersFireInTheOrderOfTheirDeadlines() throws Exception {
        try (EventLoop loop = open()) {
            long now = System.nanoTime();
            loop.timer(() -> {
                        happened.add("last");
                        loop.stop();
                    })
                    .set(now + 2_000_000);
            loop.timer(() -> happened.add("first")).set(now + 1_000_000);
            loop.timer(() -> happened.add("never")).set(now + HOUR);
            loop.run();

            assertThat(happened).containsExactly("first", "last");
            assertThat(System.nanoTime() - now).isGreaterThanOrEqualTo(2_000_000);
        }
    }

    @Test
    void whatASocketHasCountsBeforeATimerThatIsLate() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            TimerQueue.Timer masterDown = loop.timer(() -> {
                happened.add("master down");
                loop.stop();
            });
            loop.watch(socket, () -> {
                socket.drain();
                happened.add("advert");
                masterDown.set(System.nanoTime() + HOUR);
                loop.execute(loop::stop);
            });
            // The advert comes and the timer becomes due while the loop is busy with a task, so after its poll.
            loop.execute(() -> {
                masterDown.set(System.nanoTime() - 1);
                socket.signal();
            });
            loop.run();

            assertThat(happened).containsExactly("advert");
        }
    }

    /** As many as the kernel keeps for a socket, while a handler reads 64 at a time. */
    @Test
    void everythingThatWaitsIsReadBeforeATimerThatIsLate() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            int[] waiting = {1_400};
            loop.watch(socket, () -> {
                waiting[0] -= Math.min(64, waiting[0]);
                if (waiting[0] == 0) {
                    socket.drain();
                }
            });
            loop.timer(() -> {
                        happened.add("waiting " + waiting[0]);
                        loop.stop();
                    })
                    .set(System.nanoTime());
            socket.signal();
            loop.run();

            assertThat(happened).containsExactly("waiting 0");
        }
    }

    @Test
    void timersThatTakeLongLetSocketsBeReadInBetween() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            TimerQueue.Timer second = loop.timer(() -> happened.add("master down"));
            loop.watch(socket, () -> {
                socket.drain();
                happened.add("advert");
                second.set(System.nanoTime() + HOUR);
                loop.execute(loop::stop);
            });
            long now = System.nanoTime();
            loop.timer(() -> {
                        long start = System.nanoTime();
                        while (System.nanoTime() - start < 2_000_000) {
                            Thread.onSpinWait();
                        }
                        socket.signal();
                    })
                    .set(now - 1);
            second.set(now);
            loop.run();

            assertThat(happened).containsExactly("advert");
        }
    }

    @Test
    void aPauseIsToldAfterTheSocketsAndBeforeTheTimers() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            loop.watch(socket, () -> {
                socket.drain();
                happened.add("advert");
            });
            loop.whenPaused(TimeUnit.SECONDS.toNanos(1), late -> happened.add("paused"));
            TimerQueue.Timer timer = loop.timer(() -> {
                happened.add("timer");
                loop.stop();
            });
            loop.execute(() -> {
                socket.signal();
                timer.set(System.nanoTime() - TimeUnit.SECONDS.toNanos(2));
            });
            loop.run();

            assertThat(happened).containsExactly("advert", "paused", "timer");
            assertThat(loop.times().lateness().greatestNanos()).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(2));
            assertThat(loop.times().turns().count()).isPositive();
        }
    }

    @Test
    void aPauseIsToldOfAlsoWhenWhatWasReadPutsTheLateTimerOff() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            TimerQueue.Timer timer = loop.timer(() -> happened.add("timer"));
            loop.watch(socket, () -> {
                socket.drain();
                happened.add("advert");
                timer.set(System.nanoTime() + HOUR);
                loop.stop();
            });
            loop.whenPaused(TimeUnit.SECONDS.toNanos(1), late -> happened.add("paused"));
            timer.set(System.nanoTime() - TimeUnit.SECONDS.toNanos(2));
            socket.signal();
            loop.run();

            assertThat(happened).containsExactly("advert", "paused");
        }
    }

    @Test
    void aTimerThatIsALittleLateIsNoPause() throws Exception {
        try (EventLoop loop = open()) {
            loop.whenPaused(HOUR, late -> happened.add("paused"));
            loop.timer(loop::stop).set(System.nanoTime() - TimeUnit.SECONDS.toNanos(2));
            loop.run();

            assertThat(happened).isEmpty();
        }
    }

    @Test
    void aSocketThatIsAlwaysReadableDoesNotHoldTimersUp() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            loop.watch(socket, () -> happened.add("readable"));
            socket.signal();
            loop.timer(loop::stop).set(System.nanoTime());
            loop.run();

            assertThat(happened).contains("readable");
        }
    }

    @Test
    void aDescriptorNoLongerWatchedIsNotServed() throws Exception {
        try (EventLoop loop = open();
                Wakeup socket = Wakeup.open()) {
            loop.watch(socket, () -> happened.add("readable"));
            loop.unwatch(socket);
            socket.signal();
            loop.timer(loop::stop).set(System.nanoTime());
            loop.run();

            assertThat(happened).isEmpty();
        }
    }

    @Test
    void stopEndsTheLoopAfterTheTurnInProgress() throws Exception {
        try (EventLoop loop = open()) {
            loop.execute(() -> {
                loop.stop();
                happened.add("rest of the task");
            });
            loop.execute(() -> happened.add("next task"));
            loop.run();

            assertThat(happened).containsExactly("rest of the task", "next task");
        }
    }

    @Test
    void aStoppedLoopDoesNotRunAgain() throws LinuxException {
        try (EventLoop loop = open()) {
            loop.stop();
            loop.execute(() -> happened.add("task"));
            loop.run();

            assertThat(happened).isEmpty();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
