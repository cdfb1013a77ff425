package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Gratuitous ARP and neighbour advertisements that keep to an interval, and those that are repeated, beside keepalived's. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class AnnouncementIT {
    private static final Pattern SENDING = Pattern.compile("(\\(VI_1\\) )?Sending.*(ARP|Advert).*");

    /** Less than an interval of 300 ms, because the recorder may be late for the one and in time for the next. */
    private static final long LEAST_GAP_NANOS = 150_000_000L;

    @Test
    void announcementsKeepToTheirInterval() {
        String configuration = """
                global_defs {
                    vrrp_garp_interval 0.3
                }
                garp_group {
                    garp_interval 0.3
                    gna_interval 0.3
                    interfaces {
                        eth0
                        eth1
                    }
                }
                vrrp_instance VI_1 {
                    interface eth0
                    virtual_router_id 51
                    priority 100
                    version 3
                    advert_int 0.3
                    garp_master_delay 0
                    garp_master_repeat 2
                    virtual_ipaddress {
                        192.0.2.100/24
                        192.0.2.101/24 dev eth1
                        192.0.2.102/24
                    }
                    virtual_ipaddress_excluded {
                        fd00:1::103/64
                        fd00:1::104/64
                    }
                }
                """;
        Map<Director.Kind, Map<String, Long>> counts = new EnumMap<>(Director.Kind.class);
        Map<Director.Kind, List<String>> lines = new EnumMap<>(Director.Kind.class);
        for (Director.Kind kind : Director.Kind.values()) {
            try (Stage stage = new Stage("announcements at intervals " + kind.text())) {
                stage.addInterface(stage.a(), "eth1");
                long since = System.nanoTime();
                Director director = stage.start(kind, stage.a(), configuration);
                // The first of each family twice.
                stage.await("seven announcements", () -> virtual(stage, since).size() >= 7);
                assertThat(director.stop()).isZero();
                List<Frame> frames = virtual(stage, since);
                counts.put(kind, counted(frames));
                lines.put(
                        kind,
                        SENDING.matcher(director.log())
                                .results()
                                .map(MatchResult::group)
                                .sorted()
                                .toList());
                for (boolean ipv6 : new boolean[] {false, true}) {
                    List<Frame> ofOne = frames.stream()
                            .filter(frame -> frame.isIpv6() == ipv6)
                            .toList();
                    for (int i = 1; i < ofOne.size(); i++) {
                        assertThat(ofOne.get(i).nanos() - ofOne.get(i - 1).nanos())
                                .as("gap %d of %s", i, kind)
                                .isGreaterThan(LEAST_GAP_NANOS);
                    }
                }
            }
        }
        assertThat(counts.get(Director.Kind.HOLDFAST)).isEqualTo(counts.get(Director.Kind.KEEPALIVED));
        assertThat(lines.get(Director.Kind.HOLDFAST)).isEqualTo(lines.get(Director.Kind.KEEPALIVED));
    }

    @Test
    void oneAddressOfEachOtherInterfaceIsAnnouncedAgainAndAgain() {
        String configuration = """
                global_defs {
                    vrrp_garp_extra_if 1
                }
                vrrp_instance VI_1 {
                    interface eth0
                    virtual_router_id 51
                    priority 100
                    garp_master_delay 0
                    garp_master_repeat 1
                    garp_extra_if all 1
                    virtual_ipaddress {
                        192.0.2.100/24
                        192.0.2.110/24 dev eth1
                        192.0.2.111/24 dev eth1
                    }
                }
                vrrp_instance VI_2 {
                    interface eth0
                    virtual_router_id 52
                    priority 100
                    garp_master_delay 0
                    garp_master_repeat 1
                    use_vmac
                    virtual_ipaddress {
                        192.0.2.120/24
                        192.0.2.121/24 dev eth1
                        192.0.2.130/24 dev eth1 use_vmac
                    }
                }
                """;
        for (Director.Kind kind : Director.Kind.values()) {
            try (Stage stage = new Stage("extra announcements " + kind.text())) {
                stage.addInterface(stage.a(), "eth1");
                long since = System.nanoTime();
                Director director = stage.start(kind, stage.a(), configuration);
                stage.await("four of each that is repeated", () -> {
                    Map<String, Long> counted = counted(virtual(stage, since));
                    return counted.getOrDefault("192.0.2.110", 0L) >= 4 && counted.getOrDefault("192.0.2.130", 0L) >= 4;
                });
                assertThat(director.stop()).isZero();
                assertThat(counted(virtual(stage, since)))
                        .as(kind.text())
                        .containsEntry("192.0.2.100", 1L)
                        .containsEntry("192.0.2.111", 1L)
                        .containsEntry("192.0.2.120", 1L)
                        .containsEntry("192.0.2.121", 1L);
            }
        }
    }

    /** The announcements of virtual addresses since then. */
    private static List<Frame> virtual(Stage stage, long since) {
        return stage.recorder().frames().stream()
                .filter(frame -> frame.nanos() - since >= 0)
                .filter(frame -> frame.announced()
                        .filter(address -> address.matches("192\\.0\\.2\\.1..") || address.startsWith("fd00:1:"))
                        .isPresent())
                .toList();
    }

    private static Map<String, Long> counted(List<Frame> frames) {
        return frames.stream()
                .collect(Collectors.groupingBy(
                        frame -> frame.announced().orElseThrow(), TreeMap::new, Collectors.counting()));
    }
}
