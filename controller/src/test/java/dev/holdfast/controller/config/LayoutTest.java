package dev.holdfast.controller.config;

import static dev.holdfast.controller.config.Sources.read;
import static dev.holdfast.controller.config.Sources.rendered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways a file can be laid out (keepalived.conf(5), "DESCRIPTION", "Quoted strings" and "ADVANCED CONFIGURATION"). */
class LayoutTest {
    private static final String PLAIN = """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    10.0.0.100
                }
            }
            """;

    private static Configuration configuration(ReadResult result) {
        assertThat(result.configuration())
                .as(String.join("\n", rendered(result)))
                .isNotNull();
        return java.util.Objects.requireNonNull(result.configuration());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vrrp_instance VI_1\n{\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress\n{\n10.0.0.100\n}\n}\n",
                "vrrp_instance VI_1{\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress{\n10.0.0.100\n}\n}\n",
                "vrrp_instance VI_1 { interface eth0\nvirtual_router_id 51\nvirtual_ipaddress { 10.0.0.100 } }",
                "vrrp_instance VI_1 {#comment\ninterface eth0!x\nvirtual_router_id 51 # x\nvirtual_ipaddress {!c\n10.0.0.100\n}}\n",
                "vrrp_instance VI_1\n\n# c\n{\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n10.0.0.100 } }\n",
                "\t vrrp_instance \"VI_1\" {\n\"interface\" \"eth0\" x\n\tvirtual_router_id\u000b51\nvirtual_ipaddress {\n10.0.0.100\n} }",
                "$A=eth0\n$B=10.0\nvrrp_instance VI_1 {\ninterface $A\nvirtual_router_id 51\nvirtual_ipaddress {\n${B}.0.100\n}\n}\n",
                "$V= \\\nvirtual_router_id 51 \\\nvirtual_ipaddress { \\\n10.0.0.100 \\\n}\nvrrp_instance VI_1 {\ninterface eth0\n$V\n}\n",
                "@lvs01 $A=eth0\n@lvs02 $A=eth9\nvrrp_instance VI_1 {\n@^lvs02 interface $A\nvirtual_router_id 51\nvirtual_ipaddress {\n10.0.0.100\n}\n}\n",
                "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n~SEQ(N, 100, 100) 10.0.0.${N}\n}\n}\n",
                "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n~LST({A, B}, {10,100}) ${A}.0.0.${B}\n}\n}\n",
                "$X=${_HASH}\nvrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\n$X priority 7\nvirtual_ipaddress {\n10.0.0.100\n}\n}\n",
            })
    void sayTheSame(String text) {
        ReadResult result = read(text);
        assertThat(rendered(result)).isEmpty();
        assertThat(result).isEqualTo(read(PLAIN));
    }

    @Test
    void lineEndsOfWindowsAndNoLastOne() {
        assertThat(read(PLAIN.replace("\n", "\r\n"))).isEqualTo(read(PLAIN));
        assertThat(read(PLAIN.strip())).isEqualTo(read(PLAIN));
    }

    @Test
    void otherEncodings() {
        byte[] latin1 = ("# caf\u00e9\n" + PLAIN).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(read(latin1)).isEqualTo(read(PLAIN));
    }

    @Test
    void byteOrderMarkAndUnusualSpacesAreWarnings() {
        ReadResult mark = read("\ufeff" + PLAIN);
        assertThat(rendered(mark))
                .containsExactly(
                        "/etc/test.conf:1:1: warning: a byte-order mark before the first keyword (expected plain UTF-8)"
                                + " [it is skipped; keepalived would not know the first keyword]");
        assertThat(mark.configuration()).isEqualTo(read(PLAIN).configuration());
        ReadResult space = read(PLAIN.replace("interface ", "interface\u00a0"));
        assertThat(rendered(space))
                .containsExactly("/etc/test.conf:2:14: warning: the unusual space U+00A0 (expected a plain space)"
                        + " [it is taken for one; keepalived takes it for a letter]");
        assertThat(space.configuration()).isEqualTo(read(PLAIN).configuration());
        assertThat(rendered(read(PLAIN.replace("    interface", "\u3000interface"))))
                .hasSize(1);
    }

    @Test
    void unknownKeywordIsShownWithItsPlaceAndWhatIsNear() {
        ReadResult result = read("""
                virtual_server 10.0.0.1 80 {
                    protocol TCP
                    lb_algo rr
                    lb_kind NAT
                    real_server 10.0.0.2 80 {
                        weigth 5
                    }
                }
                """);
        assertThat(rendered(result))
                .containsExactly(
                        "/etc/test.conf:6:9: error: unknown keyword 'weigth' (expected a keyword of real_server) [did you mean weight?]");
        assertThat(result.verdict()).isEqualTo(Verdict.STARTS_WITH_ERRORS);
        assertThat(configuration(result).virtualServers()).hasSize(1);
    }

    /** keepalived does not skip the block of a keyword it does not know, so its brace closes the block around it. */
    @Test
    void unknownBlockClosesTheOneAroundIt() {
        ReadResult result = read(PLAIN.replace("    interface", "    foo {\n bar\n }\n    interface"));
        assertThat(rendered(result))
                .containsExactly(
                        "/etc/test.conf:2:5: error: unknown keyword 'foo' (expected a keyword of vrrp_instance)"
                                + " [its block is not skipped, so its } ends vrrp_instance as with keepalived]");
        assertThat(configuration(result).instances()).isEmpty();
    }

    @Test
    void bracesThatDoNotMatch() {
        assertThat(rendered(read(PLAIN + "}\n")))
                .containsExactly("/etc/test.conf:8:1: error: a stray '}' [it is ignored]");
        ReadResult half = read(PLAIN.substring(0, PLAIN.length() - 8));
        assertThat(rendered(half))
                .containsExactly("/etc/test.conf:4:23: error: the configuration ends within the block that begins here"
                        + " (expected 2 more }) [it may be half written]");
        assertThat(half.verdict()).isEqualTo(Verdict.STARTS_WITH_ERRORS);
    }

    @Test
    void quoteWithoutEnd() {
        ReadResult result = read(PLAIN.replace("interface eth0", "interface eth0 \"x"));
        assertThat(rendered(result))
                .containsExactly(
                        "/etc/test.conf:2:20: error: a quote that is not closed on its line (expected \") [the line is cut there]");
    }

    @Test
    void definitionsThatContainThemselvesEnd() {
        assertThat(rendered(read("$IF=$IF\n" + PLAIN.replace("eth0", "$IF"))))
                .contains("/etc/test.conf:3:15: error: definition 'IF' that contains itself [it is left as it is]");
        ReadResult endless = read("$A= \\\nfoo \\\n$A\n$A\n");
        assertThat(endless.verdict()).isEqualTo(Verdict.FATAL);
        assertThat(endless.configuration()).isNull();
        assertThat(rendered(endless)).anyMatch(line -> line.contains("more than 20000 lines"));
        assertThat(read("~SEQ(A, 1, 2000000000) foo\n").verdict()).isEqualTo(Verdict.FATAL);
    }

    @Test
    void unknownDefinitionStaysAndItsBracesCount() {
        assertThat(rendered(read(PLAIN.replace("eth0", "$B"))))
                .containsExactly(
                        "/etc/test.conf:2:15: error: interface $B does not exist (expected an interface of this host)");
        assertThat(rendered(read(PLAIN.replace("eth0", "${B}"))))
                .contains("/etc/test.conf:2:16: error: a '{' that begins no block (expected a keyword)"
                        + " [it is ignored, so its } ends vrrp_instance]");
    }

    @Test
    void includes() {
        Sources sources = new Sources()
                .with("/etc/test.conf", "include conf.d/*.conf\ninclude none\nincludem none\n")
                .with("/etc/conf.d/a.conf", "vrrp_instance VI_1 {\n  interface eth0\n  virtual_router_id 51\n")
                .with("/etc/conf.d/b.conf", "  priority 300\n  virtual_ipaddress {\n    10.0.0.100\n  }\n}\n");
        ReadResult result = KeepalivedConf.read(Path.of("/etc/test.conf"), Sources.options(), sources);
        assertThat(rendered(result))
                .containsExactly(
                        "/etc/test.conf:2:9: warning: include of none, which matches no file (expected an existing file)",
                        "/etc/test.conf:3:10: error: include of none, which matches no file (expected an existing file)",
                        "/etc/conf.d/b.conf:1:12: error: priority 300 (expected 1..255) [100 is used]");
        assertThat(configuration(result).instances()).hasSize(1);
    }

    @Test
    void aFileThatIncludesItselfIsToldOfOnce() {
        Sources itself = new Sources().with("/etc/test.conf", "include test.conf\n" + PLAIN);
        ReadResult result = KeepalivedConf.read(Path.of("/etc/test.conf"), Sources.options(), itself);
        assertThat(rendered(result))
                .singleElement()
                .asString()
                .startsWith("/etc/test.conf:1:9: error: include of ")
                .endsWith(
                        "which is being read already (expected a file that does not include itself) [it is left out]");
        assertThat(configuration(result).instances()).hasSize(1);
    }

    @Test
    void manyFilesBesideEachOtherAreNotDeep() {
        Sources many =
                new Sources().with("/etc/test.conf", "include parts/*.conf\n").with("/etc/common", "! nothing\n");
        for (int i = 0; i < 100; i++) {
            many.with(
                    "/etc/parts/" + i + ".conf",
                    "include /etc/common\n" + PLAIN.replace("VI_1", "VI_" + i).replace("51", "" + (i + 1)));
        }
        ReadResult result = KeepalivedConf.read(Path.of("/etc/test.conf"), Sources.options(), many);
        assertThat(result.problems()).extracting(Problem::id).doesNotContain("include-depth", "include-cycle");
    }

    @Test
    void whatIsWrongInAnInstanceIsSaidWhereItsNumberIsWrongToo() {
        String text = """
                vrrp_instance V {
                interface eth0
                virtual_router_id 300
                state master
                authentication {
                auth_type pass
                auth_pass x
                }
                virtual_ipaddress {
                10.0.0.1
                }
                track_script {
                none
                }
                }
                """;
        assertThat(rendered(read(text)))
                .containsExactly(
                        "/etc/test.conf:3:19: error: virtual_router_id 300 (expected 1..255) [it is ignored]",
                        "/etc/test.conf:4:7: error: state master (expected MASTER or BACKUP) [did you mean MASTER? BACKUP is used]",
                        "/etc/test.conf:6:11: error: auth_type pass (expected PASS or AH) [did you mean PASS? it is ignored]",
                        "/etc/test.conf:13:1: error: vrrp_script none does not exist (expected the name of a vrrp_script) [it is ignored]");
    }

    @Test
    void wholeFilesThatAreNone() {
        assertThat(List.of(
                        rendered(read("")),
                        rendered(read("# nothing\n\n")),
                        rendered(read("\u0000ELF")),
                        rendered(KeepalivedConf.read(Path.of("/none"), Sources.options(), new Sources()))))
                .isEqualTo(List.of(
                        List.of("/etc/test.conf: error: there is nothing in it (expected a configuration)"),
                        List.of("/etc/test.conf: error: there is nothing in it (expected a configuration)"),
                        List.of(
                                "/etc/test.conf: error: it is not a text file: byte 0 is zero (expected a configuration file)"),
                        List.of("/none: error: there is no such file (expected a configuration file)")));
        ReadResult empty = read("");
        assertThat(empty.verdict().exitCode()).isEqualTo(4);
        assertThat(empty.configuration()).isNull();
    }

    @Test
    void aDirectoryIsNoConfiguration(@org.junit.jupiter.api.io.TempDir Path directory) {
        ReadResult result = KeepalivedConf.read(directory, Sources.options());
        assertThat(rendered(result))
                .containsExactly(directory + ": error: it is a directory (expected a readable configuration file)");
        assertThat(result.verdict()).isEqualTo(Verdict.NO_CONFIGURATION);
    }

    @Test
    void aConfigurationLargerThanItsLimitIsRefused() {
        ReadOptions options = new ReadOptions("lvs01", Sources.FACTS, 20_000, 1_000, 1);
        Sources sources = new Sources()
                .with(
                        Sources.FILE.toString(),
                        "vrrp_sync_group G {\ngroup {\nV\nW\n}\n}\nglobal_defs {\n" + "router_id x\n".repeat(100)
                                + "}\n");

        ReadResult result = KeepalivedConf.read(Sources.FILE, options, sources);
        assertThat(result.configuration()).isNull();
        // Neither that the last block is open, nor that the group's instances are missing: they may be in the rest.
        assertThat(result.problems()).extracting(Problem::id).containsExactly("too-large");
        assertThat(result.verdict()).isEqualTo(Verdict.FATAL);
    }

    @Test
    void whatDecidesIsNotLostAmongAThousandOtherProblems() {
        ReadOptions options = new ReadOptions("lvs01", Sources.FACTS, 5_000, 1_000_000, 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6_000; i++) {
            text.append("unknown").append(i).append('\n');
        }
        Sources sources = new Sources().with(Sources.FILE.toString(), text.toString());

        ReadResult result = KeepalivedConf.read(Sources.FILE, options, sources);
        assertThat(result.configuration()).isNull();
        assertThat(result.problems()).extracting(Problem::id).contains("too-many-lines", "more-problems");
    }
}
