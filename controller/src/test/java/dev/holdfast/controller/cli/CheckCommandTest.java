package dev.holdfast.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code holdfast check} prints, and for whom. */
class CheckCommandTest {
    private static final String WARNED = """
            virtual_server 192.0.2.1 80 {
            \tlvs_sched rr
            \tlvs_method NAT
            \tprotocol TCP
            \treal_server 192.0.2.2 80 { \u00fc }
            \treal_server 192.0.2.3 80 {
            \t}
            }
            """;
    private static final String CLEAN_BUT_WARNED = WARNED.replace(" \u00fc ", "");

    @TempDir
    Path directory;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    private int check(String text, String... options) throws Exception {
        Path file = Files.writeString(directory.resolve("k.conf"), text);
        List<String> command = new ArrayList<>(List.of("check"));
        command.addAll(List.of(options));
        command.add(file.toString());
        out.reset();
        err.reset();
        return HoldfastCommand.execute(command.toArray(String[]::new));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).replace(directory + "/", "");
    }

    @Test
    void secretsAreNotShown() throws Exception {
        check("""
                vrrp_instance V {
                interface eth0
                virtual_router_id 51
                authentication { auth_type PASS
                auth_pass myS3cretIsLong }
                auth_pas myS3cret
                auth_hmac {
                key 1 myS3cretKey
                keyy 2 myS3cretKey
                key myS3cretKey 7
                }
                }
                """);

        assertThat(err())
                .contains("an auth_pass of 14 bytes", "    auth_pass ************** }", "unknown keyword 'auth_pas'");
        assertThat(err()).doesNotContain("S3cret");
    }

    private Config json() {
        return ConfigFactory.parseString(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theLineIsShownWithAMarkUnderTheWord() throws Exception {
        assertThat(check(WARNED)).isEqualTo(5);
        assertThat(err()).startsWith("""
                        k.conf:5:14: warning: real_server 192.0.2.2 without a checker (expected TCP_CHECK, HTTP_GET or another)\
                         [it is taken for alive for ever]
                            \treal_server 192.0.2.2 80 { \u00fc }
                            \t            ^~~~~~~~~
                        k.conf:5:29: error: unknown keyword '\u00fc' (expected a keyword of real_server)
                            \treal_server 192.0.2.2 80 { \u00fc }
                            \t                           ^
                        """);
        assertThat(out.size()).isZero();
    }

    @Test
    void longLinesAreCutAroundThePlace() throws Exception {
        assertThat(check("global_defs {\n" + " ".repeat(3000) + "frobnicate" + " x".repeat(2000) + "\n}\n"))
                .isEqualTo(5);
        assertThat(err().lines())
                .anyMatch(line -> line.strip().equals("^~~~~~~~~~"))
                .allMatch(line -> line.length() < 130);
    }

    @Test
    void warningsFailOnlyWithStrict() throws Exception {
        assertThat(check(CLEAN_BUT_WARNED)).isZero();
        assertThat(err()).contains("without a checker");
        assertThat(check(CLEAN_BUT_WARNED, "--strict")).isEqualTo(3);
        assertThat(check(WARNED, "--strict")).isEqualTo(5);
        assertThat(check(CLEAN_BUT_WARNED, "--strict", "--ignore", "unchecked-server"))
                .isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void aCommentSilencesAWarningOfItsLineOrTheNext() throws Exception {
        String silenced = CLEAN_BUT_WARNED
                .replace("192.0.2.2 80 {}", "192.0.2.2 80 {} # holdfast: ignore no-alpha, unchecked-server")
                .replace("\treal_server 192.0.2.3", "! holdfast: ignore unchecked-server\n\treal_server 192.0.2.3");
        assertThat(check(silenced, "--strict")).isZero();
        assertThat(err()).isEmpty();
        // A comment behind a statement is for that line only, other ids are others, and an error cannot be silenced.
        assertThat(check(
                        silenced.replace("80 {\n", "80 {  # holdfast: ignore unchecked-server\n")
                                .replace("! holdfast: ignore unchecked-server\n", "\n"),
                        "--strict"))
                .isZero();
        assertThat(check(CLEAN_BUT_WARNED.replace("{}", "{} # holdfast: ignore unchecked-server"), "--strict"))
                .isEqualTo(3);
        assertThat(err().lines().filter(line -> line.contains("warning"))).hasSize(1);
        assertThat(check(silenced.replace("unchecked-server", "unchecked"), "--strict"))
                .isEqualTo(3);
        assertThat(check("frobnicate # holdfast: ignore unknown-keyword\n")).isEqualTo(5);
        assertThat(err()).contains("frobnicate");
    }

    @Test
    void onlyWarningsThatThereAreCanBeIgnored() throws Exception {
        assertThat(check(CLEAN_BUT_WARNED, "--ignore=no-alpha,uncheked-server")).isEqualTo(1);
        assertThat(err()).contains("--ignore uncheked-server", "did you mean unchecked-server?");
        assertThat(check("frobnicate\n", "--ignore=unknown-keyword")).isEqualTo(1);
        assertThat(err()).contains("an error cannot be silenced");
        assertThat(check(CLEAN_BUT_WARNED, "--ignore=no-alpha,,small-group")).isEqualTo(1);
        assertThat(err()).contains("--ignore with nothing between commas (expected the id of a warning)");
        assertThat(check(CLEAN_BUT_WARNED, "--ignore=not-implemented,small-group"))
                .isZero();
    }

    @Test
    void oneConfigurationIsCheckedAtATime() throws Exception {
        assertThat(check(CLEAN_BUT_WARNED, "-f", "/etc/other.conf")).isEqualTo(1);
        assertThat(err()).contains("-f /etc/other.conf and ").contains("(expected one configuration)");
    }

    @Test
    void jsonHasTheSame() throws Exception {
        assertThat(check(WARNED, "--json")).isEqualTo(5);
        assertThat(err()).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("\\p{ASCII}+\n")
                .contains("\\u00fc");
        Config report = json();
        assertThat(report.getInt("schema")).isEqualTo(1);
        assertThat(report.getString("file")).endsWith("/k.conf");
        assertThat(report.getString("verdict")).isEqualTo("starts-with-errors");
        assertThat(report.getBoolean("starts")).isTrue();
        assertThat(report.getInt("exitStatus")).isEqualTo(5);
        Config problem = report.getConfigList("problems").get(1);
        assertThat(problem.root().keySet())
                .containsExactlyInAnyOrder(
                        "file", "line", "column", "endColumn", "severity", "id", "found", "expected", "hint");
        assertThat(problem.getString("file")).isEqualTo(report.getString("file"));
        assertThat(problem.getInt("line")).isEqualTo(5);
        assertThat(problem.getInt("column")).isEqualTo(29);
        assertThat(problem.getInt("endColumn")).isEqualTo(30);
        assertThat(problem.getString("severity")).isEqualTo("error");
        assertThat(problem.getString("id")).isEqualTo("unknown-keyword");
        assertThat(problem.getString("found")).isEqualTo("unknown keyword '\u00fc'");
        assertThat(problem.getString("expected")).isEqualTo("a keyword of real_server");
        assertThat(problem.getIsNull("hint")).isTrue();
    }

    /** keepalived counts it as 5, and would wait for it; a director is not started without it. */
    @Test
    void aMissingInterfaceKeepsADirectorFromStarting() throws Exception {
        String instance = """
                vrrp_instance A {
                  interface nosuch0
                  virtual_router_id 5
                  virtual_ipaddress {
                    192.0.2.9
                  }
                }
                """;
        assertThat(check(instance, "--json")).isEqualTo(5);
        assertThat(json().getBoolean("starts")).isFalse();
        check("global_defs {\ndynamic_interfaces\n}\n" + instance, "--json");
        assertThat(json().getBoolean("starts")).isTrue();
    }

    @Test
    void jsonOfEveryVerdict() throws Exception {
        assertThat(check("", "--json")).isEqualTo(4);
        assertThat(json().getString("verdict")).isEqualTo("no-configuration");
        assertThat(json().getBoolean("starts")).isFalse();
        assertThat(json().getConfigList("problems").get(0).getInt("column")).isZero();
        assertThat(check("virtual_server {\n}\n", "--json")).isEqualTo(2);
        assertThat(json().getString("verdict")).isEqualTo("fatal");
        assertThat(check("global_defs {\n}\n", "--json")).isZero();
        assertThat(json().getString("verdict")).isEqualTo("clean");
        assertThat(json().getConfigList("problems")).isEmpty();
        assertThat(check(CLEAN_BUT_WARNED, "--json", "--strict")).isEqualTo(3);
        assertThat(json().getString("verdict")).isEqualTo("clean");
        assertThat(json().getInt("exitStatus")).isEqualTo(3);
    }

    @Test
    void rulesAreListed() throws Exception {
        assertThat(check("", "--rules")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("unchecked-server")
                .contains("own-address");
        assertThat(check("", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--strict", "holdfast: ignore", "endColumn");
    }
}
