package dev.holdfast.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.holdfast.controller.config.Addresses;
import dev.holdfast.controller.loop.Durations;
import dev.holdfast.controller.status.DirectorStatus.RouterStatus;
import dev.holdfast.controller.status.VirtualServerStatus.FailingCheck;
import dev.holdfast.controller.status.VirtualServerStatus.RealServerStatus;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.RejectReason;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.VrrpMachine;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people and programs read of a director's status. */
class StatusTest {
    private static final InetAddress OWN = address("192.0.2.1");
    private static final TrackedId SCRIPT = new TrackedId(TrackedId.Kind.SCRIPT, "chk");
    private static final TrackedId LINK = new TrackedId(TrackedId.Kind.INTERFACE, "eth1");
    private static final Durations TIMES = new Durations(1234, 52_000, 1_000_000, 2_000_000, 3_400_000);

    private static InetAddress address(String text) {
        return Objects.requireNonNull(Addresses.parse(text));
    }

    private static InstanceConfig.Builder instance(String name, int vrid, int... hosts) {
        return InstanceConfig.builder(name, "eth0", vrid)
                .addresses(IntStream.of(hosts)
                        .mapToObj(host -> VirtualAddress.of(address("192.0.2." + host), 24))
                        .toList());
    }

    private static InstanceState after(InstanceConfig config, Event... events) {
        InstanceState state = VrrpMachine.initial(config);
        long nowNanos = 0;
        for (Event event : events) {
            nowNanos = event instanceof Event.TimerFired ? state.deadlineNanos() : nowNanos;
            state = VrrpMachine.step(state, event, nowNanos).state();
        }
        return state;
    }

    private static InstanceStatus status(InstanceState state, long seconds, @Nullable String group) {
        return new InstanceStatus(state, TimeUnit.SECONDS.toNanos(seconds), group, Map.of(RejectReason.CHECKSUM, 3L));
    }

    private static InstanceState master() {
        return after(
                instance("VI_1", 51, 100, 101, 102, 103)
                        .basePriority(150)
                        .tracked(List.of(new TrackedItem(SCRIPT, -20, false)))
                        .build(),
                new Event.TrackedChanged(SCRIPT, TrackStatus.Condition.DOWN),
                new Event.Started(true, OWN, false),
                new Event.TimerFired());
    }

    private static InstanceState fault() {
        return after(
                instance("VI_2", 52, 110)
                        .tracked(List.of(
                                new TrackedItem(SCRIPT, 0, false),
                                new TrackedItem(SCRIPT, 0, false),
                                new TrackedItem(LINK, 0, true)))
                        .build(),
                new Event.TrackedChanged(SCRIPT, TrackStatus.Condition.DOWN),
                new Event.TrackedChanged(LINK, TrackStatus.Condition.UP),
                new Event.Started(false, null, false));
    }

    private static DirectorStatus director(List<String> troubles, List<String> notes) {
        return new DirectorStatus(
                "Holdfast v1",
                4711,
                TimeUnit.MINUTES.toNanos(125),
                Path.of("/etc/keepalived/keepalived.conf"),
                new RouterStatus(
                        List.of(status(master(), 61, "VG"), status(fault(), 5, null)),
                        List.of(new GroupStatus("VG", Role.MASTER)),
                        TIMES),
                List.of(
                        new VirtualServerStatus(
                                "[192.0.2.100]:tcp:80",
                                true,
                                1,
                                5,
                                null,
                                false,
                                List.of(
                                        new RealServerStatus("[192.0.2.11]:tcp:80", true, 5, List.of()),
                                        new RealServerStatus(
                                                "[192.0.2.12]:tcp:80",
                                                false,
                                                1,
                                                List.of(
                                                        new FailingCheck("TCP_CHECK", "connection refused"),
                                                        new FailingCheck("HTTP_GET", null))))),
                        new VirtualServerStatus("FWM 7", false, 2, 1, "[127.0.0.1]:tcp:80", false, List.of()),
                        new VirtualServerStatus("[VG]:0", false, 2, 1, null, false, List.of()),
                        new VirtualServerStatus("FWM 8", true, 1, 1, null, true, List.of())),
                troubles,
                notes);
    }

