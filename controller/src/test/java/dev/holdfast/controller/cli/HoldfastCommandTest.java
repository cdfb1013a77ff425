package dev.holdfast.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whole command lines, up to where a director would begin to run. */
class HoldfastCommandTest {
    private static final String CLEAN = """
            global_defs {
                router_id lvs01
                vrrp_version 3
            }
            """;

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

    private String file(String text) throws Exception {
        return Files.writeString(directory.resolve("keepalived.conf"), text).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "-t a.conf, --config-test= a.conf",
        "-f a.conf --config-test, -f a.conf --config-test=",
        "-nt a.conf, -n --config-test= a.conf",
        "-ta.txt -f a.conf, -ta.txt -f a.conf",
        "-lft -t, -lft --config-test=",
        "-p -t -t, -p -t --config-test=",
        "--config-test=a.txt, --config-test=a.txt",
        "ipvs -A -t 10.0.0.1:80, ipvs -A -t 10.0.0.1:80"
    })
    void theFileOfATestIsOnlyInTheSameWord(String given, String read) {
        assertThat(HoldfastCommand.withFilesAttached(HoldfastCommand.commandLine(), given.split(" ", -1)))
                .containsExactly(read.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", "-nt", "--config-test"})
    void aFileAfterATestIsNotWrittenTo(String test) throws Exception {
        String file = file(CLEAN);
        assertThat(HoldfastCommand.execute(test, file)).isEqualTo(1);
        assertThat(Path.of(file)).hasContent(CLEAN);
    }

    @Test
    void whatCannotBeWrittenIsNoSuccess() throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        System.setOut(new PrintStream(full, false, StandardCharsets.UTF_8));
        assertThat(HoldfastCommand.execute("check", "--print", "-f", file(CLEAN)))
                .isEqualTo(1);
        assertThat(HoldfastCommand.execute("check", "--json", "-f", file(CLEAN)))
                .isEqualTo(1);
        assertThat(err()).contains("standard output cannot be written");
    }

    @Test
    void versionAndHelpArePrintedAndAllIsWell() {
        assertThat(HoldfastCommand.execute("--version")).isZero();
        assertThat(HoldfastCommand.execute("-v")).isZero();
        assertThat(out().lines()).hasSize(2).allMatch(line -> line.startsWith("Holdfast "));

        assertThat(HoldfastCommand.execute("--help")).isZero();
        assertThat(out()).contains("--use-file", "--config-test", "run", "check");
        assertThat(err()).isEmpty();
    }

    @Test
    void anOptionThatDoesNotExistIsOneLine() {
        assertThat(HoldfastCommand.execute("--frobnicate")).isEqualTo(1);
        assertThat(err())
                .isEqualTo("holdfast: Unknown option: '--frobnicate' (`holdfast --help` lists what there is)\n");
    }

    @Test
    void anOptionOfASubcommandThatDoesNotExistNamesTheSubcommandsHelp() {
        assertThat(HoldfastCommand.execute("check", "--frobnicate")).isEqualTo(1);
        assertThat(err())
                .isEqualTo("holdfast: Unknown option: '--frobnicate' (`holdfast check --help` lists what there is)\n");
    }

    @Test
    void anOptionWithoutItsValueIsOneLine() {
        assertThat(HoldfastCommand.execute("-n", "-f")).isEqualTo(1);
        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("holdfast: ")
                .contains("--use-file");
    }

    @Test
    void aCleanConfigurationIsSilentAndZero() throws Exception {
        String file = file(CLEAN);

        assertThat(HoldfastCommand.execute("check", "-f", file)).isZero();
        assertThat(HoldfastCommand.execute("-t", "-f", file)).isZero();
        assertThat(HoldfastCommand.execute("-nlt", "-f", file)).isZero();
        assertThat(HoldfastCommand.execute("--config-test", "--use-file", file)).isZero();
        assertThat(out() + err()).isEmpty();
    }

    @Test
    void problemsArePrintedWithTheirPlaceAndFive() throws Exception {
        String file = file(CLEAN.replace("vrrp_version", "frobnicate yes\n    vrrp_version"));

        assertThat(HoldfastCommand.execute("check", "-f", file)).isEqualTo(5);
        assertThat(err()).startsWith(file + ":3:5: ").contains("frobnicate");
    }

    @Test
    void problemsGoToTheFileThatConfigTestNames() throws Exception {
        String file = file(CLEAN.replace("vrrp_version", "frobnicate yes\n    vrrp_version"));
        Path report = directory.resolve("report");

        assertThat(HoldfastCommand.execute("--config-test=" + report, "-f", file))
                .isEqualTo(5);
        assertThat(report).content().startsWith(file + ":3:5: ");
        assertThat(HoldfastCommand.execute("-t=" + report + "2", "-f", file)).isEqualTo(5);
        assertThat(directory.resolve("report2")).hasSameTextualContentAs(report);
        assertThat(HoldfastCommand.execute("-t" + report + "3", "-f", file)).isEqualTo(5);
        assertThat(directory.resolve("report3")).hasSameTextualContentAs(report);
        assertThat(err()).isEmpty();
    }

    @Test
    void aWordTooManyIsOneLine() throws Exception {
        // Here as with getopt(3), what follows -t in the same word is its file.
        assertThat(HoldfastCommand.execute("-tf", file(CLEAN))).isEqualTo(1);
        assertThat(err().lines()).singleElement().asString().startsWith("holdfast: Unmatched argument");
    }

    @Test
    void aReportThatCannotBeWrittenIsOneLine() throws Exception {
        Path report = directory.resolve("missing").resolve("report");

        assertThat(HoldfastCommand.execute("--config-test=" + report, "-f", file(CLEAN)))
                .isEqualTo(1);
        assertThat(err().lines()).singleElement().asString().contains(report.toString());
    }

    @Test
    void aConfigurationThatIsNotThereIsFatalAsInKeepalived() {
        String missing = directory.resolve("missing.conf").toString();

        assertThat(HoldfastCommand.execute("-t", "-f", missing)).isIn(2, 4);
        assertThat(err()).contains(missing);
    }

    @Test
    void aSyslogFacilityThatDoesNotExistIsOneLine() throws Exception {
        assertThat(HoldfastCommand.execute("-n", "-S", "nine", "-f", file(CLEAN)))
                .isEqualTo(1);
        assertThat(err())
                .isEqualTo(
                        "holdfast: syslog facility 'nine' (expected a name such as daemon, user or local0..local7)\n");
    }

    @Test
    void realserverHasItsOwnHelpAndMistakesAreOneLine() {
        assertThat(HoldfastCommand.execute("realserver", "--help")).isZero();
        assertThat(out()).contains("start", "stop", "status", "arp_ignore");
        assertThat(HoldfastCommand.execute("realserver", "start", "--help")).isZero();
        assertThat(out()).contains("--tun", "--script", "--state-directory", "tunl0");
        assertThat(err()).isEmpty();

        assertThat(HoldfastCommand.execute("realserver", "start", "--frobnicate", "192.0.2.1"))
                .isEqualTo(1);
        assertThat(HoldfastCommand.execute("realserver", "start")).isEqualTo(1);
        assertThat(HoldfastCommand.execute("realserver")).isEqualTo(1);
        assertThat(HoldfastCommand.execute("realserver", "stop", "www")).isEqualTo(1);
        assertThat(err().lines())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "holdfast: Unknown option: '--frobnicate' (`holdfast realserver start --help` lists what"
                                                + " there is)"),
                        line -> assertThat(line).contains("Missing required parameter", "VIP"),
                        line -> assertThat(line).contains("expected start, stop or status"),
                        line -> assertThat(line)
                                .isEqualTo("holdfast realserver: VIP www (expected an IPv4 or IPv6 address)"));
    }

    @Test
    void everythingBehindIpvsIsIpvsadms() {
        // Of these, each would be something else to picocli or to keepalived's options.
        assertThat(HoldfastCommand.execute("ipvs", "-h")).isZero();
        assertThat(out()).contains("ipvsadm(8)", "--start-daemon");
        assertThat(HoldfastCommand.execute("ipvs", "--version")).isZero();
        assertThat(out()).contains("holdfast ipvs of Holdfast");
        assertThat(err()).isEmpty();
    }

    @Test
    void whatIsBehindIpvsArrivesAsItIs() {
        String[] words = {"-Ln", "--", "-x=1", "@file", "--help", "-t", "", "ipvs", "run"};
        CommandLine line = HoldfastCommand.commandLine();
        String[] all = Stream.concat(Stream.of("ipvs"), Stream.of(words)).toArray(String[]::new);

        CommandLine ipvs = line.parseArgs(all).subcommand().commandSpec().commandLine();

        assertThat(ipvs.<IpvsCommandLine>getCommand().arguments()).containsExactly(words);
    }
}
