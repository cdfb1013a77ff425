package dev.holdfast.controller.config;

import static dev.holdfast.controller.config.Sources.read;
import static dev.holdfast.controller.config.Sources.rendered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.config.print.Printer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations nobody means: they end, in little memory, and with an answer. */
class HostileInputTest {
    private static final String INSTANCE = """
            vrrp_instance %s {
            interface eth0
            virtual_router_id 51
            authentication {
            auth_type PASS
            auth_pass %s
            }
            virtual_ipaddress {
            10.0.0.100
            }
            }
            """;

    private static ReadResult readWithUsualLimits(String text) {
        return KeepalivedConf.read(
                Sources.FILE,
                new ReadOptions("lvs01", Sources.options().facts()),
                new Sources().with(Sources.FILE.toString(), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "a{", "${_RANDOM}"})
    void aLineOfBracesEnds(String piece) {
        ReadResult result = readWithUsualLimits(piece.repeat(100_000));

        assertThat(result.verdict()).isEqualTo(Verdict.FATAL);
        assertThat(result.problems()).extracting(Problem::id).contains("too-many-braces");
    }

    @Test
    void aDefinitionThatGrowsWithEachUseEnds() {
        ReadResult result = readWithUsualLimits("$A=\\\n $A\\\n $A\n\n$A\n");

        assertThat(rendered(result)).anyMatch(line -> line.contains("definitions within each other"));
    }

    @Test
    void whatDefinitionsGiveCountsForTheSize() {
        String use = "global_defs {\nrouter_id ${A}\n}\n";

        ReadResult result = readWithUsualLimits("$A=" + "x".repeat(50_000) + "\n" + use.repeat(1000));

        assertThat(result.verdict()).isEqualTo(Verdict.FATAL);
        assertThat(result.problems()).extracting(Problem::id).contains("too-large");
    }

    @Test
    void escapedCommentSignsStayInPlace() {
        ReadResult result = read("bogus a\\#b\\!c \"x\n");

        assertThat(rendered(result).toString()).contains(":1:15: error: a quote that is not closed");
    }

    @Test
    void anInstanceWithoutANameIsSaidNotToRun() {
        ReadResult result = read(INSTANCE.formatted("\"\"", "secret"));

        assertThat(result.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(result.problems()).extracting(Problem::id).contains("instance-left-out");
        assertThat(Objects.requireNonNull(result.configuration()).instances()).isEmpty();
    }

    @Test
    void aBackslashDoesNotKeepAQuoteFromClosing() {
        ReadResult result = read(INSTANCE.formatted("V", "\"ab\\\"c\""));

        assertThat(result.verdict()).isEqualTo(Verdict.STARTS_WITH_ERRORS);
        assertThat(rendered(result).toString()).contains(":6:17: error: a quote that is not closed on its line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${x}y$", "a{b}c", "}", "{{", "a b#!{}", "x}y"})
    void aPasswordOfBracesIsPrintedInQuotes(String password) {
        Configuration first = Objects.requireNonNull(
                read(INSTANCE.formatted("V", '"' + password + '"')).configuration());

        ReadResult again = read(Printer.print(first));

        assertThat(again.verdict()).as(String.join("\n", rendered(again))).isEqualTo(Verdict.CLEAN);
        assertThat(again.configuration()).isEqualTo(first);
    }

    @Test
    void anEmptyLabelIsPrintedAsOne() {
        Configuration first =
                Objects.requireNonNull(read(INSTANCE.formatted("V", "x").replace("10.0.0.100", "10.0.0.100 label \"\""))
                        .configuration());

        assertThat(read(Printer.print(first)).configuration()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fwmark 5 | real_server 10.0.0.2 80 { | } | real_server 2001:db8::2 80 { | }",
                "fwmark 5 | ip_family inet6 | real_server 10.0.0.2 80 { | } | real_server 2001:db8::2 80 { | }",
                "fwmark 5 | real_server 10.0.0.2 80 { | } | ip_family inet6",
                "group G | protocol TCP | real_server 2001:db8::2 80 { | } | real_server 10.0.0.2 80 { | }",
                "group M | protocol TCP | real_server 10.0.0.2 80 { | }",
                "group N | protocol TCP | real_server 10.0.0.2 80 { | }",
                "fwmark 5 | ha_suspend | real_server 10.0.0.2 80 { | }",
            })
    void whatKeepalivedLeavesOutIsSaid(String lines) {
        String groups = """
                virtual_server_group G {
                10.0.0.1 80
                }
                virtual_server_group M {
                10.0.0.1 80
                2001:db8::1 80
                fwmark 3
                }
                virtual_server_group N {
                10.0.0.1 80
                fwmark 3
                fwmark 4 inet6
                }
                """;
        String target = lines.substring(0, lines.indexOf('|'));
        String body = lines.substring(lines.indexOf('|') + 1).replace(" | ", "\n");
        String text = "virtual_server " + target + "{\nlvs_sched rr\nlvs_method NAT\n" + body + "\n}\n";

        ReadResult result = read(text + (target.startsWith("group") ? groups : ""));

        assertThat(result.problems()).extracting(Problem::id).containsAnyOf("address-family", "mark-suspend");
        Configuration first = Objects.requireNonNull(result.configuration());
        assertThat(read(Printer.print(first)).configuration()).isEqualTo(first);
    }

    /** The words of each are what keepalived 2.2.7 runs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "/x A \\\"a b\\\" 'c \\\"d\\\"' \\\\\\\\x e\\\\ f | /x,A,a b,c \"d\",\\x,e f",
                "/x B it\\\\'s \\\\\\\"q \\\\x41 \\x42 | /x,B,it's,\"q,A,B",
                "/x 'a{b}#c' \\'d e\\' | /x,a{b}#c,d e",
            })
    void quotesAndEscapesCountTwiceInACommandLine(String line, String words) {
        Configuration first = Objects.requireNonNull(read(INSTANCE.formatted("V", "x")
                        .replace("interface eth0", "interface eth0\nnotify_master \"" + line + "\""))
                .configuration());

        ReadResult again = read(Printer.print(first));

        assertThat(Objects.requireNonNull(first.blocks()
                                .instances()
                                .get(0)
                                .notifications()
                                .master())
                        .words())
                .isEqualTo(List.of(words.split(",", -1)));
        assertThat(again.configuration()).isEqualTo(first);
    }
}
