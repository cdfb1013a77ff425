package dev.holdfast.controller.router;

import static dev.holdfast.controller.router.Net.ip;
import static dev.holdfast.controller.router.Net.vip;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One instance with its timer, on effects that only write down what they were asked. */
class VirtualRouterTest {
    private static final RouterConfig CONFIG = PlainRouter.of(InstanceConfig.builder("VI_1", "eth0", 51)
            .addresses(List.of(vip(100)))
            .build());

    private final TimerQueue timers = new TimerQueue();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final List<Effect> effects = new ArrayList<>();

    private VirtualRouter router(VirtualRouter.EffectRunner runner) {
        return new VirtualRouter(CONFIG, timers::timer, clock::get, runner);
    }

    private Optional<String> note(Effect effect) {
        effects.add(effect);
        return Optional.empty();
    }

    /** Lets time pass to the next deadline, and the timer fire. */
    private void toNextDeadline() {
        clock.set(timers.nextDeadlineNanos());
        timers.fireDue(clock::get, Long.MAX_VALUE, (late, now) -> {});
    }

    @Test
    void theTimerFollowsTheStatesDeadline() {
        VirtualRouter router = router((self, effect) -> note(effect));
        assertThat(timers.isEmpty()).isTrue();
        router.on(new Event.Started(true, ip(2), false));
        assertThat(timers.nextDeadlineNanos()).isEqualTo(router.state().deadlineNanos());

        toNextDeadline();
        assertThat(router.state().role()).isEqualTo(Role.MASTER);
        assertThat(timers.nextDeadlineNanos()).isEqualTo(router.state().deadlineNanos());

        router.on(new Event.ShutdownRequested());
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void aMasterAdvertisesEachTimeItsTimerFires() {
        VirtualRouter router = router((self, effect) -> note(effect));
        router.on(new Event.Started(true, ip(2), false));
        toNextDeadline();
        effects.clear();
        long start = clock.get();
        for (int i = 0; i < 3; i++) {
            toNextDeadline();
        }

        assertThat(effects.stream().filter(Effect.SendAdvert.class::isInstance)).hasSize(3);
        assertThat(clock.get() - start).isEqualTo(3_000_000_000L);
    }

    @Test
    void theAdvertsOfManyWaitForEachOtherByAStepOfPriorityAtMost() {
        int[] instances = {1};
        VirtualRouter router = router((self, effect) -> note(effect));
        router.shareTurns(() -> instances[0]);
        router.on(new Event.Started(true, ip(2), false));
        assertThat(timers.nextDeadlineNanos())
                .as("a backup waits for nobody")
                .isEqualTo(router.state().deadlineNanos());
        for (int[] expected : new int[][] {{1, 15_258}, {256, 3_906_250}, {1000, 3_906_250}}) {
            instances[0] = expected[0];
            toNextDeadline();
            assertThat(timers.nextDeadlineNanos() - router.state().deadlineNanos())
                    .as("%d instances", expected[0])
                    .isEqualTo(expected[1]);
        }
    }

    @Test
    void aBackupThatMayHaveMissedAdvertsListensForAnIntervalMore() {
        VirtualRouter router = router((self, effect) -> note(effect));
        router.on(new Event.Started(true, ip(2), false));
        // Everything stood still until long after the deadline.
        clock.addAndGet(20_000_000_000L);
        router.listenAgain();
        long oneIntervalAndSkew = 1_000_000_000L + (256 - 100) * 1_000_000_000L / 256;
        assertThat(timers.nextDeadlineNanos()).isEqualTo(clock.get() + oneIntervalAndSkew);

        toNextDeadline();
        assertThat(router.state().role()).isEqualTo(Role.MASTER);
        router.listenAgain();
        assertThat(timers.nextDeadlineNanos())
                .as("a master waits for nothing but its next advert")
                .isEqualTo(router.state().deadlineNanos());
    }

    @Test
    void anAdvertHeardWhileListeningAgainCountsAsEver() {
        VirtualRouter router = router((self, effect) -> note(effect));
        router.on(new Event.Started(true, ip(2), false));
        clock.addAndGet(20_000_000_000L);
        router.listenAgain();
        router.on(new Event.AdvertReceived(new ReceivedAdvert(router.state().advert(200), ip(3), ip(4), 255)));

        assertThat(timers.nextDeadlineNanos()).isEqualTo(router.state().deadlineNanos());
        toNextDeadline();
        assertThat(router.state().role()).isEqualTo(Role.MASTER);
    }

    @Test
    void whatAnEffectTellsTheInstanceComesAfterTheStepInProgress() {
        List<Role> rolesSeen = new ArrayList<>();
        VirtualRouter router = router((self, effect) -> {
            note(effect);
            rolesSeen.add(self.state().role());
            if (effect instanceof Effect.AddAddresses) {
                self.on(new Event.ShutdownRequested());
            }
            return Optional.empty();
        });
        router.on(new Event.Started(true, ip(2), false));
        effects.clear();
        rolesSeen.clear();
        toNextDeadline();

        int added = indexOf(Effect.AddAddresses.class);
        int announced = indexOf(Effect.SendGratuitousArps.class);
        int removed = indexOf(Effect.RemoveAddresses.class);
        assertThat(List.of(added, announced, removed)).isSorted().doesNotContain(-1);
        assertThat(rolesSeen.get(announced)).isEqualTo(Role.MASTER);
        assertThat(router.state().role()).isEqualTo(Role.INITIALIZE);
    }

    private int indexOf(Class<? extends Effect> kind) {
        for (int i = 0; i < effects.size(); i++) {
            if (kind.isInstance(effects.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void whyAnEffectFailedReachesTheMachine() {
        VirtualRouter router = router((self, effect) -> {
            note(effect);
            return effect instanceof Effect.AddAddresses ? Optional.of("no room") : Optional.empty();
        });
        router.on(new Event.Started(true, ip(2), false));
        toNextDeadline();

        assertThat(effects)
                .anyMatch(effect -> effect instanceof Effect.Report report
                        && report.notice() instanceof Notice.EffectRetried retried
                        && retried.reason().contains("no room"));
    }
}
