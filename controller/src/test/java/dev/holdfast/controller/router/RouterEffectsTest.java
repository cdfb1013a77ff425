package dev.holdfast.controller.router;

import static dev.holdfast.controller.router.Net.ip;
import static dev.holdfast.controller.router.Net.link;
import static dev.holdfast.controller.router.Net.on;
import static dev.holdfast.controller.router.Net.secondaryOn;
import static dev.holdfast.controller.router.Net.vip;
import static dev.holdfast.controller.router.Net.vipOn;
import static dev.holdfast.controller.router.Net.withoutArp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.GratuitousArpSent;
import dev.holdfast.controller.event.DirectorEvent.RouterNotice;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.GratuitousArp;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What instances do to the kernel, and instances that run on such effects. */
class RouterEffectsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ETH0 = 1;
    private static final int ETH1 = 2;
    private static final int ETH2 = 3;

    /** What the kernel answers to a request, by its words; otherwise it does it. */
    private final Map<String, Answer> answers = new HashMap<>();

    private final List<String> done = new ArrayList<>();
    private final FakeKernel kernel = FakeKernel.answering(request -> {
        String said = Net.said(request);
        done.add(said);
        return answers.getOrDefault(said, Answer.ok());
    });
    private final InterfaceTable interfaces = new InterfaceTable();
    private final RecordedEvents events = new RecordedEvents();
    private final EventBus bus = events.bus();
    private final List<VirtualRouter> routers = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final AddressPlaces places = new AddressPlaces(interfaces, RouterEffects.Surroundings.NONE);
    private final RouterEffects effects = new RouterEffects(
            interfaces,
            Rtnetlink.over(kernel),
            places,
            new Announcer(places, this::sendFrame, bus, new TimerQueue()::timer, clock::get),
            bus,
            routers,
            RouterListener.NONE,
            RouterEffects.Surroundings.NONE);
    private int refusedFrames;

    private void sendFrame(int ifIndex, byte[] frame) throws LinuxException {
        done.add("frame on " + ifIndex + ": " + HexFormat.of().formatHex(frame));
        if (refusedFrames > 0) {
            refusedFrames--;
            throw new LinuxException("send a frame", Errno.ENETDOWN);
        }
    }

    private static String frame(int ifIndex, int host) {
        byte[] bytes = GratuitousArp.frame(link(ifIndex, "any").hardwareAddress(), ip(host));
        return "frame on " + ifIndex + ": " + HexFormat.of().formatHex(bytes);
    }

    @BeforeEach
    void twoLinks() {
        interfaces.put(link(ETH0, "eth0"));
        interfaces.put(link(ETH1, "eth1"));
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private VirtualRouter router(String name, int vrid, VirtualAddress... addresses) {
        RouterConfig config = PlainRouter.of(InstanceConfig.builder(name, "eth0", vrid)
                .addresses(List.of(addresses))
                .build());
        VirtualRouter router = new VirtualRouter(config, new TimerQueue()::timer, clock::get, effects);
        routers.add(router);
        return router;
    }

    /** A router that has become master; without a socket its adverts fail, which changes nothing else. */
    private VirtualRouter master(String name, int vrid, VirtualAddress... addresses) {
        VirtualRouter router = router(name, vrid, addresses);
        router.on(new Event.Started(true, ip(2), false));
        clock.addAndGet(10 * SECOND);
        router.on(new Event.TimerFired());
        assertThat(router.state().role()).isEqualTo(Role.MASTER);
        return router;
    }

    @Test
    void addressesAreAddedInOrderEachToItsDevice() {
        VirtualRouter router = router("VI_1", 51, vip(100), vipOn("eth1", 101));

        assertThat(effects.run(router, new Effect.AddAddresses(List.of(vip(100), vipOn("eth1", 101)))))
                .isEmpty();
        assertThat(done).containsExactly("add 10.99.0.100/24 on 1", "add 10.99.0.101/24 on 2");
        assertThat(interfaces.has(ETH0, ip(100))).isTrue();
        assertThat(interfaces.has(ETH1, ip(101))).isTrue();
    }

    @Test
    void anAddressThatIsThereAlreadyIsAsGoodAsAdded() {
        answers.put("add 10.99.0.100/24 on 1", Answer.error(Errno.EEXIST));

        assertThat(effects.run(router("VI_1", 51, vip(100)), new Effect.AddAddresses(List.of(vip(100)))))
                .isEmpty();
        assertThat(interfaces.has(ETH0, ip(100))).isTrue();
    }

    @Test
    void oneRefusedAddressDoesNotHoldUpTheOthersAndIsToldOf() {
        answers.put("add 10.99.0.100/24 on 1", Answer.error(Errno.EPERM));
        VirtualRouter router = router("VI_1", 51, vip(100), vip(101));

        Optional<String> failure = effects.run(router, new Effect.AddAddresses(List.of(vip(100), vip(101))));
        assertThat(failure).hasValueSatisfying(text -> assertThat(text).contains("10.99.0.100/24", "EPERM"));
        assertThat(interfaces.has(ETH0, ip(100))).isFalse();
        assertThat(interfaces.has(ETH0, ip(101))).isTrue();
    }

    @Test
    void anAddressOfADeviceThatIsNotThereIsToldOf() {
        VirtualRouter router = router("VI_1", 51, vipOn("eth9", 100));

        assertThat(effects.run(router, new Effect.AddAddresses(List.of(vipOn("eth9", 100)))))
                .contains("add 10.99.0.100/24: no interface eth9");
        assertThat(effects.run(router, new Effect.RemoveAddresses(List.of(vipOn("eth9", 100)))))
                .as("an interface that is gone took its addresses along")
                .isEmpty();
        assertThat(done).isEmpty();
    }

    @Test
    void addressesAreRemovedAndOneThatIsGoneAlreadyIsAsGoodAsRemoved() {
        interfaces.put(on(ETH0, 100));
        interfaces.put(on(ETH0, 101));
        answers.put("remove 10.99.0.100/24 on 1", Answer.error(Errno.EADDRNOTAVAIL));

        assertThat(effects.run(
                        router("VI_1", 51, vip(100), vip(101)),
                        new Effect.RemoveAddresses(List.of(vip(100), vip(101)))))
                .isEmpty();
        assertThat(done).containsExactly("remove 10.99.0.100/24 on 1", "remove 10.99.0.101/24 on 1");
        assertThat(interfaces.has(ETH0, ip(100))).isFalse();
        assertThat(interfaces.has(ETH0, ip(101))).isFalse();
    }

    @Test
    void anAddressThatCannotBeRemovedIsToldOfAndStillThere() {
        interfaces.put(on(ETH0, 100));
        answers.put("remove 10.99.0.100/24 on 1", Answer.error(Errno.EPERM));

        assertThat(effects.run(router("VI_1", 51, vip(100)), new Effect.RemoveAddresses(List.of(vip(100)))))
                .hasValueSatisfying(text -> assertThat(text).contains("EPERM"));
        assertThat(interfaces.has(ETH0, ip(100))).isTrue();
    }

    @Test
    void anAddressThatAnotherInstanceHoldsStays() {
        VirtualRouter leaving = router("VI_1", 51, vip(100), vip(101), vipOn("eth1", 102));
        master("VI_2", 52, vip(100), vip(102));
        router("VI_3", 53, vip(101));
        done.clear();

        effects.run(leaving, new Effect.RemoveAddresses(List.of(vip(100), vip(101), vipOn("eth1", 102))));
        assertThat(done)
                .as("VI_2 holds .100 there, and .102 elsewhere; VI_3 holds nothing")
                .containsExactly("remove 10.99.0.101/24 on 1", "remove 10.99.0.102/24 on 2");
    }

    @Test
    void anAddressThatAnotherInstanceIsAboutToHaveStays() {
        VirtualRouter losing = master("VI_1", 51, vip(100), vip(101));
        VirtualRouter gaining = master("VI_2", 52, vip(102));
        gaining.prepare(PlainRouter.of(gaining.config().toBuilder()
                .addresses(List.of(vip(102), vip(100)))
                .build()));
        done.clear();

        assertThat(effects.run(losing, new Effect.RemoveAddresses(List.of(vip(100), vip(101)))))
                .isEmpty();
        assertThat(done).containsExactly("remove 10.99.0.101/24 on 1");
    }

    @Test
    void anAddressThatAnotherInstanceIsAboutToLoseGoes() {
        VirtualRouter leaving = master("VI_1", 51, vip(100));
        VirtualRouter losing = master("VI_2", 52, vip(100), vip(102));
        losing.prepare(PlainRouter.of(
                losing.config().toBuilder().addresses(List.of(vip(102))).build()));
        done.clear();

        effects.run(leaving, new Effect.RemoveAddresses(List.of(vip(100))));
        assertThat(done).containsExactly("remove 10.99.0.100/24 on 1");
    }

    @Test
    void anAddressIsRemovedFromWhereItWasPutWhateverItsInterfaceIsCalledNow() {
        VirtualRouter router = master("VI_1", 51, vip(100), vipOn("eth1", 101));
        interfaces.put(link(ETH0, "lan0"));
        interfaces.put(link(ETH1, "lan1"));
        interfaces.put(link(ETH2, "eth0"));
        done.clear();

        assertThat(effects.run(router, new Effect.RemoveAddresses(List.of(vip(100), vipOn("eth1", 101)))))
                .isEmpty();
        assertThat(done).containsExactly("remove 10.99.0.100/24 on 1", "remove 10.99.0.101/24 on 2");

        effects.run(router, new Effect.AddAddresses(List.of(vip(100))));
        assertThat(done).as("what is put anew goes by the name").last().isEqualTo("add 10.99.0.100/24 on 3");
    }

    @Test
    void anAddressIsGoneTogetherWithItsInterface() {
        VirtualRouter router = master("VI_1", 51, vip(100));
        answers.put("remove 10.99.0.100/24 on 1", Answer.error(Errno.ENODEV));

        assertThat(effects.run(router, new Effect.RemoveAddresses(List.of(vip(100)))))
                .isEmpty();
        assertThat(interfaces.has(ETH0, ip(100))).isFalse();
        assertThat(router.placeOf(vip(100))).isNull();
    }

    @Test
    void whatTheKernelRemovesAlongWithAnAddressIsPutBack() {
        interfaces.put(on(ETH0, 100));
        interfaces.put(secondaryOn(ETH0, 2));
        interfaces.put(secondaryOn(ETH1, 3));

        assertThat(effects.run(router("VI_1", 51, vip(100)), new Effect.RemoveAddresses(List.of(vip(100)))))
                .isEmpty();
        assertThat(done).containsExactly("remove 10.99.0.100/24 on 1", "add 10.99.0.2/24 on 1");
    }

    @Test
    void everyAddressIsAnnouncedOnceBeforeAnyTwice() {
        VirtualRouter router = router("VI_1", 51, vip(100), vipOn("eth1", 101));

        assertThat(effects.run(router, new Effect.SendGratuitousArps(List.of(vip(100), vipOn("eth1", 101)), 2)))
                .isEmpty();
        assertThat(done).containsExactly(frame(ETH0, 100), frame(ETH1, 101), frame(ETH0, 100), frame(ETH1, 101));
        bus.close();
        assertThat(events.soFar())
                .containsExactly(
                        new GratuitousArpSent("VI_1", "eth0", ip(100), 2),
                        new GratuitousArpSent("VI_1", "eth1", ip(101), 2));
    }

    @Test
    void nothingIsAnnouncedWhereThereIsNoArp() {
        interfaces.put(withoutArp(ETH1, "eth1"));

        effects.run(
                router("VI_1", 51, vip(100)),
                new Effect.SendGratuitousArps(List.of(vipOn("eth1", 100), vipOn("eth9", 101)), 1));
        assertThat(done).isEmpty();
    }

    @Test
    void aFrameThatIsRefusedDoesNotHoldUpTheOthersAndIsToldOf() {
        refusedFrames = 1;

        assertThat(effects.run(
                        router("VI_1", 51, vip(100), vip(101)),
                        new Effect.SendGratuitousArps(List.of(vip(100), vip(101)), 1)))
                .hasValueSatisfying(text -> assertThat(text).contains("ENETDOWN"));
        assertThat(done).containsExactly(frame(ETH0, 100), frame(ETH0, 101));
    }

    @Test
    void noticesGoToTheBusWithTheInstancesName() {
        Notice notice = new Notice.SentPriorityZero();

        assertThat(effects.run(router("VI_1", 51, vip(100)), new Effect.Report(notice)))
                .isEmpty();
        bus.close();
        assertThat(events.soFar()).containsExactly(new RouterNotice("VI_1", notice));
    }

    @Test
    void aTakeoverAddsTheAddressesBeforeItAnnouncesThem() {
        master("VI_1", 51, vip(100));

        assertThat(done.subList(0, 2)).containsExactly("add 10.99.0.100/24 on 1", frame(ETH0, 100));
    }

    @Test
    void anEffectThatFailsIsAnEventOfTheInstance() {
        answers.put("add 10.99.0.100/24 on 1", Answer.error(Errno.ENOMEM));
        VirtualRouter router = master("VI_1", 51, vip(100));
        assertThat(router.state().failedAttempts()).isPositive();

        answers.clear();
        done.clear();
        clock.addAndGet(60 * SECOND);
        router.on(new Event.TimerFired());
        assertThat(done).as("it is tried again").contains("add 10.99.0.100/24 on 1");
        bus.close();
        assertThat(events.soFar()).anyMatch(RouterEffectsTest::isRetry);
    }

    private static boolean isRetry(DirectorEvent event) {
        return event instanceof RouterNotice told && told.notice() instanceof Notice.EffectRetried;
    }

    @Test
    void aStoppedInstanceRemovesItsAddresses() {
        VirtualRouter router = master("VI_1", 51, vip(100));
        done.clear();
        router.on(new Event.ShutdownRequested());

        assertThat(done).containsExactly("remove 10.99.0.100/24 on 1");
        assertThat(router.state().role()).isEqualTo(Role.INITIALIZE);
    }
}
