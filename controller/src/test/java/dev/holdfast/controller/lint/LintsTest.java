package dev.holdfast.controller.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.config.Sources;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule: what it finds, where, and what is much like it and fine. */
class LintsTest {
    private static final String INSTANCE = """
            vrrp_instance A {
            state BACKUP
            interface eth0
            virtual_router_id 5
            priority 100
            %s
            virtual_ipaddress {
            %s
            }
            }
            """;
    private static final String SERVER = """
            virtual_server 10.0.0.9 80 {
            protocol TCP
            lvs_sched wrr
            alpha
            %s
            real_server 10.0.0.2 80 {
            TCP_CHECK {
            }
            %s
            }
            }
            """;

    /** A machine with one address on eth1, where anybody can write /opt, and a kernel that has only rr and wrr. */
    private static final Host HOST = new Host() {
        @Override
        public List<InetAddress> addresses(String interfaceName) {
            return interfaceName.equals("eth1") ? addresses() : List.of();
        }

        @Override
        public List<InetAddress> addresses() {
            try {
                return List.of(InetAddress.getByName("10.0.0.77"));
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Optional<Path> writableByOthers(Path program) {
            return program.startsWith("/opt") ? Optional.of(Path.of("/opt")) : Optional.empty();
        }

        @Override
        public Optional<Boolean> hasScheduler(String name) {
            return Optional.of(name.endsWith("rr"));
        }
    };

    private static List<Problem> lint(String text, Host host) {
        Problems problems = new Problems();
        ConfigurationTree tree = ConfigurationTree.read(
                        Sources.FILE, new Sources().with(Sources.FILE.toString(), text), Sources.options(), problems)
                .orElseThrow();
        return Lints.of(tree, host);
    }

    private static String instance(String lines, String addresses) {
        return INSTANCE.formatted(lines, addresses);
    }

    private static String server(String lines, String inRealServer) {
        return SERVER.formatted(lines, inRealServer);
    }

    private static String script(String lines) {
        return "vrrp_script chk {\nscript /bin/true\n" + lines + "\n}\n";
    }

    private static String process(String lines) {
        return "vrrp_track_process proc {\nprocess nginx\n" + lines + "\n}\n";
    }

    static Stream<Arguments> cases() {
        String tracked = "track_script {\nchk\n}";
        String trackedProcess = "track_process {\nproc\n}";
        String second =
                instance("", "10.0.0.5").replace("instance A", "instance B").replace("id 5", "id 6");
        String unchecked = server("", "").replace("TCP_CHECK {\n}\n", "");
        return Stream.of(
                Arguments.of(Rule.UNTRACKED_SCRIPT, script(""), 1),
                Arguments.of(Rule.UNTRACKED_SCRIPT, "track_file f {\nfile /tmp/f\n}\n", 1),
                Arguments.of(null, script("") + instance(tracked, "10.0.0.5"), 0),
                Arguments.of(Rule.REPEATED_VIP, instance("", "10.0.0.5/24") + second, 18),
                Arguments.of(null, instance("", "10.0.0.6") + second, 0),
                Arguments.of(
                        null,
                        instance("", "fe80::1")
                                + second.replace("10.0.0.5", "fe80::1").replace("eth0", "eth1"),
                        0),
                Arguments.of(Rule.OWN_ADDRESS, instance("interface eth1", "10.0.0.77"), 8),
                Arguments.of(Rule.OWN_ADDRESS, instance("", "10.0.0.77 dev eth1"), 8),
                Arguments.of(Rule.OWN_ADDRESS, instance("unicast_src_ip 10.0.0.5", "10.0.0.5"), 8),
                Arguments.of(null, instance("interface eth1\npriority 255", "10.0.0.77"), 0),
                Arguments.of(null, instance("", "10.0.0.77"), 0),
                Arguments.of(Rule.NETWORK_ADDRESS, instance("", "10.0.0.0/24"), 8),
                Arguments.of(Rule.NETWORK_ADDRESS, instance("", "10.0.0.63/26"), 8),
                Arguments.of(null, instance("", "10.0.0.0\n10.0.1.0/31\n10.0.0.64/25\nfe80::/64"), 0),
                Arguments.of(
                        Rule.WEIGHT_OWNER,
                        process("weight 5") + instance("priority 255\n" + trackedProcess, "10.0.0.5"),
                        12),
                // The reading says it of these.
                Arguments.of(null, script("weight 5") + instance("priority 255\n" + tracked, "10.0.0.5"), 0),
                Arguments.of(
                        null,
                        script("weight 5") + instance(tracked, "10.0.0.5") + "vrrp_sync_group G {\ngroup {\nA\n}\n}\n",
                        0),
                Arguments.of(
                        Rule.WEIGHT_NOPREEMPT,
                        script("") + instance("nopreempt\ntrack_script {\nchk weight -5\n}", "10.0.0.5"),
                        12),
                Arguments.of(
                        Rule.WEIGHT_CLAMPED,
                        script("weight 20") + instance("priority 240\n" + tracked, "10.0.0.5"),
                        12),
                Arguments.of(
                        Rule.WEIGHT_CLAMPED,
                        instance("priority 1\ntrack_interface {\neth1 weight -3\n}", "10.0.0.5"),
                        8),
                Arguments.of(null, script("weight -200") + instance(tracked, "10.0.0.5"), 0),
                Arguments.of(
                        null,
                        script("weight 5") + instance("nopreempt\ntrack_script {\nchk weight 0\n}", "10.0.0.5"),
                        0),
                Arguments.of(
                        Rule.WEIGHT_SYNC_GROUP,
                        process("weight 5")
                                + instance(trackedProcess, "10.0.0.5")
                                + "vrrp_sync_group G {\ngroup {\nA\n}\n}\n",
                        11),
                Arguments.of(
                        null,
                        process("weight 5")
                                + instance(trackedProcess, "10.0.0.5")
                                + "vrrp_sync_group G {\nsync_group_tracking_weight\ngroup {\nA\n}\n}\n",
                        0),
                Arguments.of(
                        Rule.PEER_IS_SELF,
                        instance("unicast_src_ip 10.0.0.1\nunicast_peer {\n10.0.0.2\n10.0.0.1\n}", "10.0.0.5"),
                        9),
                Arguments.of(Rule.SCRIPT_WRITABLE, instance("notify_master \"/opt/notify.sh master\"", "10.0.0.5"), 6),
                Arguments.of(null, instance("notify_master \"/etc/notify.sh /opt\"", "10.0.0.5"), 0),
                Arguments.of(Rule.UNCHECKED_SERVER, unchecked, 6),
                Arguments.of(Rule.NO_ALPHA, server("", "").replace("alpha\n", ""), 1),
                Arguments.of(null, server("", "alpha").replace("wrr\nalpha\n", "wrr\n"), 0),
                Arguments.of(Rule.OPS_PERSISTENCE, server("ops\npersistence_timeout 5", ""), 6),
                Arguments.of(Rule.SCHEDULER_MISSING, server("lb_algo mh", ""), 5),
                Arguments.of(
                        Rule.WEIGHT_IGNORED,
                        server("", "weight 3\n}\nreal_server 10.0.0.3 80 {\nTCP_CHECK {\n}")
                                .replace("wrr", "rr"),
                        1),
                Arguments.of(
                        null,
                        server("", "weight 0\n}\nreal_server 10.0.0.3 80 {\nTCP_CHECK {\n}")
                                .replace("wrr", "rr"),
                        0),
                Arguments.of(Rule.ALL_WEIGHTS_ZERO, server("weight 0", ""), 1),
                Arguments.of(Rule.SERVER_IS_VIP, server("", "").replace("0.2", "0.9"), 6),
                Arguments.of(Rule.SORRY_IS_REAL, server("sorry_server 10.0.0.2 80", ""), 5),
                Arguments.of(null, server("sorry_server 10.0.0.2 81", ""), 0),
                Arguments.of(
                        Rule.REPEATED_SERVICE, server("", "") + server("", "").replace("TCP\n", "tcp\n"), 12),
                Arguments.of(null, server("", "") + server("", "").replace("TCP\n", "UDP\n"), 0),
                Arguments.of(Rule.UNOWNED_SERVICE, server("", "") + instance("", "10.0.0.5"), 1),
                Arguments.of(null, server("", "") + instance("", "10.0.0.9/24"), 0),
                Arguments.of(null, server("", "").replace("0.9", "0.77") + instance("", "10.0.0.5"), 0));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatItSays(@org.jspecify.annotations.Nullable Rule rule, String text, int line) {
        assertThat(lint(text, HOST).stream()
                        .map(problem -> problem.line() + " " + problem.id())
                        .toList())
                .isEqualTo(rule == null ? List.of() : List.of(line + " " + rule.id()));
    }

    @Test
    void aSorryServerBesideUncheckedServersIsNeverUsed() {
        String text = server("sorry_server 10.0.0.3 80", "").replace("TCP_CHECK {\n}\n", "");
        assertThat(lint(text, HOST))
                .extracting(Problem::id)
                .containsExactlyInAnyOrder("unchecked-server", "sorry-unused");
    }

    @Test
    void everyRuleIsShownHere() {
        Set<Rule> shown = cases().map(one -> one.get()[0])
                .filter(Rule.class::isInstance)
                .map(Rule.class::cast)
                .collect(Collectors.toSet());
        shown.add(Rule.SORRY_UNUSED);
        assertThat(shown).isEqualTo(EnumSet.allOf(Rule.class));
    }

    @Test
    void nothingIsSaidOfWhatIsNotKnown() {
        String text = server("lb_algo mh", "") + instance("notify_master /opt/x", "10.0.0.9");
        assertThat(lint(text, Host.UNKNOWN)).isEmpty();
    }

    @Test
    void oneRuleIsHeardOfAHundredTimes() {
        String addresses =
                IntStream.range(0, 150).mapToObj(i -> "10.0." + i + ".0/24").collect(Collectors.joining("\n"));
        List<Problem> found = lint(instance("", addresses), HOST);
        assertThat(found).hasSize(101);
        assertThat(found.get(100).found()).isEqualTo("50 more warnings network-address are not shown");
        assertThat(found.get(100).id()).isEqualTo(Rule.NETWORK_ADDRESS.id());
    }

    @Test
    void rulesNeverDecide() {
        assertThat(cases().flatMap(one -> lint((String) one.get()[1], HOST).stream()))
                .isNotEmpty()
                .allMatch(problem -> problem.verdict() == Verdict.CLEAN && problem.severity() == Severity.WARNING);
        assertThat(Stream.of(Rule.values()).map(Rule::id))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z-]+"));
    }
}
