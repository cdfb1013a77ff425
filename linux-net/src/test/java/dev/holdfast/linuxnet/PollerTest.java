package dev.holdfast.linuxnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Polling, with eventfds as what is polled. */
@Timeout(60)
class PollerTest {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Poller poller = new Poller();
    private final List<String> called = new ArrayList<>();

    @Test
    void nothingReadableEndsWithTheTime() throws Exception {
        try (Wakeup wakeup = Wakeup.open()) {
            poller.add(wakeup, () -> called.add("wakeup"));

            assertThat(poller.poll(0)).isZero();
            long start = System.nanoTime();
            assertThat(poller.poll(3_000_000)).isZero();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
            assertThat(called).isEmpty();
        }
    }

    @Test
    void waitsWithoutAnyDescriptor() throws Exception {
        assertThat(poller.poll(1_000_000)).isZero();
    }

    @Test
    void readableIsCalledAgainUntilItIsRead() throws Exception {
        try (Wakeup one = Wakeup.open();
                Wakeup two = Wakeup.open()) {
            poller.add(one, () -> called.add("one"));
            poller.add(two, () -> {
                called.add("two");
                two.drain();
            });
            one.signal();
            two.signal();

            assertThat(poller.poll(LIMIT_NANOS)).isEqualTo(2);
            assertThat(poller.poll(LIMIT_NANOS)).isEqualTo(1);
            one.drain();
            assertThat(poller.poll(0)).isZero();
            assertThat(called).containsExactly("one", "two", "one");
        }
    }

    @Test
    void anotherThreadEndsAnEndlessWait() throws Exception {
        try (Wakeup wakeup = Wakeup.open()) {
            poller.add(wakeup, wakeup::drain);
            Thread other = new Thread(wakeup::signal);
            other.start();

            assertThat(poller.poll(-1)).isEqualTo(1);
            other.join();
        }
    }

    @Test
    void signalsBetweenTwoDrainsAreOne() throws Exception {
        try (Wakeup wakeup = Wakeup.open()) {
            poller.add(wakeup, () -> {
                called.add("wakeup");
                wakeup.drain();
            });
            wakeup.signal();
            wakeup.signal();
            poller.poll(LIMIT_NANOS);
            assertThat(poller.poll(0)).isZero();

            wakeup.signal();
            assertThat(poller.poll(0)).isEqualTo(1);
        }
    }

    @Test
    void signalAfterCloseIsHarmless() throws Exception {
        Wakeup closed = Wakeup.open();
        int fd = closed.fd();
        closed.close();
        try (Wakeup successor = Wakeup.open()) {
            // The kernel gives the lowest number that is free: this one has the closed one's.
            assertThat(successor.fd()).isEqualTo(fd);
            poller.add(successor, () -> called.add("successor"));

            closed.signal();

            assertThat(poller.poll(0)).isZero();
        }
    }

    @Test
    void removedWhileDispatchingIsNotCalled() throws Exception {
        try (Wakeup one = Wakeup.open();
                Wakeup two = Wakeup.open();
                Wakeup three = Wakeup.open()) {
            poller.add(one, () -> {
                called.add("one");
                poller.remove(one);
                poller.remove(two);
            });
            poller.add(two, () -> called.add("two"));
            poller.add(three, () -> called.add("three"));
            one.signal();
            two.signal();
            three.signal();

            assertThat(poller.poll(LIMIT_NANOS)).isEqualTo(2);
            assertThat(poller.poll(LIMIT_NANOS)).isEqualTo(1);
            assertThat(called).containsExactly("one", "three", "three");
        }
    }

    @Test
    void addedWhileDispatchingIsPolledNext() throws Exception {
        try (Wakeup one = Wakeup.open();
                Wakeup two = Wakeup.open()) {
            two.signal();
            poller.add(one, () -> {
                one.drain();
                poller.add(two, () -> called.add("two"));
            });
            one.signal();

            poller.poll(LIMIT_NANOS);
            assertThat(called).isEmpty();
            poller.poll(LIMIT_NANOS);
            assertThat(called).containsExactly("two");
        }
    }

    @Test
    void manyMoreThanAtFirst() throws Exception {
        List<Wakeup> wakeups = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Wakeup wakeup = Wakeup.open();
                wakeups.add(wakeup);
                String name = "number " + i;
                poller.add(wakeup, () -> called.add(name));
            }
            wakeups.get(0).signal();
            wakeups.get(49).signal();

            assertThat(poller.poll(LIMIT_NANOS)).isEqualTo(2);
            assertThat(called).containsExactly("number 0", "number 49");
        } finally {
            wakeups.forEach(Wakeup::close);
        }
    }

    @Test
    void closedButNotRemovedIsAnError() throws Exception {
        Wakeup wakeup = Wakeup.open();
        poller.add(wakeup, () -> called.add("wakeup"));
        int fd = wakeup.fd();
        wakeup.close();

        assertThatThrownBy(() -> poller.poll(LIMIT_NANOS))
                .isInstanceOf(LinuxException.class)
                .hasMessage("poll descriptor " + fd + ", closed but not removed: EBADF (Bad file descriptor)");
        assertThatThrownBy(() -> poller.add(wakeup, () -> {})).hasMessage("descriptor -1 (expected an open one)");
    }

    @Test
    void steadyStateDoesNotAllocate() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Wakeup wakeup = Wakeup.open()) {
            poller.add(wakeup, wakeup::drain);
            turns(wakeup, 20_000);

            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            turns(wakeup, 10_000);
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());

            // Not a byte a turn; a few for the measuring.
            assertThat(after - before).isLessThan(5_000);
        }
    }

    private void turns(Wakeup wakeup, int turns) throws LinuxException {
        for (int i = 0; i < turns; i++) {
            wakeup.signal();
            if (poller.poll(LIMIT_NANOS) != 1 || poller.poll(0) != 0) {
                throw new AssertionError("turn " + i + ": not called once");
            }
        }
    }
}