    @Test
    void peopleReadTables() {
        assertThat(StatusText.of(director(List.of(), List.of()))).isEqualTo("""
                        Holdfast v1, process 4711, for 2h 5m, /etc/keepalived/keepalived.conf

                        INSTANCE  STATE   FOR    PRIORITY   INTERFACE  VRID  MASTER     ADDRESSES
                        VI_1      MASTER  1m 1s  130 (150)  eth0       51    192.0.2.1  192.0.2.100 192.0.2.101 and 2 more
                        VI_2      FAULT   5s     100        eth0       52    -          (192.0.2.110)
                        VI_2: interface eth0 is down or not there
                        VI_2: vrrp_script chk fails
                        VI_2: tracked interface eth1 is up

                        SYNC GROUP  STATE
                        VG          MASTER

                        VRRP's timers were late by 0.052 ms in the median, 3.400 ms at the most (1234 timers)

                        VIRTUAL SERVER        REAL SERVER          STATE  WEIGHT
                        [192.0.2.100]:tcp:80                       UP     5
                                              [192.0.2.11]:tcp:80  UP     5
                                              [192.0.2.12]:tcp:80  DOWN   1       TCP_CHECK (connection refused) HTTP_GET
                        FWM 7                                      DOWN   1       sorry server [127.0.0.1]:tcp:80
                        [VG]:0                                     DOWN   1       below its quorum of 2
                        FWM 8                                      UP     1       checks rest (ha_suspend)
                        """);
    }

    @Test
    void whatIsWrongComesFirst() {
        DirectorStatus status = new DirectorStatus(
                "Holdfast v1", 1, 0, Path.of("c"), null, null, List.of("it hangs"), List.of("no IPVS"));
        assertThat(status.isWell()).isFalse();
        assertThat(StatusText.of(status))
                .isEqualTo("Holdfast v1, process 1, for 0s, c\nnot well: it hangs\nnote: no IPVS\n");
        assertThat(json(status).hasPath("instances")).isFalse();
        assertThat(json(status).hasPath("virtualServers")).isFalse();
        assertThat(json(status).getStringList("troubles")).containsExactly("it hangs");
    }

    @Test
    void programsReadEverything() {
        Config json = json(director(List.of(), List.of("a note")));
        assertThat(json.getInt("schema")).isEqualTo(1);
        assertThat(json.getLong("runningSeconds")).isEqualTo(7500);
        assertThat(json.getBoolean("well")).isTrue();
        assertThat(json.getStringList("notes")).containsExactly("a note");
        Config first = json.getConfigList("instances").get(0);
        assertThat(first.getString("state")).isEqualTo("MASTER");
        assertThat(first.getLong("stateSeconds")).isEqualTo(61);
        assertThat(first.getString("syncGroup")).isEqualTo("VG");
        assertThat(first.getInt("priority")).isEqualTo(130);
        assertThat(first.getInt("basePriority")).isEqualTo(150);
        assertThat(first.getString("master")).isEqualTo("192.0.2.1");
        assertThat(first.getStringList("addresses")).hasSize(4);
        assertThat(first.getBoolean("holdsAddresses")).isTrue();
        assertThat(first.getLong("rejectedAdverts.checksum")).isEqualTo(3);
        Config second = json.getConfigList("instances").get(1);
        assertThat(second.hasPath("master")).isFalse();
        assertThat(second.getStringList("reasons")).hasSize(3);
        assertThat(json.getLong("timerLateness.greatestMicros")).isEqualTo(3400);
        assertThat(json.getConfigList("syncGroups").get(0).getString("state")).isEqualTo("MASTER");
        Config server = json.getConfigList("virtualServers").get(0);
        assertThat(server.getConfigList("realServers").get(1).getStringList("failingChecks"))
                .containsExactly("TCP_CHECK", "HTTP_GET");
        List<? extends Config> failures =
                server.getConfigList("realServers").get(1).getConfigList("failures");
        assertThat(failures.get(0).getString("check")).isEqualTo("TCP_CHECK");
        assertThat(failures.get(0).getString("reason")).isEqualTo("connection refused");
        assertThat(failures.get(1).hasPath("reason")).isFalse();
        assertThat(json.getConfigList("virtualServers").get(1).getBoolean("sorryServes"))
                .isTrue();
    }

    private static Config json(DirectorStatus status) {
        return ConfigFactory.parseString(
                StatusJson.of(status), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    @Test
    void whyAnInstanceDoesNotTakePart() {
        InstanceConfig config = instance("VI_1", 51, 100).build();
        assertThat(status(after(config), 0, null).reasons()).containsExactly("interface eth0 is down or not there");
        assertThat(status(after(config, new Event.Started(true, null, false)), 0, null)
                        .reasons())
                .containsExactly("interface eth0 has no usable IPv4 address");
        InstanceConfig tracking = instance("VI_1", 51, 100)
                .tracked(List.of(new TrackedItem(SCRIPT, 0, false)))
                .build();
        assertThat(status(after(tracking, new Event.Started(true, OWN, false)), 0, null)
                        .reasons())
                .containsExactly("something it tracks is not known yet");
        assertThat(status(after(config, new Event.Started(true, OWN, false)), 0, null)
                        .reasons())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "60, 1m 0s", "3599, 59m 59s", "3600, 1h 0m", "86399, 23h 59m", "90000, 1d 1h"})
    void agesHaveTwoUnits(long seconds, String text) {
        assertThat(StatusText.age(TimeUnit.SECONDS.toNanos(seconds))).isEqualTo(text);
    }
}
