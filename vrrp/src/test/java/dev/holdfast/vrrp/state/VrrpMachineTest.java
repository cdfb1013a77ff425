package dev.holdfast.vrrp.state;

import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static dev.holdfast.vrrp.state.Router.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keepalived and common sense ask for beyond the RFCs. */
class VrrpMachineTest {
    @Test
    void aTimerThatIsNotDueDoesNothing() {
        Router router = v2(100).start();
        InstanceState before = router.state;
        router.after(SECOND);

        assertThat(router.state).isEqualTo(before);
        assertThat(router.effects).isEmpty();
    }

    @Test
    void manyMissedIntervalsMakeOneAdvertAndTheNextIsAnIntervalFromNow() {
        Router router = v2(100).startAsMaster().after(17 * SECOND + 3);

        assertThat(router.sentPriorities()).containsExactly(100);
        assertThat(router.untilDeadline()).isEqualTo(SECOND);
    }

    @Test
    void aLateMasterDownTimerSaysHowLate() {
        Router router = v2(100).start();
        router.after(router.untilDeadline() + 42);

        assertThat(router.notices()).contains(new Notice.MasterDownTimerExpired(42));
    }

    @Test
    void aSecondStartIsIgnored() {
        Router router = v2(100).startAsMaster();
        InstanceState before = router.state;
        router.start();

        assertThat(router.state).isSameAs(before);
        assertThat(router.effects).isEmpty();
    }

    @Test
    void beforeItsStartNothingHappens() {
        Router router = v2(100);
        InstanceState before = router.state;
        router.hear("192.0.2.9", 200)
                .on(new Event.InterfaceUp(address("192.0.2.5")))
                .on(new Event.InterfaceDown("gone"))
                .on(new Event.PrimaryAddressChanged(address("192.0.2.5")))
                .on(new Event.ShutdownRequested());

        assertThat(router.state).isSameAs(before);
        assertThat(router.state.hasDeadline()).isFalse();
    }

    @Test
    void anotherVirtualRouterIsAnotherInstance() {
        Router router = v2(100).start();
        assertThatThrownBy(() -> router.on(new Event.Reconfigured(
                        InstanceConfig.builder("VI_1", "eth0", 52).build())))
                .hasMessageStartingWith("virtual_router_id 52 (expected 51");
        assertThatThrownBy(() -> router.on(new Event.Reconfigured(
                        InstanceConfig.builder("VI_1", "eth1", 51).build())))
                .hasMessageStartingWith("interface eth1 (expected eth0");
    }

    @Test
    void aMasterGoesOnInAnotherVersion() {
        Router router = v2(100).startAsMaster();
        router.on(new Event.Reconfigured(inVersion(VrrpVersion.V3, router, 50)));

        assertThat(router.state.role()).isEqualTo(Role.MASTER);
        assertThat(router.effects).hasSize(1).first().isInstanceOfSatisfying(Effect.SendAdvert.class, sent -> {
            assertThat(sent.advert().version()).isEqualTo(VrrpVersion.V3);
            assertThat(sent.advert().priority()).isEqualTo(100);
        });
        assertThat(router.untilDeadline()).isEqualTo(SECOND / 2);
    }

    @Test
    void aBackupWaitsByItsNewVersionAndForgetsAnIntervalThatOnlyTheOldOneLearns() {
        Router router = Router.with(VrrpVersion.V3, 100).start().hear("192.0.2.9", 200, 500);
        router.on(new Event.Reconfigured(inVersion(VrrpVersion.V2, router, 100)));

        assertThat(router.state.role()).isEqualTo(Role.BACKUP);
        assertThat(router.untilDeadline()).isEqualTo(3 * SECOND + 609_375_000L);

        router.on(new Event.Reconfigured(inVersion(VrrpVersion.V3, router, 100)));
        assertThat(router.untilDeadline()).isEqualTo(3 * SECOND + 609_375_000L);
    }

    private static InstanceConfig inVersion(VrrpVersion version, Router router, int intervalCentis) {
        return router.state.config().toBuilder()
                .version(version)
                .advertIntervalCentis(intervalCentis)
                .build();
    }

    @Test
    void anotherNameIsTheSameVirtualRouter() {
        Router router = v2(100).start();
        InstanceState before = router.state;
        router.on(new Event.Reconfigured(InstanceConfig.builder("VI_2", "eth0", 51)
                .addresses(before.config().addresses())
                .build()));

        assertThat(router.state.config().name()).isEqualTo("VI_2");
        assertThat(router.state.role()).isEqualTo(before.role());
    }

    @Test
    void trackingLeavesAnOwnersPriority() {
        TrackedId script = new TrackedId(TrackedId.Kind.SCRIPT, "s");
        Router router = Router.with(
                        VrrpVersion.V2, 255, builder -> builder.tracked(List.of(new TrackedItem(script, -9, false))))
                .start()
                .on(new Event.TrackedChanged(script, TrackStatus.Condition.DOWN));

        assertThat(router.state.priority()).isEqualTo(255);
        assertThat(router.effects).isEmpty();
    }

