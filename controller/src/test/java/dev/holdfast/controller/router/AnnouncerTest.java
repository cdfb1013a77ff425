package dev.holdfast.controller.router;

import static dev.holdfast.controller.router.Net.ip;
import static dev.holdfast.controller.router.Net.link;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.track.TrackStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When announcements of addresses leave; times are milliseconds since the start. */
class AnnouncerTest {
    private static final long MILLI = 1_000_000L;
    private static final int ETH0 = 1;
    private static final int ETH1 = 2;
    private static final int VMAC0 = 3;
    private static final int VMAC1 = 4;

    private final InterfaceTable interfaces = new InterfaceTable();
    private final RecordedEvents events = new RecordedEvents();
    private final EventBus bus = events.bus();
    private final TimerQueue timers = new TimerQueue();
    private final AtomicLong clock = new AtomicLong();
    private final List<String> sent = new ArrayList<>();
    private final List<Effect> abandoned = new ArrayList<>();
    private long startNanos;
    private boolean refusing;

    private final AddressPlaces places = new AddressPlaces(interfaces, new RouterEffects.Surroundings() {
        @Override
        public void settle(VirtualRouter router) {}

        @Override
        public void beforeAddition(VirtualRouter router) {}

        @Override
        public void beforeRemoval(VirtualRouter router) {}

        @Override
        public @Nullable Link virtualLink(VirtualRouter router, VirtualAddress address) {
            String device = AddressPlaces.device(router, address);
            boolean wanted = router.wanted().settings().virtualInterface().onEveryDevice()
                    || address.options().onVirtualInterface();
            return wanted ? interfaces.link(device.equals("eth0") ? VMAC0 : VMAC1) : null;
        }
    });

    private final Announcer announcer = new Announcer(places, this::send, bus, timers::timer, clock::get);

