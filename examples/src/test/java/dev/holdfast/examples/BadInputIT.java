package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot run says why in one clear line, ends with the right exit status, and leaves nothing behind. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {

    private static final String VIP = "192.0.2.100";
    private static final String GOOD = Protocol.V3.instance("VI_1", 51, 100, List.of(VIP + "/32"));
    private static final String VIRTUAL_SERVER = """
            virtual_server 192.0.2.100 80 {
                delay_loop 2
                lb_algo rr
                lb_kind DR
                protocol TCP
                real_server 192.0.2.11 80 {
                    TCP_CHECK {
                        connect_timeout 1
                    }
                }
            }
            """;

    private Stage stage;

    @BeforeAll
    void setUp() {
        stage = new Stage("bad input");
    }

    @AfterAll
    void remove() {
        if (stage != null) {
            stage.close();
        }
    }

    /** A directory for one test's files. */
    private final class Place {
        private final Path directory = stage.emptyDirectory("place");
        private final Path conf = directory.resolve("keepalived.conf");
        private final Path pidFile = directory.resolve("daemon.pid");

        Place(String configuration) {
            write(configuration.getBytes(StandardCharsets.UTF_8));
        }

        void write(byte[] bytes) {
            try {
                Files.write(conf, bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** The options that name its files, and these. */
        List<String> options(String... more) {
            List<String> options = new ArrayList<>(List.of(more));
            options.addAll(List.of("-f", conf.toString(), "-p", pidFile.toString()));
            return options;
        }

        /** Runs the program on host a, after a command that changes its privileges. */
        Programs.Outcome runs(List<String> before, String... options) {
            List<String> command = new ArrayList<>(before);
            command.add(Programs.holdfast().toString());
            command.addAll(options(options));
            return Programs.run(stage.a(), command);
        }

        Programs.Outcome runs(String... options) {
            return runs(List.of(), options);
        }

        void assertNothingLeft() {
            assertThat(pidFile).doesNotExist();
            assertThat(stage.a().holds(VIP)).isFalse();
        }
    }

    private static void assertEnded(Programs.Outcome outcome, int status, String line) {
        assertThat(outcome.output().lines()).anySatisfy(one -> assertThat(one).contains(line));
        // Whatever is wrong, an operator does not read Java.
        assertThat(outcome.output()).doesNotContain("Exception", "\tat ");
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(status);
    }

    @Test
    void missingConfiguration() throws Exception {
        Place place = new Place("");
        Files.delete(place.conf);
        assertEnded(
                place.runs("run"), 2, place.conf + ": error: there is no such file (expected a configuration file)");
        assertEnded(place.runs("run"), 2, "not starting: " + place.conf + ": error: there is no such file");
        assertEnded(
                place.runs("check"), 4, place.conf + ": error: there is no such file (expected a configuration file)");
        place.assertNothingLeft();
    }

    @Test
    void emptyConfiguration() {
        Place place = new Place("");
        assertEnded(place.runs("run"), 2, place.conf + ": error: there is nothing in it (expected a configuration)");
        assertEnded(place.runs("check"), 4, place.conf + ": error: there is nothing in it (expected a configuration)");
        place.assertNothingLeft();
    }

    @Test
    void binaryConfiguration() {
        Place place = new Place("");
        place.write(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, (byte) 0xff, '\n', 0});
        assertEnded(place.runs("run"), 2, place.conf + ": error: it is not a text file: byte 7 is zero");
        assertEnded(place.runs("check"), 4, place.conf + ": error: it is not a text file: byte 7 is zero");
        place.assertNothingLeft();
    }

    @Test
    void directoryForConfiguration() throws Exception {
        Place place = new Place("");
        Files.delete(place.conf);
        Files.createDirectory(place.conf);
        assertEnded(place.runs("run"), 2, place.conf + ": error: it is a directory");
        place.assertNothingLeft();
    }

    @Test
    void unreadableConfiguration() throws Exception {
        RealKernel.requireProgram("setpriv");
        Place place = new Place(GOOD);
        Files.setPosixFilePermissions(place.conf, PosixFilePermissions.fromString("---------"));
        Programs.Outcome outcome = place.runs(withoutCapabilities(), "run");
        assertEnded(outcome, 2, place.conf + ": error: it cannot be read: permission denied");
        place.assertNothingLeft();
    }

    @Test
    void halfWrittenConfigurationIsReportedAtTheBlockThatIsOpen() {
        Place place = new Place(GOOD.replaceFirst("(?s)}\\s*}\\s*$", ""));
        assertEnded(
                place.runs("check"),
                5,
                ": error: the configuration ends within the block that begins here (expected 2 more })");
    }

    @Test
    void unknownInterface() {
        Place place = new Place(GOOD.replace("eth0", "eth7"));
        assertEnded(place.runs("run"), 2, "not starting: no interface eth7 on this machine (named in " + place.conf);
        place.assertNothingLeft();
    }

    @Test
    void missingPrivilege() {
        RealKernel.requireProgram("setpriv");
        Place place = new Place(GOOD);
        String line = "missing privilege: CAP_NET_ADMIN and CAP_NET_RAW are needed for VRRP and IPVS";
        assertEnded(place.runs(withoutCapabilities(), "run"), 1, line);
        place.assertNothingLeft();
    }

    /** Root without root's capabilities: nobody else can be sure to read the checkout. */
    private static List<String> withoutCapabilities() {
        return List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
    }

    @Test
    void kernelWithoutIpvs() {
        if (Files.exists(Path.of("/proc/net/ip_vs"))) {
            System.out.println("[skipped] this machine's kernel has IPVS");
            Assumptions.abort("this machine's kernel has IPVS");
        }
        String line = "virtual servers are unavailable: ";
        Place onlyServers = new Place(VIRTUAL_SERVER);
        assertEnded(onlyServers.runs("run"), 1, line);
        assertEnded(onlyServers.runs("run", "-C"), 1, line);
        Place both = new Place(GOOD + VIRTUAL_SERVER);
        assertEnded(both.runs("run", "-C"), 1, line);
        assertThat(both.pidFile).doesNotExist();

        String other = VIP.replace(".100", ".101");
        Director director = stage.start(
                HOLDFAST, stage.b(), Protocol.V3.instance("VI_2", 52, 100, List.of(other + "/32")) + VIRTUAL_SERVER);
        stage.awaitLogged(director, line + ".*modprobe ip_vs");
        stage.awaitLogged(director, "\\(VI_2\\) Entering MASTER STATE");
        stage.awaitOnlyHolder(stage.b(), other);
        assertThat(director.stop()).isZero();
    }

    @Test
    void secondCopy() throws Exception {
        Place place = new Place(Protocol.V3.instance("VI_3", 53, 100, List.of("192.0.2.103/32")));
        assertThat(place.runs().status()).isZero();
        try {
            String running = Files.readString(place.pidFile).strip();
            String line = "already running as process " + running + ": " + place.pidFile + " is locked";
            assertEnded(place.runs("run"), 1, line);
            assertEnded(place.runs(), 1, "holdfast: " + line);
            assertThat(place.pidFile).hasContent(running);
        } finally {
            stopDaemon(place);
        }
    }

    @Test
    void pidFileThatCannotBeWritten() throws Exception {
        Place place = new Place(GOOD);
        Path device = place.directory.resolve("device");
        stage.a().namespace().run("mknod", device.toString(), "c", "1", "3");
        String noFile = "it is no regular file";
        for (String[] file : new String[][] {
            {place.directory + "/no/daemon.pid", "cannot write the PID file ", ": there is no such directory"},
            {place.directory + "", "cannot use ", " as PID file: " + noFile},
            {device + "", "cannot use ", " as PID file: " + noFile}
        }) {
            Programs.Outcome outcome = Programs.run(
                    stage.a(),
                    List.of(Programs.holdfast().toString(), "run", "-f", place.conf.toString(), "-p", file[0]));
            assertEnded(outcome, 1, file[1] + file[0] + file[2]);
        }
        assertThat(device).exists();
        place.assertNothingLeft();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            run --bogus            | holdfast: Unknown option: '--bogus' (`holdfast run --help` lists what there is)
            bogus                  | holdfast: Unmatched argument at index 0: 'bogus' (`holdfast --help` lists what there is)
            run -S bogus           | holdfast: syslog facility 'bogus' (expected a name such as daemon, user or local0..local7)
            run -f                 | holdfast: Missing required parameter for option '--use-file' (FILE)
            """)
    void wrongCommandLine(String arguments, String line) {
        List<String> command = new ArrayList<>(List.of(Programs.holdfast().toString()));
        command.addAll(List.of(arguments.split(" ", -1)));
        Programs.Outcome outcome = Programs.run(stage.a(), command);
        assertEnded(outcome, 1, line);
        assertThat(outcome.output().lines()).hasSize(1);
    }

    /** keepalived's own command line: the command returns when the daemon is ready. */
    @Test
    void intoTheBackground() throws Exception {
        String address = "192.0.2.104";
        Place place = new Place(Protocol.V3.instance("VI_4", 54, 100, List.of(address + "/32")));
        Programs.Outcome outcome = place.runs();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.output()).isEmpty();
        try {
            assertThat(ProcessHandle.of(pid(place))).isPresent();
            stage.awaitOnlyHolder(stage.a(), address);
        } finally {
            stopDaemon(place);
        }
        assertThat(place.pidFile).doesNotExist();
        assertThat(stage.a().holds(address)).isFalse();
    }

    @Test
    void backgroundThatCannotStartSaysWhy() {
        Place place = new Place(GOOD.replace("eth0", "eth7"));
        assertEnded(place.runs(), 2, "holdfast: not starting: no interface eth7 on this machine");
        place.write(new byte[0]);
        assertEnded(place.runs(), 2, "holdfast: not starting: " + place.conf);
        place.assertNothingLeft();
    }

    private void stopDaemon(Place place) throws Exception {
        ProcessHandle daemon = ProcessHandle.of(pid(place)).orElseThrow();
        daemon.destroy();
        stage.await("the daemon's end", () -> !daemon.isAlive());
    }

    private static long pid(Place place) throws IOException {
        return Long.parseLong(Files.readString(place.pidFile).strip());
    }

    @Test
    void checkSaysWhatKeepalivedWouldSay() throws Exception {
        Place place = new Place(GOOD);
        for (String[] command : new String[][] {{"check"}, {"-t"}}) {
            Programs.Outcome clean = place.runs(command);
            assertThat(clean.status()).isZero();
            assertThat(clean.output()).isEmpty();
        }
        place.write(GOOD.replace("priority 100", "prioriti 100").getBytes(StandardCharsets.UTF_8));
        String line = place.conf + ":5:5: error: unknown keyword 'prioriti' (expected a keyword of vrrp_instance)";
        assertEnded(place.runs("check"), 5, line);
        assertEnded(place.runs("-t"), 5, "[did you mean priority?]");
        Path report = place.directory.resolve("report");
        Programs.Outcome quiet = place.runs("-t" + report);
        assertThat(quiet.output()).isEmpty();
        assertThat(quiet.status()).isEqualTo(5);
        assertThat(Files.readString(report)).contains(line);
        place.assertNothingLeft();
    }

    @Test
    void version() {
        Programs.Outcome outcome =
                Programs.run(new ProcessBuilder(Programs.holdfast().toString(), "--version"));
        assertThat(outcome.output()).matches("Holdfast v?\\d+\\.\\d+\\.\\d+\\S*\\n");
        assertThat(outcome.status()).isZero();
    }
}
