package dev.holdfast.vrrp.state;

import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static dev.holdfast.vrrp.state.Router.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.RejectReason;
import dev.holdfast.vrrp.state.Effect.AddAddresses;
import dev.holdfast.vrrp.state.Effect.RemoveAddresses;
import dev.holdfast.vrrp.state.Effect.SendAdvert;
import dev.holdfast.vrrp.state.Effect.SendGratuitousArps;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** RFC 3768, VRRP version 2. The checks of section 7.1 on the packet itself are in RejectReasonTest. */
class Rfc3768Test {
    @Test
    void section6_1_skewTimeIsAFractionOfASecond() {
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V2, 100, 500)).isEqualTo(609_375_000L);
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V2, 255, 100)).isEqualTo(3_906_250L);
        assertThat(ProtocolTimes.skewNanos(VrrpVersion.V2, 1, 100)).isEqualTo(996_093_750L);
    }

    @Test
    void section6_1_masterDownIntervalIsThreeIntervalsAndTheSkew() {
        Router router = v2(100, builder -> builder.advertIntervalCentis(500)).start();
        assertThat(router.untilDeadline()).isEqualTo(15 * SECOND + 609_375_000L);
    }

    @Test
    void section6_4_1_ownerBecomesMasterAtOnce() {
        Router owner = v2(255).start();

        assertThat(owner.state.role()).isEqualTo(Role.MASTER);
        assertThat(owner.sentPriorities()).containsExactly(255);
        assertThat(owner.actions()).containsExactly(SendAdvert.class, AddAddresses.class, SendGratuitousArps.class);
        assertThat(owner.untilDeadline()).isEqualTo(SECOND);
    }

    @Test
    void section6_4_1_anybodyElseBecomesBackup() {
        Router router = v2(254).start();

        assertThat(router.state.role()).isEqualTo(Role.BACKUP);
        assertThat(router.actions()).isEmpty();
        assertThat(router.untilDeadline()).isEqualTo(3 * SECOND + 7_812_500L);
    }

    @Test
    void section6_4_2_backupStopsOnShutdown() {
        Router router = v2(100).start().on(new Event.ShutdownRequested());

        assertThat(router.state.role()).isEqualTo(Role.INITIALIZE);
        assertThat(router.state.hasDeadline()).isFalse();
        assertThat(router.actions()).isEmpty();
    }

    @Test
    void section6_4_2_masterDownTimerMakesItMaster() {
        Router router = v2(100).start();
        router.after(router.untilDeadline() - 1);
        assertThat(router.state.role()).isEqualTo(Role.BACKUP);
        router.after(1);

        assertThat(router.state.role()).isEqualTo(Role.MASTER);
        assertThat(router.actions()).containsExactly(SendAdvert.class, AddAddresses.class, SendGratuitousArps.class);
        assertThat(router.untilDeadline()).isEqualTo(SECOND);
    }

    @Test
    void section6_4_2_priorityZeroSetsTheTimerToTheSkew() {
        Router router = v2(100).start().after(SECOND).hear("192.0.2.9", 0);

        assertThat(router.state.role()).isEqualTo(Role.BACKUP);
        assertThat(router.untilDeadline()).isEqualTo(609_375_000L);
    }

    @Test
    void section6_4_2_equalOrHigherPriorityRestartsTheTimer() {
        for (int priority : new int[] {100, 101, 255}) {
            Router router = v2(100).start().after(SECOND).hear("192.0.2.1", priority);
            assertThat(router.untilDeadline()).as("priority %d", priority).isEqualTo(3 * SECOND + 609_375_000L);
        }
    }

    @Test
    void section6_4_2_lowerPriorityIsDiscardedWhenPreempting() {
        Router router = v2(100).start().after(SECOND).hear("192.0.2.9", 99);

        assertThat(router.untilDeadline()).isEqualTo(2 * SECOND + 609_375_000L);
        assertThat(router.notices())
                .containsExactly(new Notice.LowerPriorityAdvertDiscarded(address("192.0.2.9"), 99, 100));
    }

    @Test
    void section6_4_2_lowerPriorityIsAcceptedWhenNotPreempting() {
        Router router = v2(100, builder -> builder.nopreempt(true))
                .start()
                .after(SECOND)
                .hear("192.0.2.9", 1);

        assertThat(router.untilDeadline()).isEqualTo(3 * SECOND + 609_375_000L);
    }

    @Test
    void section6_1_anOwnerPreemptsWhateverThePreemptMode() {
        Router owner = v2(255, builder -> builder.nopreempt(true)).start().hear("192.0.2.9", 255);
        assertThat(owner.state.role()).isEqualTo(Role.BACKUP);
        owner.after(SECOND).hear("192.0.2.9", 253);

        assertThat(owner.untilDeadline()).isEqualTo(2 * SECOND + 7_812_500L);
    }

    @Test
    void section6_4_3_masterSendsPriorityZeroBeforeItLetsGo() {
        Router router = v2(100).startAsMaster().on(new Event.ShutdownRequested());

        assertThat(router.state.role()).isEqualTo(Role.INITIALIZE);
        assertThat(router.state.hasDeadline()).isFalse();
        assertThat(router.sentPriorities()).containsExactly(0);
        assertThat(router.actions()).containsExactly(SendAdvert.class, RemoveAddresses.class);
    }

    @Test
    void section6_4_3_masterAdvertisesEachInterval() {
        Router router = v2(100).startAsMaster().expire();

        assertThat(router.sentPriorities()).containsExactly(100);
        assertThat(router.untilDeadline()).isEqualTo(SECOND);
    }

    @Test
    void section6_4_3_masterAnswersPriorityZero() {
        Router router = v2(100).startAsMaster().after(SECOND / 2).hear("192.0.2.9", 0);

        assertThat(router.state.role()).isEqualTo(Role.MASTER);
        assertThat(router.sentPriorities()).containsExactly(100);
        assertThat(router.untilDeadline()).isEqualTo(SECOND);
    }

    @Test
    void section6_4_3_masterYieldsToAHigherPriority() {
        Router router = v2(100).startAsMaster().hear("192.0.2.1", 101);

        assertThat(router.state.role()).isEqualTo(Role.BACKUP);
        assertThat(router.actions()).containsExactly(RemoveAddresses.class);
        assertThat(router.untilDeadline()).isEqualTo(3 * SECOND + 609_375_000L);
    }

    @Test
    void section6_4_3_atTheSamePriorityTheHigherAddressWins() {
        assertThat(v2(100).startAsMaster().hear("192.0.2.6", 100).state.role()).isEqualTo(Role.BACKUP);
        assertThat(v2(100).startAsMaster().hear("192.0.2.4", 100).state.role()).isEqualTo(Role.MASTER);
        // Bytes compare unsigned: 200 is more than 192.
        assertThat(v2(100).startAsMaster().hear("200.0.2.4", 100).state.role()).isEqualTo(Role.BACKUP);
        assertThat(v2(100).startAsMaster().hear("10.0.2.200", 100).state.role()).isEqualTo(Role.MASTER);
    }

    @Test
    void section6_4_3_masterKeepsItsRoleAgainstALowerPriority() {
        Router router = v2(100).startAsMaster().hear("192.0.2.9", 99);

        assertThat(router.state.role()).isEqualTo(Role.MASTER);
    }

    @Test
    void section7_1_anotherAdvertisementIntervalIsDiscarded() {
        Router router = v2(100).startAsMaster();
        InstanceState before = router.state;
        router.hear("192.0.2.9", 200, 200);

        assertThat(router.state).isSameAs(before);
        assertThat(router.notices())
                .containsExactly(new Notice.AdvertRejected(
                        address("192.0.2.9"),
                        RejectReason.ADVERT_INTERVAL,
                        "advertisement interval mismatch mine=1 sec rcv'd=2 sec"));
    }

    @Test
    void section5_3_theAdvertSaysWhatIsConfigured() {
        Router router = v2(100, builder -> builder.advertIntervalCentis(300)).startAsMaster();

        assertThat(router.effects)
                .contains(new SendAdvert(
                        new Advert(VrrpVersion.V2, 51, 100, 300, List.of(Router.VIP.address()), Authentication.NONE),
                        address("192.0.2.5")));
    }

    private static Router v2(int priority) {
        return Router.with(VrrpVersion.V2, priority);
    }

    private static Router v2(int priority, UnaryOperator<InstanceConfig.Builder> more) {
        return Router.with(VrrpVersion.V2, priority, more);
    }
}
