package dev.holdfast.vrrp.state;

import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a group of two does, each seen on keepalived 2.2.7 with two interfaces. */
class SyncGroupMachineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final TrackedId SCRIPT = new TrackedId(TrackedId.Kind.SCRIPT, "s");

    private SyncGroupState state = group(100, 100);
    private List<SyncGroupTransition.Output> effects = List.of();
    private long now = Long.MAX_VALUE - SECOND;

    private static SyncGroupState group(int... priorities) {
        List<InstanceState> members = new ArrayList<>();
        for (int i = 0; i < priorities.length; i++) {
            members.add(VrrpMachine.initial(config(i, priorities[i])));
        }
        return new SyncGroupState("G1", Role.INITIALIZE, members);
    }

    private static InstanceConfig config(int member, int priority) {
        return InstanceConfig.builder("VI_" + member, "eth" + member, member + 1)
                .basePriority(priority)
                .grouped(true)
                .addresses(List.of(VirtualAddress.of(address("10.0." + member + ".100"), 24)))
                .tracked(List.of(new TrackedItem(SCRIPT, 0, false)))
                .build();
    }

    @Test
    void theLastWhoseMasterIsSilentMakesAllMasterInKeepalivedsOrder() {
        start();
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
        expire(0);
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
        assertThat(state.members().get(0).candidacy().wantsMaster()).isTrue();

        expire(1);
        assertThat(roles()).containsExactly(Role.MASTER, Role.MASTER);
        assertThat(story())
                .containsExactly(
                        "1 MasterDownTimerExpired",
                        "1 MASTER",
                        "1 SendAdvert 100",
                        "1 AddressesAdded",
                        "1 AddAddresses",
                        "1 SendGratuitousArps",
                        "group BACKUP MASTER",
                        "0 MASTER",
                        "0 SendAdvert 100",
                        "0 AddressesAdded",
                        "0 AddAddresses",
                        "0 SendGratuitousArps");
    }

    @Test
    void oneThatHearsAMasterKeepsTheOtherFromBecomingOne() {
        start();
        expire(0);
        for (int i = 0; i < 5; i++) {
            on(1, advert(1, 200));
            now += SECOND;
            on(0, new Event.TimerFired());
        }
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
        on(0, advert(0, 200));
        assertThat(state.members().get(0).candidacy().wantsMaster()).isFalse();
    }

    @Test
    void aFaultOfOneIsAFaultOfAllUntilItIsOver() {
        startAsMaster();
        on(0, new Event.InterfaceDown("down"));
        assertThat(roles()).containsExactly(Role.FAULT, Role.FAULT);
        assertThat(story())
                .containsSubsequence(
                        "0 FAULT",
                        "0 SendAdvert 0",
                        "0 RemoveAddresses",
                        "group MASTER FAULT",
                        "1 FAULT",
                        "1 SendAdvert 0",
                        "1 RemoveAddresses");
        on(1, new Event.TrackedChanged(SCRIPT, Condition.DOWN));
        on(0, new Event.InterfaceUp(address("10.0.0.1")));
        assertThat(roles()).containsExactly(Role.FAULT, Role.FAULT);
        on(1, new Event.TrackedChanged(SCRIPT, Condition.UP));
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
    }

    @Test
    void oneThatStartsBesideAFaultStartsInFault() {
        on(0, new Event.TrackedChanged(SCRIPT, Condition.UP));
        on(1, new Event.TrackedChanged(SCRIPT, Condition.UP));
        on(0, new Event.Started(false, null, false));
        on(1, new Event.Started(true, address("10.0.1.1"), false));
        assertThat(roles()).containsExactly(Role.FAULT, Role.FAULT);
        assertThat(story()).contains("1 FAULT").doesNotContain("1 BACKUP");
    }

    @Test
    void oneThatYieldsTakesTheOthersAlongWithoutGoodbyes() {
        startAsMaster();
        on(1, advert(1, 200));
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
        assertThat(story()).contains("group MASTER BACKUP", "0 RemoveAddresses").doesNotContain("0 SendAdvert 0");
    }

    @Test
    void whoHandsOverDoesSoOnEverySegmentAndLeavesTheNextMasterAlone() {
        startAsMaster();
        on(0, new Event.FailoverRequested());
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
        assertThat(story()).contains("0 SendAdvert 0", "1 SendAdvert 0");
        for (int i = 0; i < 10; i++) {
            now += SECOND;
            on(0, advert(0, 1));
            on(1, advert(1, 1));
            on(0, new Event.TimerFired());
            on(1, new Event.TimerFired());
        }
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
        expire(0);
        expire(1);
        assertThat(roles()).containsExactly(Role.MASTER, Role.MASTER);
    }

    @Test
    void ownersAreMasterAtOnceWhenAllHaveStarted() {
        state = group(255, 255);
        start();
        assertThat(roles()).containsExactly(Role.MASTER, Role.MASTER);
    }

    @Test
    void whatIsNotKnownYetKeepsTheGroupOut() {
        on(0, new Event.TrackedChanged(SCRIPT, Condition.UP));
        started(0);
        started(1);
        assertThat(roles()).containsExactly(Role.FAULT, Role.FAULT);
        on(1, new Event.TrackedChanged(SCRIPT, Condition.UP));
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
    }

    @Test
    void mastersThatAreMadeAGroupStayMasters() {
        startAsMaster();
        state = new SyncGroupState("G2", Role.INITIALIZE, state.members());
        take(SyncGroupMachine.form("G2", Role.INITIALIZE, state.members(), now));
        assertThat(roles()).containsExactly(Role.MASTER, Role.MASTER);
        assertThat(story()).containsExactly("group INITIALIZE MASTER");
    }

    @Test
    void oneThatJoinsMastersIsMasterAndMixedOnesAreBackups() {
        startAsMaster();
        List<InstanceState> members = new ArrayList<>(state.members());
        members.add(VrrpMachine.initial(config(2, 100)));
        take(SyncGroupMachine.form("G1", Role.MASTER, members, now));
        on(2, new Event.TrackedChanged(SCRIPT, Condition.UP));
        started(2);
        assertThat(roles()).containsExactly(Role.MASTER, Role.MASTER, Role.MASTER);

        InstanceState backup =
                VrrpMachine.step(state.members().get(2), advert(2, 200), now).state();
        take(SyncGroupMachine.form(
                "G2", Role.INITIALIZE, List.of(state.members().get(0), backup), now));
        assertThat(roles()).containsExactly(Role.BACKUP, Role.BACKUP);
    }

    @Test
    void mastersMadeAGroupWithNewOnesStayMastersToo() {
        startAsMaster();
        List<InstanceState> members = List.of(
                state.members().get(0), VrrpMachine.initial(config(1, 100)), VrrpMachine.initial(config(2, 100)));
        take(SyncGroupMachine.form("G2", Role.INITIALIZE, members, now));
        assertThat(story()).containsExactly("group INITIALIZE MASTER");
        for (int i = 1; i < 3; i++) {
            on(i, new Event.TrackedChanged(SCRIPT, Condition.UP));
            started(i);
        }
        assertThat(roles()).containsExactly(Role.MASTER, Role.MASTER, Role.MASTER);
        assertThat(story()).doesNotContain("0 BACKUP", "0 RemoveAddresses");
    }

    private void start() {
        for (int i = 0; i < state.members().size(); i++) {
            on(i, new Event.TrackedChanged(SCRIPT, Condition.UP));
        }
        for (int i = 0; i < state.members().size(); i++) {
            started(i);
        }
    }

    private void started(int member) {
        on(member, new Event.Started(true, address("10.0." + member + ".1"), false));
    }

    private void startAsMaster() {
        start();
        expire(0);
        expire(1);
        assertThat(state.role()).isEqualTo(Role.MASTER);
    }

    private void expire(int member) {
        long deadline = state.members().get(member).deadlineNanos();
        now = deadline - now > 0 ? deadline : now;
        on(member, new Event.TimerFired());
    }

    private Event advert(int member, int priority) {
        InstanceConfig config = state.members().get(member).config();
        Advert advert = new Advert(
                config.version(),
                config.vrid(),
                priority,
                config.advertIntervalCentis(),
                config.advertisedAddresses(),
                config.authentication());
        return new Event.AdvertReceived(
                new ReceivedAdvert(advert, address("10.0." + member + ".9"), Ipv4Packets.GROUP, 255));
    }

    private void on(int member, Event event) {
        take(SyncGroupMachine.step(state, member, event, now));
    }

    private void take(SyncGroupTransition transition) {
        state = transition.state();
        effects = transition.effects();
    }

    private List<Role> roles() {
        assertThat(state.members())
                .allMatch(member -> state.members().stream().anyMatch(other -> other.role() == Role.INITIALIZE)
                        || member.role() == state.role());
        return state.members().stream().map(InstanceState::role).toList();
    }

    private List<String> story() {
        return effects.stream().map(SyncGroupMachineTest::text).toList();
    }

    private static String text(SyncGroupTransition.Output output) {
        if (output instanceof SyncGroupTransition.GroupEntered entered) {
            return "group " + entered.from() + " " + entered.to();
        }
        SyncGroupTransition.OfMember one = (SyncGroupTransition.OfMember) output;
        String what = one.effect().getClass().getSimpleName();
        if (one.effect() instanceof Effect.Report report) {
            what = report.notice() instanceof Notice.RoleEntered entered
                    ? entered.to().name()
                    : report.notice().getClass().getSimpleName();
        } else if (one.effect() instanceof Effect.SendAdvert sent) {
            what += " " + sent.advert().priority();
        }
        return one.member() + " " + what;
    }
}