    private void send(int ifIndex, byte[] frame) throws LinuxException {
        if (refusing) {
            throw new LinuxException("send a frame", Errno.ENETDOWN);
        }
        boolean arp = frame[12] == 8;
        byte[] address = arp ? Arrays.copyOfRange(frame, 28, 32) : Arrays.copyOfRange(frame, 22, 38);
        try {
            String text = InetAddress.getByAddress(address).getHostAddress();
            String last = text.substring(Math.max(text.lastIndexOf('.'), text.lastIndexOf(':')) + 1);
            sent.add((clock.get() - startNanos) / MILLI + ":" + last + "@" + ifIndex);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void links() {
        interfaces.put(link(ETH0, "eth0"));
        interfaces.put(link(ETH1, "eth1"));
        interfaces.put(link(VMAC0, "vrrp.51"));
        interfaces.put(link(VMAC1, "vrrp1.51"));
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private static Configuration configuration(String text) {
        Configuration read = Sources.read(text).configuration();
        assertThat(read).isNotNull();
        return read;
    }

    private static String instance(String name, int vrid, String addresses, String... lines) {
        return "vrrp_instance " + name + " {\ninterface eth0\nvirtual_router_id " + vrid + "\ngarp_master_delay 0\n"
                + String.join("\n", lines) + "\nvirtual_ipaddress {\n"
                + addresses.replace(' ', '\n').replace('@', ' ')
                + "\n}\n}\n";
    }

    /** Runs it, its instances as masters that have announced nothing yet. */
    private List<VirtualRouter> masters(String text) {
        Configuration configuration = configuration(text);
        announcer.use(configuration.globals().vrrp(), configuration.blocks().garpGroups());
        List<VirtualRouter> routers =
                configuration.instances().stream().map(this::router).toList();
        for (SyncGroup group : configuration.blocks().syncGroups()) {
            new SyncedRouters(group, Role.INITIALIZE, routers, bus, RouterListener.NONE, clock::get).form();
        }
        for (VirtualRouter router : routers) {
            router.config()
                    .tracked()
                    .forEach(item -> router.on(new Event.TrackedChanged(item.id(), TrackStatus.Condition.UP)));
            router.on(new Event.Started(true, ip(2), false));
        }
        while (routers.stream().anyMatch(router -> router.state().role() != Role.MASTER)) {
            toNextDeadline();
        }
        startNanos = clock.get();
        return routers;
    }

    private VirtualRouter router(RouterConfig config) {
        return new VirtualRouter(config, timers::timer, clock::get, new VirtualRouter.EffectRunner() {
            @Override
            public Optional<String> run(VirtualRouter self, Effect effect) {
                if (effect instanceof Effect.Report report && report.notice() instanceof Notice.EffectAbandoned told) {
                    abandoned.add(told.effect());
                }
                return Optional.empty();
            }

            @Override
            public void settled(VirtualRouter self) {
                announcer.settle(self);
            }
        });
    }

    private void toNextDeadline() {
        clock.set(timers.nextDeadlineNanos());
        timers.fireDue(clock::get, Long.MAX_VALUE, (late, now) -> {});
    }

    /** Lets so much time pass since the start. */
    private void until(long millis) {
        long until = startNanos + millis * MILLI;
        while (!timers.isEmpty() && timers.nextDeadlineNanos() <= until) {
            toNextDeadline();
        }
        clock.set(until);
    }

    private void announce(VirtualRouter router, int count) {
        announcer.announce(router, router.config().allAddresses(), count);
    }

    @Test
    void withoutAnIntervalEverythingGoesAtOnce() {
        VirtualRouter router =
                masters(instance("VI_1", 51, "10.99.0.100 10.99.0.101")).get(0);
        announce(router, 2);
        assertThat(sent).containsExactly("0:100@1", "0:101@1", "0:100@1", "0:101@1");
    }

    @Test
    void eachWaitsForItsTurnOnItsInterfaceAndNoneWaitsTwice() {
        VirtualRouter router = masters("global_defs {\nvrrp_garp_interval 0.3\n}\n"
                        + instance("VI_1", 51, "10.99.0.100 10.99.0.101 10.99.0.103@dev@eth1"))
                .get(0);
        announce(router, 3);
        assertThat(sent).containsExactly("0:100@1", "0:103@2");
        until(2_000);
        assertThat(sent).containsExactly("0:100@1", "0:103@2", "300:101@1", "300:103@2", "600:100@1");
        announce(router, 1);
        assertThat(sent).as("the interval is over").endsWith("2000:100@1", "2000:103@2");
        bus.close();
        assertThat(events.lines())
                .filteredOn(line -> line.contains("101"))
                .containsExactly(
                        "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 10.99.0.101",
                        "Sending gratuitous ARP on eth0 for 10.99.0.101",
                        "(VI_1) Sending/queueing gratuitous ARPs on eth0 for 10.99.0.101");
    }

    @Test
    void neighbourAdvertisementsHaveAnIntervalOfTheirOwn() {
        VirtualRouter router = masters("global_defs {\nvrrp_gna_interval 0.2\n}\n"
                        + instance(
                                "VI_1",
                                51,
                                "10.99.0.100 10.99.0.101",
                                "virtual_ipaddress_excluded {\nfd00::6/64\nfd00::7/64\n}"))
                .get(0);
        announce(router, 1);
        until(1_000);
        assertThat(sent).containsExactly("0:100@1", "0:101@1", "0:6@1", "200:7@1");
    }

    @Test
    void interfacesOfAGroupShareItsPaceAndOthersHaveTheGlobalOne() {
        String group = "garp_group {\ngarp_interval 0.1\ninterfaces {\neth0\neth1\n}\n}\n";
        String addresses = "10.99.0.100 10.99.0.103@dev@eth1 10.99.0.101";
        VirtualRouter router = masters(group + instance("VI_1", 51, addresses)).get(0);
        announce(router, 1);
        until(1_000);
        assertThat(sent).containsExactly("0:100@1", "100:103@2", "200:101@1");

        sent.clear();
        router = masters("global_defs {\nvrrp_garp_interval 0.3\n}\n" + group.replace("eth1\n", "")
                        + instance("VI_1", 51, addresses + " 10.99.0.104@dev@eth1"))
                .get(0);
        announce(router, 1);
        until(1_000);
        assertThat(sent).containsExactly("0:100@1", "0:103@2", "100:101@1", "300:104@2");
    }

    @Test
    void aGroupThatSaysNothingOfArpHasNoIntervalForIt() {
        VirtualRouter router = masters("global_defs {\nvrrp_garp_interval 0.3\n}\n"
                        + "garp_group {\ngna_interval 0.1\ninterface eth0\n}\n"
                        + instance("VI_1", 51, "10.99.0.100 10.99.0.101"))
                .get(0);
        announce(router, 1);
        assertThat(sent).containsExactly("0:100@1", "0:101@1");
    }

    @Test
    void aVmacCountsWithTheInterfaceBelowIt() {
        List<VirtualRouter> routers = masters("global_defs {\nvrrp_garp_interval 0.3\n}\n"
                + instance("VI_1", 51, "10.99.0.100 10.99.0.101", "use_vmac_addr")
                + instance("VI_2", 52, "10.99.0.110"));
        routers.forEach(router -> announce(router, 1));
        until(1_000);
        assertThat(sent).containsExactly("0:100@3", "300:101@3", "600:110@1");
    }

    @Test
    void whatWaitsIsNotSentByOneThatIsMasterNoMore() {
        List<VirtualRouter> routers = masters("global_defs {\nvrrp_garp_interval 0.3\n}\n"
                + instance("VI_1", 51, "10.99.0.100 10.99.0.101")
                + instance("VI_2", 52, "10.99.0.110"));
        routers.forEach(router -> announce(router, 1));
        routers.get(0).on(new Event.ShutdownRequested());
        until(1_000);
        assertThat(sent).as("and it does not use up an interval").containsExactly("0:100@1", "300:110@1");
    }

    @Test
    void aReloadChangesThePaceOfWhatWaitsAndNothingWhereItIsTheSame() {
        String instance = instance("VI_1", 51, "10.99.0.100 10.99.0.101 10.99.0.102");
        String slow = "global_defs {\nvrrp_garp_interval 10\n}\n" + instance;
        announce(masters(slow).get(0), 1);
        Configuration same = configuration(slow);
        announcer.use(same.globals().vrrp(), same.blocks().garpGroups());
        until(9_999);
        assertThat(sent).containsExactly("0:100@1");

        Configuration fast = configuration(slow.replace("10\n}", "0.1\n}"));
        announcer.use(fast.globals().vrrp(), fast.blocks().garpGroups());
        until(12_000);
        assertThat(sent).containsExactly("0:100@1", "9999:101@1", "10099:102@1");
    }

    @Test
    void oneThatIsRefusedLaterIsAnEventOfTheInstance() {
        VirtualRouter router = masters(
                        "global_defs {\nvrrp_garp_interval 0.3\n}\n" + instance("VI_1", 51, "10.99.0.100 10.99.0.101"))
                .get(0);
        announce(router, 1);
        refusing = true;
        until(1_000);
        assertThat(abandoned)
                .containsExactly(new Effect.SendGratuitousArps(
                        List.of(router.config().addresses().get(1)), 1));
    }

    @Test
    void extraAnnouncementsAreOfOneAddressOnEachInterfaceOfTheirOwn() {
        String addresses = "10.99.0.100 10.99.0.103@dev@eth1 10.99.0.104@dev@eth1@use_vmac 10.99.0.105@dev@eth1";
        masters(instance("VI_1", 51, addresses, "garp_extra_if 2"));
        until(5_000);
        assertThat(sent).containsExactly("2000:104@4", "4000:104@4");

        sent.clear();
        masters(instance("VI_2", 52, addresses, "garp_extra_if all 2"));
        until(3_000);
        assertThat(sent)
                .as("without a socket, adverts leave by no interface")
                .contains("2000:100@1", "2000:103@2", "2000:104@4")
                .doesNotContain("2000:105@2");
    }

    @Test
    void extraAnnouncementsEndWithMastershipAlsoInAGroup() {
        List<VirtualRouter> routers =
                masters("global_defs {\nvrrp_garp_extra_if all 2\n}\nvrrp_sync_group G {\ngroup {\nVI_1\nVI_2\n}\n}\n"
                        + instance("VI_1", 51, "10.99.0.100")
                        + instance("VI_2", 52, "10.99.0.110", "garp_extra_if 0"));
        until(2_000);
        assertThat(sent).containsExactly("2000:100@1");
        routers.get(1).on(new Event.InterfaceDown("for the test"));
        assertThat(routers.get(0).state().role()).isEqualTo(Role.FAULT);
        until(9_000);
        assertThat(sent).containsExactly("2000:100@1");
    }
}
