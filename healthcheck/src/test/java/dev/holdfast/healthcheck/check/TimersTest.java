package dev.holdfast.healthcheck.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final long MILLI = 1_000_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("timers-test", true), NioIoHandler.newFactory());
    private final IoEventLoop loop = group.next();
    private final Timers timers = new Timers(loop);

    @AfterEach
    void end() {
        assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000))
                .isTrue();
    }

    private <T> T onLoop(Consumer<CompletableFuture<T>> what) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> what.accept(result));
        return result.get(60, TimeUnit.SECONDS);
    }

    private Timers.Timer set(Runnable action, long delayNanos) {
        Timers.Timer timer = timers.timer(action);
        timer.set(delayNanos);
        return timer;
    }

    @Test
    void noneIsEarlyAndThoseOfTheSameTimeFireTogether() throws Exception {
        Map<Long, Long> dueAndFired = new TreeMap<>();
        List<Integer> groups = new ArrayList<>();
        onLoop((CompletableFuture<Boolean> done) -> {
            int most = 500;
            for (int i = 0; i < most; i++) {
                long delay = 400 * MILLI + i * MILLI / 10;
                long due = System.nanoTime() + delay;
                set(
                        () -> {
                            dueAndFired.put(due, System.nanoTime());
                            if (dueAndFired.size() == most) {
                                done.complete(true);
                            }
                        },
                        delay);
            }
            groups.add(timers.groups());
        });
        groups.add(onLoop(found -> found.complete(timers.groups())));
        assertThat(dueAndFired)
                .allSatisfy((due, fired) -> assertThat(fired - due).isNotNegative());
        // Setting them may have taken a while, too.
        assertThat(groups.get(0)).as("groups in 50 ms").isBetween(2, 250);
        assertThat(groups.get(1)).as("groups that are left").isZero();
    }

    @Test
    void noneIsLateByMoreThanAPartOfItsDelay() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> times = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            long now = random.nextLong() >> 2;
            long delay = random.nextLong() >>> (2 + random.nextInt(62));
            long late = Timers.firesAt(now, delay) - (now + delay);
            assertThat(late).as("-Dseed=%d, %d", seed, delay).isBetween(0L, delay / 128);
            times.add(Timers.firesAt(i, MILLI));
        }
        assertThat(times).as("times within a tenth of the delay").hasSizeLessThan(30);
    }

    @Test
    void oneThatIsCancelledDoesNotFireAlsoNotByAnotherOfItsGroup() throws Exception {
        List<String> fired = new ArrayList<>();
        onLoop((CompletableFuture<Boolean> done) -> {
            Timers.Timer[] two = new Timers.Timer[2];
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                two[i] = set(
                        () -> {
                            fired.add("one of two");
                            two[other].cancel();
                        },
                        200 * MILLI);
            }
            Timers.Timer never = set(() -> fired.add("never"), 200 * MILLI);
            set(() -> fired.add("another"), 200 * MILLI);
            never.cancel();
            never.cancel();
            set(() -> done.complete(true), 400 * MILLI);
        });
        assertThat(fired).containsExactlyInAnyOrder("one of two", "another");
    }

    @Test
    void oneThatIsSetAgainFiresAtItsLastTimeOnlyAndMayBeSetByItself() throws Exception {
        List<Long> fired = new ArrayList<>();
        long begun = System.nanoTime();
        onLoop((CompletableFuture<Boolean> done) -> {
            Timers.Timer[] again = new Timers.Timer[1];
            again[0] = timers.timer(() -> {
                fired.add(System.nanoTime() - begun);
                if (fired.size() == 1) {
                    again[0].set(0);
                } else {
                    done.complete(true);
                }
            });
            again[0].set(50 * MILLI);
            again[0].set(300 * MILLI);
        });
        assertThat(fired).hasSize(2).allSatisfy(at -> assertThat(at).isGreaterThanOrEqualTo(300 * MILLI));
    }

    @Test
    void ofManyThatAreDueSomeFireBeforeASocketGetsItsTurnAndAllInTheirOrder() throws Exception {
        int most = 5 * Timers.MOST_IN_TURN;
        List<Integer> fired = new ArrayList<>();
        List<Integer> firedBeforeSocket = new ArrayList<>();
        Pipe pipe = Pipe.open();
        try {
            pipe.source().configureBlocking(false);
            onLoop((CompletableFuture<Boolean> done) -> {
                IoRegistration watched = loop.register(
                                new Watched(pipe.source(), () -> firedBeforeSocket.add(fired.size())))
                        .getNow();
                for (int i = 0; i < most; i++) {
                    int number = i;
                    // Some of one group, some of others.
                    set(
                            () -> {
                                if (fired.isEmpty()) {
                                    watched.submit(NioIoOps.READ);
                                }
                                fired.add(number);
                                if (fired.size() == most) {
                                    done.complete(true);
                                }
                            },
                            100 * MILLI + i / 10 * 2L * MILLI);
                }
                try {
                    pipe.sink().write(ByteBuffer.wrap(new byte[1]));
                    // The machine stands still until all are due.
                    Thread.sleep(400);
                } catch (IOException | InterruptedException e) {
                    done.completeExceptionally(e);
                }
            });
        } finally {
            pipe.sink().close();
            pipe.source().close();
        }
        assertThat(firedBeforeSocket).as("turns of the socket").startsWith(Timers.MOST_IN_TURN);
        assertThat(firedBeforeSocket).contains(2 * Timers.MOST_IN_TURN, 3 * Timers.MOST_IN_TURN);
        assertThat(fired).isSorted().hasSize(most);
    }

    /** A socket of the loop's that nobody reads, so that it has something to say in every turn. */
    private record Watched(SelectableChannel selectableChannel, Runnable turn) implements NioIoHandle {
        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            turn.run();
        }

        @Override
        public void close() {}
    }

    @Test
    void anErrorOfOneCostsNoOther() throws Exception {
        List<Throwable> errors = new ArrayList<>();
        onLoop((CompletableFuture<Boolean> done) -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> errors.add(error));
            for (int i = 0; i < 3; i++) {
                boolean second = i == 1;
                set(
                        () -> {
                            if (second) {
                                throw new IllegalStateException("expected");
                            }
                        },
                        200 * MILLI);
            }
            set(() -> done.complete(true), 200 * MILLI);
        });
        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void alsoAnErrorThatIsNotAnExceptionCostsNoOther() throws Exception {
        List<Integer> fired = new ArrayList<>();
        int most = 3 * Timers.MOST_IN_TURN;
        onLoop((CompletableFuture<Boolean> done) -> {
            for (int i = 0; i < most; i++) {
                int number = i;
                set(
                        () -> {
                            fired.add(number);
                            if (number + 1 == most) {
                                done.complete(true);
                            } else if (number == 0 || number == most / 2) {
                                throw new OutOfMemoryError("expected");
                            }
                        },
                        100 * MILLI);
            }
        });
        assertThat(fired).isSorted().hasSize(most);
    }
}