    @Test
    void whoeverSendsAdvertsWithoutEndMakesItAnnounceNoOftenerThanTwiceAnInterval() {
        Router router = v2(100).startAsMaster();
        int announced = 0;
        for (int i = 0; i < 1000; i++) {
            router.after(SECOND / 1000).hear("192.0.2.9", 50);
            announced += router.actions().contains(Effect.SendGratuitousArps.class) ? 1 : 0;
            assertThat(router.sentPriorities()).as("each is answered").containsExactly(100);
        }
        assertThat(announced).isEqualTo(2);
        router.after(GarpConfig.DEFAULTS.lowerPriorityDelayNanos());
        assertThat(router.actions()).as("after the last").contains(Effect.SendGratuitousArps.class);
    }

    @Test
    void anUnchangedConfigurationChangesNothing() {
        Router router = v2(100).startAsMaster().after(SECOND / 2);
        InstanceState before = router.state;
        router.on(new Event.Reconfigured(router.state.config().toBuilder().build()));

        assertThat(router.state).isEqualTo(before);
        assertThat(router.effects).isEmpty();
    }

    @Test
    void anAddressWithAnotherLabelIsTakenOffAndPutOn() {
        Router router = v2(100).startAsMaster();
        VirtualAddress labelled = new VirtualAddress(Router.VIP.address(), 24, null, "eth0:1", null, null);
        router.on(new Event.Reconfigured(
                router.state.config().toBuilder().addresses(List.of(labelled)).build()));

        assertThat(router.effects)
                .filteredOn(effect -> !(effect instanceof Effect.Report))
                .containsExactly(
                        new Effect.RemoveAddresses(List.of(Router.VIP)),
                        new Effect.AddAddresses(List.of(labelled)),
                        new Effect.SendGratuitousArps(List.of(labelled), 5));
    }

    @Test
    void aReconfiguredV3BackupKeepsTheIntervalOfTheMasterItHears() {
        Router router = Router.with(VrrpVersion.V3, 100).start().hear("192.0.2.9", 200, 100);
        long before = router.untilDeadline();
        router.on(new Event.Reconfigured(
                router.state.config().toBuilder().advertIntervalCentis(1).build()));

        assertThat(router.untilDeadline()).isEqualTo(before);
    }

    @Test
    void anotherDownTimerRestartsABackupsTimer() {
        Router router = v2(100).start().after(SECOND);
        router.on(new Event.Reconfigured(
                router.state.config().toBuilder().downTimerAdverts(5).build()));

        assertThat(router.untilDeadline()).isEqualTo(5 * SECOND + 609_375_000L);
    }

    @Test
    void gratuitousArpCanBeSwitchedOff() {
        Router router = Router.with(
                        VrrpVersion.V2,
                        100,
                        builder -> builder.garp(new GarpConfig(0, SECOND, 0, SECOND, 0, SECOND, 0)))
                .startAsMaster();
        assertThat(router.actions()).containsExactly(Effect.SendAdvert.class, Effect.AddAddresses.class);

        router.hear("192.0.2.9", 1);
        assertThat(router.actions()).containsExactly(Effect.SendAdvert.class);
        assertThat(router.state.timers()).isEqualTo(Timers.onlyProtocol(Deadline.in(SECOND, router.now)));
    }

    @Test
    void ownAdvertThatComesBackIsReportedOnly() {
        Router router = v2(100).startAsMaster();
        InstanceState before = router.state;
        router.hear("192.0.2.5", 100);

        assertThat(router.state).isSameAs(before);
        assertThat(router.notices()).containsExactly(new Notice.EqualPriorityFromOurAddress(address("192.0.2.5")));
    }

    @Test
    void retriesGrowToHalfAMinuteAndStayThere() {
        Router router = v2(100).startAsMaster();
        Effect failed = new Effect.AddAddresses(List.of(Router.VIP));
        long[] expected = {1, 2, 4, 8, 16, 30, 30};
        for (int i = 0; i < expected.length; i++) {
            router.on(new Event.EffectFailed(failed, "EPERM"));
            assertThat(router.notices())
                    .containsExactly(new Notice.EffectRetried(failed, "EPERM", i + 1, expected[i] * SECOND));
            assertThat(router.state.role()).isEqualTo(Role.MASTER);
        }
    }

    @Test
    void deadlinesCompareAcrossTheOverflowOfTheClock() {
        Deadline before = new Deadline(true, Long.MAX_VALUE - 5);
        Deadline after = Deadline.in(10, Long.MAX_VALUE - 5);

        assertThat(after.nanos()).isNegative();
        assertThat(before.earlier(after)).isEqualTo(before);
        assertThat(after.earlier(before)).isEqualTo(before);
        assertThat(after.isDue(Long.MAX_VALUE)).isFalse();
        assertThat(before.isDue(Long.MIN_VALUE)).isTrue();
        assertThat(Deadline.NONE.earlier(after)).isEqualTo(after);
        assertThat(after.earlier(Deadline.NONE)).isEqualTo(after);
        assertThat(Deadline.NONE.isDue(0)).isFalse();
    }

    private static Router v2(int priority) {
        return Router.with(VrrpVersion.V2, priority);
    }
}
