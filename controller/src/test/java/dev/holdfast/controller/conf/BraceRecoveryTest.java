package dev.holdfast.controller.conf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Sources;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake is one problem, wherever its braces lead; and the next mistake is found again. */
class BraceRecoveryTest {
    private static final String INSTANCE =
            "vrrp_instance B {\ninterface eth0\nvirtual_router_id 6\nvirtual_ipaddress {\n10.0.0.2\n}\n}\n";
    private static final String SERVER_HEAD =
            "virtual_server 10.0.0.1 80 {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\n";

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of(
                        "an unknown block",
                        "vrrp_instance A {\ninterface eth0\nfoo {\nbar {\nx\n}\ny 1\n}\nvirtual_router_id 5\n"
                                + "virtual_ipaddress {\n10.0.0.1\n}\n}\n"
                                + INSTANCE + "weigth\n",
                        List.of("3 unknown-keyword", "21 unknown-keyword")),
                Arguments.of(
                        "an unknown block outside of all",
                        "foo { bar { x }\ny\n}\n" + INSTANCE + "baz\n",
                        List.of("1 unknown-keyword", "11 unknown-keyword")),
                Arguments.of(
                        "an unknown block in a real server",
                        SERVER_HEAD + "real_server 10.0.0.2 80 {\nFOO_CHECK {\nurl {\npath /\n}\n}\nweight 1\n}\n"
                                + "real_server 10.0.0.3 80 {\nTCP_CHECK {\n}\n}\n}\nfoo\n",
                        List.of("6 unknown-keyword", "18 unknown-keyword")),
                Arguments.of(
                        "a brace behind a keyword that has no block",
                        "vrrp_instance A {\ninterface eth0\nnopreempt {\nfoo\n}\nvirtual_router_id 5\n}\nfoo\n",
                        List.of("3 unexpected-brace", "8 unknown-keyword")),
                Arguments.of(
                        "a missing } before the next instance",
                        "vrrp_instance A {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n}\n"
                                + INSTANCE + "foo\n",
                        List.of("7 missing-brace", "14 unknown-keyword")),
                Arguments.of("a missing } of addresses", """
                        vrrp_instance A {
                        interface eth0
                        virtual_router_id 5
                        virtual_ipaddress {
                        10.0.0.1
                        track_interface {
                        eth1
                        }
                        }
                        foo
                        """, List.of("6 missing-brace", "10 unknown-keyword")),
                Arguments.of(
                        "a missing } of a checker",
                        SERVER_HEAD + "real_server 10.0.0.2 80 {\nTCP_CHECK {\nconnect_timeout 3\nweight 5\n}\n"
                                + "real_server 10.0.0.3 80 {\nweight 3\n}\n}\nfoo\n",
                        List.of("8 unknown-keyword", "14 unknown-keyword")),
                Arguments.of(
                        "a missing { ",
                        "vrrp_instance A\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n}\n}\nfoo\n",
                        List.of("2 brace-expected", "8 unknown-keyword")),
                Arguments.of(
                        "a } too many",
                        INSTANCE + "}\n"
                                + INSTANCE.replace('B', 'C').replace('6', '7').replace("0.2", "0.3"),
                        List.of("8 stray-brace")),
                Arguments.of(
                        "half a file",
                        "vrrp_instance A {\ninterface eth0\nvirtual_ipaddress {\n10.0.0.1\n",
                        List.of("3 missing-brace")),
                Arguments.of(
                        "values that are wrong are not missing as well",
                        """
                        virtual_server 10.0.0.1 80 {
                        lvs_sched rrr
                        lb_kind natt
                        protocol TPC
                        real_server 10.0.0.2 80 {
                        }
                        }
                        vrrp_instance A {
                        interface eth0
                        virtual_router_id 500
                        virtual_ipaddress {
                        10.0.0.1
                        }
                        }
                        """,
                        List.of("2 bad-value", "3 bad-value", "4 bad-value", "10 bad-value")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void oneMistakeIsOneProblem(String name, String text, List<String> problems) {
        assertThat(Sources.read(text).problems().stream()
                        .filter(problem -> problem.verdict() != Verdict.CLEAN)
                        .map(problem -> problem.line() + " " + problem.id())
                        .toList())
                .as(name)
                .isEqualTo(problems);
    }
}
