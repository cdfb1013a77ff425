package dev.holdfast.controller.balance;

import static dev.holdfast.controller.balance.VirtualServers.check;
import static dev.holdfast.controller.balance.VirtualServers.destination;
import static dev.holdfast.controller.balance.VirtualServers.key;
import static dev.holdfast.controller.balance.VirtualServers.omega;
import static dev.holdfast.controller.balance.VirtualServers.server;
import static dev.holdfast.controller.balance.VirtualServers.virtual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.balance.Findings.Finding;
import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.QuorumChanged;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.controller.event.DirectorEvent.RealServerChanged;
import dev.holdfast.controller.event.DirectorEvent.ServerStands;
import dev.holdfast.controller.event.DirectorEvent.SorryServerChanged;
import dev.holdfast.controller.event.DirectorEvent.WeightChanged;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VirtualServerStateTest {
    private static final String VIRTUAL = "[192.168.132.120]:tcp:3306";
    private static final String REAL_121 = "[192.168.132.121]:tcp:3306";

    private static List<Destination> wanted(VirtualServerState state) {
        return List.copyOf(state.destinations().values());
    }

    private static VirtualServerState initial(VirtualServerConfig config) {
        return begin(config).state();
    }

    private static VirtualServerState after(VirtualServerState state, VirtualServerConfig config) {
        return state.reconfigured(config, Findings.NONE).state();
    }

    private static VirtualServerState.Step begin(VirtualServerConfig config) {
        return VirtualServerState.begin(config, Findings.NONE, false);
    }

    private static Finding found(Verdict verdict) {
        return new Finding(verdict, 0);
    }

    private static RealServerChanged changed(RealServerChange change) {
        return new RealServerChanged(REAL_121, VIRTUAL, change);
    }

    @Test
    void withoutAlphaServersAreUpFromTheStart() {
        VirtualServerConfig config = virtual(120, server(121, check(1, false)), server(122));
        VirtualServerState state = initial(config);

        assertThat(state.quorumUp()).isTrue();
        assertThat(wanted(state)).containsExactly(destination(121, 1), destination(122, 1));
    }

    @Test
    void withAlphaServersAreDownUntilACheckPasses() {
        VirtualServerState state = initial(virtual(120, server(121, check(1, true))));

        assertThat(wanted(state)).isEmpty();
        assertThat(state.quorumUp()).isFalse();

        VirtualServerState.Step step = state.with(key(121), 0, found(Verdict.UP));
        assertThat(wanted(step.state())).containsExactly(destination(121, 1));
        assertThat(step.events())
                .containsExactly(changed(RealServerChange.ADDED), new QuorumChanged(VIRTUAL, true, false, 1, 0, 1));
    }

    @Test
    void aFailedServerIsTakenOutAndPutInAgain() {
        VirtualServerState state = initial(virtual(120, server(121, check(1, false)), server(122)));

        VirtualServerState.Step down = state.with(key(121), 0, found(Verdict.DOWN));
        assertThat(wanted(down.state())).containsExactly(destination(122, 1));
        assertThat(down.events()).containsExactly(changed(RealServerChange.REMOVED));

        VirtualServerState.Step up = down.state().with(key(121), 0, found(Verdict.UP));
        assertThat(wanted(up.state())).containsExactly(destination(121, 1), destination(122, 1));
        assertThat(up.events()).containsExactly(changed(RealServerChange.ADDED));
    }

    @Test
    void everyCheckOfAServerMustPass() {
        VirtualServerState state = initial(virtual(120, server(121, check(1, false), check(2, false)), server(122)));

        VirtualServerState.Step first = state.with(key(121), 0, found(Verdict.DOWN));
        VirtualServerState.Step second = first.state().with(key(121), 1, found(Verdict.DOWN));
        assertThat(second.events()).as("it is down already").isEmpty();
        VirtualServerState.Step third = second.state().with(key(121), 0, found(Verdict.UP));
        assertThat(third.events()).as("the other check still fails").isEmpty();
        assertThat(wanted(third.state())).containsExactly(destination(122, 1));
        VirtualServerState.Step fourth = third.state().with(key(121), 1, found(Verdict.UP));
        assertThat(fourth.events()).containsExactly(changed(RealServerChange.ADDED));
    }

    @Test
    void aVerdictThatIsNotNewOrOfNobodyChangesNothing() {
        VirtualServerState state = initial(virtual(120, server(121, check(1, false))));

        for (VirtualServerState.Step step : List.of(
                state.with(key(121), 0, found(Verdict.UP)),
                state.with(key(121), 1, found(Verdict.DOWN)),
                state.with(key(199), 0, found(Verdict.DOWN)))) {
            assertThat(step.state()).isSameAs(state);
            assertThat(step.events()).isEmpty();
        }
    }

    @Test
    void withInhibitAFailedServerStaysWithoutWeight() {
        VirtualServerState state =
                initial(virtual(120, server(destination(121, 3), true, check(1, false)), server(122)));

        VirtualServerState.Step down = state.with(key(121), 0, found(Verdict.DOWN));
        assertThat(wanted(down.state())).containsExactly(destination(121, 0), destination(122, 1));
        assertThat(down.events()).containsExactly(changed(RealServerChange.INHIBITED));
        VirtualServerState.Step up = down.state().with(key(121), 0, found(Verdict.UP));
        assertThat(wanted(up.state())).containsExactly(destination(121, 3), destination(122, 1));
        assertThat(up.events()).containsExactly(changed(RealServerChange.RESTORED));
    }

    @Test
    void theSorryServerStandsInWhileTheQuorumIsLost() {
        Destination sorry = destination(200, 1);
        VirtualServerState state = initial(virtual(120, sorry, false, 1, 0, server(121, check(1, false))));
        assertThat(wanted(state)).containsExactly(destination(121, 1));

        VirtualServerState.Step down = state.with(key(121), 0, found(Verdict.DOWN));
        assertThat(wanted(down.state())).containsExactly(sorry);
        assertThat(down.events())
                .containsExactly(
                        changed(RealServerChange.REMOVED),
                        new QuorumChanged(VIRTUAL, false, false, 1, 0, 0),
                        sorryServer(true));
        VirtualServerState.Step up = down.state().with(key(121), 0, found(Verdict.UP));
        assertThat(wanted(up.state())).containsExactly(destination(121, 1));
        assertThat(up.events())
                .containsExactly(
                        changed(RealServerChange.ADDED),
                        new QuorumChanged(VIRTUAL, true, false, 1, 0, 1),
                        sorryServer(false));
    }

    private static SorryServerChanged sorryServer(boolean serves) {
        return new SorryServerChanged(VIRTUAL, "[192.168.132.200]:tcp:3306", serves, false);
    }

    @Test
    void theSorryServerStandsInFromTheStartUntilAServerWithAlphaIsUp() {
        Destination sorry = destination(200, 1);
        VirtualServerState.Step begun = begin(virtual(120, sorry, false, 1, 0, server(121, check(1, true))));

        assertThat(wanted(begun.state())).containsExactly(sorry);
        assertThat(begun.events()).containsExactly(new QuorumChanged(VIRTUAL, false, true, 1, 0, 0), sorryServer(true));
    }

    @Test
    void weightsThatChecksFindAreAddedUpAndStayWithinTheirRange() {
        VirtualServerState state =
                initial(virtual(120, server(destination(121, 3), false, check(1, false), check(2, false))));

        VirtualServerState.Step more = state.with(key(121), 0, new Finding(Verdict.UP, 5));
        assertThat(wanted(more.state())).containsExactly(destination(121, 8));
        assertThat(more.events()).containsExactly(new WeightChanged(REAL_121, VIRTUAL, 3, 8, true));
        VirtualServerState.Step none = more.state().with(key(121), 1, new Finding(Verdict.UP, -50));
        assertThat(wanted(none.state())).containsExactly(destination(121, 0));
        assertThat(none.events())
                .containsExactly(
                        new WeightChanged(REAL_121, VIRTUAL, 8, 0, true),
                        new QuorumChanged(VIRTUAL, false, false, 1, 0, 0));
        VirtualServerState.Step back = none.state().with(key(121), 1, new Finding(Verdict.UP, 0));
        assertThat(wanted(back.state())).containsExactly(destination(121, 8));
    }

    @Test
    void aReloadTellsOfChangedWeights() {
        VirtualServerState before = initial(virtual(120, server(121, check(1, false))));

        VirtualServerState.Step after =
                before.reconfigured(virtual(120, server(destination(121, 7), false, check(1, false))), Findings.NONE);
        assertThat(after.events()).containsExactly(new WeightChanged(REAL_121, VIRTUAL, 1, 7, true));
    }

    @Test
    void atTheStartScriptsAreToldOfServersThatAreUpWhenAsked() {
        VirtualServerConfig config = virtual(120, server(121), server(122, check(1, true)));

        assertThat(VirtualServerState.begin(config, Findings.NONE, true).events())
                .containsExactly(
                        new ServerStands("RS " + REAL_121 + " " + VIRTUAL, true),
                        new QuorumChanged(VIRTUAL, true, true, 1, 0, 1));
    }

    @Test
    void omegaTellsOfEachServerThatWasUpAndOfTheQuorumWhenItIsLost() {
        VirtualServerConfig plain =
                virtual(120, null, false, 2, 0, server(121), server(122, check(1, true)), server(123));
        assertThat(initial(plain).ending(false)).isEmpty();

        VirtualServerState state = initial(omega(plain));
        assertThat(state.ending(false))
                .containsExactly(
                        new ServerStands("RS " + REAL_121 + " " + VIRTUAL, false),
                        new ServerStands("VS " + VIRTUAL, false),
                        new ServerStands("RS [192.168.132.123]:tcp:3306 " + VIRTUAL, false));
        assertThat(state.ending(true)).containsExactly(new ServerStands("VS " + VIRTUAL, false));
    }

    @Test
    void anInhibitedSorryServerStaysWithoutWeight() {
        Destination sorry = destination(200, 5);
        VirtualServerState state = initial(virtual(120, sorry, true, 1, 0, server(121, check(1, false))));
        assertThat(wanted(state)).containsExactly(destination(121, 1), destination(200, 0));

        VirtualServerState lost = state.with(key(121), 0, found(Verdict.DOWN)).state();
        assertThat(wanted(lost)).containsExactly(sorry);
    }

    @Test
    void serversThatWorkLeaveWhileTheSorryServerServes() {
        Destination sorry = destination(200, 1);
        VirtualServerState state =
                initial(virtual(120, sorry, false, 2, 0, server(121, check(1, false)), server(122, check(2, false))));

        assertThat(wanted(state.with(key(121), 0, found(Verdict.DOWN)).state())).containsExactly(sorry);
    }

    @Test
    void withoutSorryServerTheServersThatWorkGoOnBelowTheQuorum() {
        VirtualServerState state =
                initial(virtual(120, null, false, 2, 0, server(121, check(1, false)), server(122, check(2, false))));

        VirtualServerState.Step step = state.with(key(121), 0, found(Verdict.DOWN));
        assertThat(step.state().quorumUp()).isFalse();
        assertThat(wanted(step.state())).containsExactly(destination(122, 1));
    }

    @Test
    void theQuorumIsGainedAboveAndLostBelowItsHysteresis() {
        List<RealServerConfig> servers = new ArrayList<>();
        for (int host = 121; host <= 126; host++) {
            servers.add(server(destination(host, 1), false, check(host, true)));
        }
        // Gained with 3 + 1, lost below 3 - 1.
        VirtualServerState state = initial(virtual(120, null, false, 3, 1, servers.toArray(RealServerConfig[]::new)));
        List<Boolean> quorum = new ArrayList<>();
        for (int host = 121; host <= 124; host++) {
            state = state.with(key(host), 0, found(Verdict.UP)).state();
            quorum.add(state.quorumUp());
        }
        for (int host = 121; host <= 123; host++) {
            state = state.with(key(host), 0, found(Verdict.DOWN)).state();
            quorum.add(state.quorumUp());
        }

        assertThat(quorum).containsExactly(false, false, false, true, true, true, false);
    }

    @Test
    void theQuorumIsToldOfAtTheStartAndWhenAReloadChangesIt() {
        VirtualServerState.Step begun = begin(virtual(120, server(121), server(122)));
        assertThat(begun.events()).containsExactly(new QuorumChanged(VIRTUAL, true, true, 1, 0, 2));
        assertThat(begin(virtual(120, server(121, check(1, true)))).events()).isEmpty();

        VirtualServerConfig harder = virtual(120, null, false, 3, 0, server(121), server(122));
        assertThat(begun.state().reconfigured(harder, Findings.NONE).events())
                .containsExactly(new QuorumChanged(VIRTUAL, false, false, 3, 0, 2));
        assertThat(begun.state()
                        .reconfigured(begun.state().config(), Findings.NONE)
                        .events())
                .isEmpty();
    }

    @Test
    void theQuorumIsReckonedAnewUnderANewConfiguration() {
        VirtualServerState up = initial(virtual(120, server(121), server(122)));

        assertThat(after(up, virtual(120, null, false, 3, 0, server(121), server(122)))
                        .quorumUp())
                .isFalse();
    }

    /** Any sequence of verdicts, against a model that only knows which checks fail. */
    @Test
    void followsAnySequenceOfVerdicts() {
        long seed = Long.getLong("seed", 4_711L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 200; run++) {
            String where = "seed " + seed + ", run " + run;
            Destination sorry = random.nextBoolean() ? destination(250, 1) : null;
            List<RealServerConfig> servers = randomServers(random);
            long quorum = random.nextLong(1, 6);
            VirtualServerConfig config = virtual(
                    120,
                    sorry,
                    random.nextBoolean(),
                    quorum,
                    random.nextLong(0, quorum),
                    servers.toArray(RealServerConfig[]::new));
            VirtualServerState state = initial(config);
            Model model = new Model(config);
            for (int step = 0; step < 100; step++) {
                RealServerConfig server = servers.get(random.nextInt(servers.size()));
                if (server.checks().isEmpty()) {
                    continue;
                }
                int check = random.nextInt(server.checks().size());
                Verdict verdict = random.nextBoolean() ? Verdict.UP : Verdict.DOWN;
                VirtualServerState.Step next = state.with(server.destination().key(), check, found(verdict));
                int expectedEvents = model.take(server.destination().key(), check, verdict);
                state = next.state();
                assertThat(next.events()).as(where).hasSize(expectedEvents);
                assertThat(state.quorumUp()).as(where).isEqualTo(model.quorumUp);
                assertThat(state.destinations()).as(where).isEqualTo(model.wanted());
            }
        }
    }

    private static List<RealServerConfig> randomServers(SplittableRandom random) {
        List<RealServerConfig> servers = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            List<CheckSpec> checks = new ArrayList<>();
            for (int check = random.nextInt(4); check > 0; check--) {
                checks.add(check(check, random.nextBoolean()));
            }
            servers.add(server(
                    destination(1 + i, random.nextInt(4)), random.nextBoolean(), checks.toArray(CheckSpec[]::new)));
        }
        return servers;
    }

    /** The same in other words: one flag per check, everything else counted each time. */
    private static final class Model {
        private final VirtualServerConfig config;
        private final Map<DestinationKey, TreeMap<Integer, Boolean>> passes = new HashMap<>();
        private boolean quorumUp;

        Model(VirtualServerConfig config) {
            this.config = config;
            for (RealServerConfig server : config.realServers()) {
                TreeMap<Integer, Boolean> checks = new TreeMap<>();
                for (int i = 0; i < server.checks().size(); i++) {
                    checks.put(i, server.checks().get(i).holdsAtFirst());
                }
                passes.put(server.destination().key(), checks);
            }
            quorumUp = weightUp() >= config.quorum() + config.hysteresis();
        }

        int take(DestinationKey server, int check, Verdict verdict) {
            boolean wasUp = isUp(server);
            boolean hadQuorum = quorumUp;
            passes.get(server).put(check, verdict == Verdict.UP);
            long margin = quorumUp ? -config.hysteresis() : config.hysteresis();
            quorumUp = weightUp() >= config.quorum() + margin;
            int ofQuorum = config.sorryServer() == null ? 1 : 2;
            return (wasUp == isUp(server) ? 0 : 1) + (hadQuorum == quorumUp ? 0 : ofQuorum);
        }

        Map<DestinationKey, Destination> wanted() {
            Map<DestinationKey, Destination> wanted = new HashMap<>();
            Destination sorry = config.sorryServer();
            boolean standsIn = sorry != null && !quorumUp;
            for (RealServerConfig server : config.realServers()) {
                Destination destination = server.destination();
                if (isUp(destination.key()) && !standsIn) {
                    wanted.put(destination.key(), destination);
                } else if (server.inhibitOnFailure()) {
                    wanted.put(destination.key(), destination.withWeight(0));
                }
            }
            if (standsIn) {
                wanted.put(sorry.key(), sorry);
            } else if (sorry != null && config.sorryServerInhibit()) {
                wanted.put(sorry.key(), sorry.withWeight(0));
            }
            return wanted;
        }

        private boolean isUp(DestinationKey server) {
            return new TreeSet<>(passes.get(server).values()).stream().allMatch(pass -> pass);
        }

        private long weightUp() {
            return config.realServers().stream()
                    .filter(server -> isUp(server.destination().key()))
                    .mapToLong(RealServerConfig::weight)
                    .sum();
        }
    }

    @Test
    void eventsOfOneVerdictCarryTheNumbersOfTheQuorum() {
        VirtualServerState state = initial(virtual(
                120,
                null,
                false,
                4,
                1,
                server(destination(121, 3), false, check(1, false)),
                server(destination(122, 2), false)));

        List<DirectorEvent> events =
                state.with(key(121), 0, found(Verdict.DOWN)).events();
        assertThat(events)
                .containsExactly(changed(RealServerChange.REMOVED), new QuorumChanged(VIRTUAL, false, false, 4, 1, 2));
    }
}
