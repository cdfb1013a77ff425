package dev.holdfast.controller.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.vrrp.RouteSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.controller.network.InterfaceNames.NoSuchInterfaceException;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has which routes and rules in the kernel. */
class KernelRoutingTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Map<Integer, String> WORDS =
            Map.of(24, "add route", 25, "remove route", 32, "add rule", 33, "remove rule");

    private final List<String> done = new ArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private final FakeKernel kernel = FakeKernel.answering(request -> {
        // The last octet but one of the only address tells them apart, as the tests choose them.
        String said = WORDS.get(request.type()) + " "
                + Byte.toUnsignedInt(request.payload().get(18));
        done.add(said);
        return answers.getOrDefault(said, Answer.ok());
    });
    private final RecordedEvents events = new RecordedEvents();
    private final EventBus bus = events.bus();
    private final TimerQueue timers = new TimerQueue();
    private final AtomicLong clock = new AtomicLong();
    private final Map<String, Integer> links = new HashMap<>(Map.of("eth0", 2));
    private final KernelRouting routing = new KernelRouting(
            Rtnetlink.over(kernel), this::index, new RoutingNumbers(Map.of()), bus, timers::timer, clock::get);
    private final KernelRouting.Owner owner = routing.owner("(A)", "Virtual ");

    private int index(String name) throws NoSuchInterfaceException {
        Integer index = links.get(name);
        if (index == null) {
            throw new NoSuchInterfaceException(name);
        }
        return index;
    }

    private static List<RouteSettings> routes(String... lines) {
        return Files.settings("virtual_routes {\n" + String.join("\n", lines) + "\n}")
                .routes();
    }

    private static List<RuleSettings> rules(String... lines) {
        return NumberedRules.of(
                        Files.read(Files.instance("A", 51, "virtual_rules {\n" + String.join("\n", lines) + "\n}"))
                                .blocks())
                .of("A");
    }

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private List<String> taken() {
        List<String> copy = List.copyOf(done);
        done.clear();
        return copy;
    }

    @Test
    void routesComeBeforeRulesAndGoAfterThem() {
        owner.hold(routes("10.9.1.0/24 dev eth0"), rules("from 10.9.7.1 table 5"));
        assertThat(taken()).containsExactly("add route 1", "add rule 7");
        owner.release(List.of(), List.of());
        assertThat(taken()).containsExactly("remove rule 7", "remove route 1");
    }

    @Test
    void changesAreToldInKeepalivedsWords() throws Exception {
        owner.hold(routes("10.9.1.0/24 dev eth0"), rules("from 10.9.7.1 table 5"));
        events.awaitLine("(A) setting Virtual Routes");
        events.awaitLine("(A) setting Virtual Rules");
        owner.release(List.of(), List.of());
        events.awaitLine("(A) removing Virtual Rules");
        events.awaitLine("(A) removing Virtual Routes");
    }

    @Test
    void onlyWhatDiffersIsChanged() {
        owner.hold(routes("10.9.1.0/24 dev eth0", "10.9.2.0/24 dev eth0"), List.of());
        taken();
        owner.hold(routes("10.9.2.0/24 dev eth0", "10.9.1.0/24 dev eth0"), List.of());
        assertThat(taken()).isEmpty();
        owner.hold(routes("10.9.2.0/24 dev eth0", "10.9.3.0/24 dev eth0"), List.of());
        assertThat(taken()).containsExactly("remove route 1", "add route 3");
    }

    @Test
    void whatAPredecessorMayHaveLeftIsRemovedToo() {
        answers.put("remove route 1", Answer.error(Errno.ESRCH));
        owner.release(routes("10.9.1.0/24 dev eth0"), rules("from 10.9.7.1 table 5"));
        assertThat(taken()).containsExactly("remove rule 7", "remove route 1");
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void failureIsToldOnceAndTriedAgain() throws Exception {
        answers.put("add route 1", Answer.error(Errno.ENETUNREACH, "Nexthop has invalid gateway"));
        owner.hold(routes("10.9.1.0/24 via 10.1.0.7 dev eth0"), rules("from 10.9.7.1 table 5"));
        assertThat(taken()).containsExactly("add route 1", "add rule 7");
        events.awaitLine("(A) add route 10.9.1.0/24 via 10.1.0.7: ENETUNREACH (Network is unreachable): "
                + "Nexthop has invalid gateway; it is tried again in 1 s, then less often");

        clock.set(SECOND);
        timers.fireDue(clock::get, Long.MAX_VALUE, (late, now) -> {});
        assertThat(taken()).containsExactly("add route 1");
        assertThat(timers.nextDeadlineNanos()).isEqualTo(3 * SECOND);

        answers.clear();
        clock.set(3 * SECOND);
        timers.fireDue(clock::get, Long.MAX_VALUE, (late, now) -> {});
        assertThat(taken()).containsExactly("add route 1");
        assertThat(timers.isEmpty()).isTrue();
        assertThat(events.lines().stream().filter(line -> line.contains("ENETUNREACH")))
                .hasSize(1);
    }

    @Test
    void routeThatWaitsForItsInterfaceIsPutOnWhenItComes() throws Exception {
        links.clear();
        owner.hold(routes("10.9.1.0/24 dev eth0"), List.of());
        assertThat(taken()).isEmpty();
        events.awaitLine("(A) route to 10.9.1.0/24: no interface eth0");
        links.put("eth0", 7);
        routing.recheck();
        assertThat(taken()).containsExactly("add route 1");
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void whatSomebodyRemovesIsPutBackUnlessItIsNotTracked() throws Exception {
        List<RouteSettings> both = routes("10.9.1.0/24 dev eth0", "10.9.2.0/24 dev eth0 no_track");
        List<RuleSettings> rules = rules("from 10.9.7.1 table 5", "from 10.9.8.1 table 5 no_track");
        owner.hold(both, rules);
        taken();
        RouteTranslation translation = new RouteTranslation(new RoutingNumbers(Map.of()), this::index);
        for (RouteSettings route : both) {
            routing.routeRemoved(translation.route(route).route().key());
        }
        for (RuleSettings rule : rules) {
            routing.ruleRemoved(
                    new RuleTranslation(new RoutingNumbers(Map.of())).rule(rule).key());
        }
        assertThat(taken()).containsExactly("add route 1", "add rule 7");
        events.awaitLine("(A) Restoring deleted route 10.9.1.0/24");
        events.awaitLine("(A) Restoring deleted rule 16384: from 10.9.7.1/32 lookup 5");
    }

    @Test
    void removalsOfOthersAreNothingToUs() throws Exception {
        owner.hold(routes("10.9.1.0/24 dev eth0"), List.of());
        taken();
        RouteTranslation translation = new RouteTranslation(new RoutingNumbers(Map.of()), this::index);
        for (String other : List.of(
                "10.9.1.0/25 dev eth0",
                "10.9.1.0/24 dev eth0 metric 5",
                "10.9.1.0/24 dev eth0 table 7",
                "10.9.1.0/24 dev eth0 protocol 4 no_track")) {
            routing.routeRemoved(translation.route(routes(other).get(0)).route().key());
        }
        assertThat(taken()).isEmpty();
    }

    @Test
    void routeThatMovesFromOneToAnotherStays() {
        KernelRouting.Owner other = routing.owner("(B)", "Virtual ");
        owner.hold(routes("10.9.1.0/24 dev eth0"), List.of());
        other.hold(routes("10.9.1.0/24 dev eth0"), List.of());
        taken();
        owner.release(List.of(), List.of());
        assertThat(taken()).isEmpty();
        other.close();
        assertThat(taken()).containsExactly("remove route 1");
    }

    @Test
    void interfaceThatComesBackWithAnotherIndexGetsTheRouteAnew() {
        owner.hold(routes("10.9.1.0/24 dev eth0"), List.of());
        links.put("eth0", 9);
        taken();
        routing.recheck();
        assertThat(taken()).containsExactly("add route 1");
        owner.release(List.of(), List.of());
        int index =
                kernel.requests().get(kernel.requests().size() - 1).payload().getInt(24);
        assertThat(index).isEqualTo(9);
    }
}
