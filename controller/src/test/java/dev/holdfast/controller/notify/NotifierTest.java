package dev.holdfast.controller.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.KeepalivedConf;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.config.vrrp.Notifications;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.DirectorEvent.RealServerChange;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.notify.Notification.Kind;
import dev.holdfast.controller.notify.Notification.What;
import dev.holdfast.controller.script.ScriptRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real programs and pipes. */
@Timeout(120)
class NotifierTest {
    @TempDir
    private Path directory;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> errors = new CopyOnWriteArrayList<>();
    private EventBus bus;
    private ScriptRunner runner;
    private Notifier notifier;
    private Path out;

    @BeforeEach
    void start() throws Exception {
        out = directory.resolve("out");
        bus = EventBus.start(
                Clock.systemUTC(),
                () -> List.of(stamped -> {
                    if (stamped.event() instanceof DirectorEvent.Said said
                            && said.line().part() == Part.VRRP
                            && !said.line().text().startsWith("Unsafe")) {
                        log.add(said.line().text());
                    }
                }));
        runner = new ScriptRunner(errors::add);
        notifier = new Notifier(bus, runner, TimeUnit.SECONDS.toNanos(1));
        // Tells its words, after as long as the first says.
        script("tell", "sleep $1; shift; echo \"$@\" >>" + out);
    }

    @AfterEach
    void stop() {
        notifier.close();
        runner.close();
        bus.close();
        assertThat(errors).isEmpty();
    }

    @Test
    void scriptsOfOneInstanceRunInTheOrderOfWhatHappened() throws Exception {
        Configuration configuration = apply("", """
                notify_master "DIR/tell 0.4 master 'a b'"
                notify_backup "DIR/tell 0.2 backup"
                notify_fault "DIR/tell 0 fault"
                notify_stop "DIR/tell 0 stop"
                notify_master_rx_lower_pri "DIR/tell 0 lower"
                notify "DIR/tell 0 any"
                """);
        tell(configuration, What.MASTER, What.MASTER_RX_LOWER_PRI, What.BACKUP, What.FAULT, What.MASTER_PRIORITY);
        tell(configuration, What.STOP);

        notifier.close();

        assertThat(Files.readAllLines(out))
                .containsExactly(
                        "master a b",
                        "any INSTANCE VI_1 MASTER 100",
                        "lower",
                        "backup",
                        "any INSTANCE VI_1 BACKUP 100",
                        "fault",
                        "any INSTANCE VI_1 FAULT 100",
                        "stop",
                        "any INSTANCE VI_1 STOP 100");
        assertThat(log).isEmpty();
    }

    @Test
    void oneThatHangsIsEndedAndTheNextRuns() throws Exception {
        script("hang", "sleep 1000");
        script("fail", "exit 3");
        Configuration configuration = apply("", """
                notify_master "DIR/hang"
                notify_backup "DIR/fail"
                notify "DIR/tell 0 any"
                """);
        tell(configuration, What.MASTER, What.BACKUP);
        notifier.tell(
                new Notification(Kind.GROUP, "G", What.MASTER, 0),
                new Notifications(
                        null, notifications(configuration).any(), null, null, null, false, null, null, false, false));

        notifier.close();
        bus.close();

        assertThat(Files.readAllLines(out))
                .as("what does not hang does not wait")
                .containsExactly("any", "any INSTANCE VI_1 MASTER 100", "any INSTANCE VI_1 BACKUP 100");
        assertThat(log)
                .containsExactly(
                        "Script " + directory + "/hang of VI_1 is ended: it took more than 1.0 s",
                        "Script " + directory + "/hang of VI_1 due to signal 15",
                        "Script " + directory + "/fail of VI_1 exited with status 3");
    }

    @Test
    void whatAReloadTakesAwayIsStillToldOf() throws Exception {
        Configuration before = apply("", "notify \"DIR/tell 0 any\"\nnotify_deleted");
        apply("", "");
        tell(before, What.DELETED);

        notifier.close();

        assertThat(Files.readAllLines(out)).containsExactly("any INSTANCE VI_1 DELETED 100");
    }

    @Test
    void pipesGetALineForEachEvent() throws Exception {
        Path all = directory.resolve("all");
        Path vrrp = directory.resolve("vrrp");
        script(
                "reader",
                "trap 'echo ended >>" + out + "; exit 0' TERM; echo started $@ >>" + out
                        + "; while :; do sleep 0.1; done");
        String fifos =
                "notify_fifo " + all + "\nvrrp_notify_fifo " + vrrp + "\nvrrp_notify_fifo_script \"DIR/reader 'a b'\"";
        Configuration configuration = apply(fifos, "");
        tell(configuration, What.MASTER, What.MASTER_PRIORITY);
        notifier.tell(new Notification(Kind.GROUP, "G", What.MASTER, 0), notifications(configuration));
        notifier.tellServers(new DirectorEvent.QuorumChanged("[192.0.2.1]:tcp:80", true, false, 1, 0, 1));

        try (BufferedReader one = reader(all);
                BufferedReader two = reader(vrrp)) {
            for (BufferedReader reader : List.of(one, two)) {
                assertThat(reader.readLine()).isEqualTo("INSTANCE \"VI_1\" MASTER 100");
                assertThat(reader.readLine()).isEqualTo("INSTANCE \"VI_1\" MASTER_PRIORITY 100");
                assertThat(reader.readLine()).isEqualTo("GROUP \"G\" MASTER 0");
            }
            assertThat(one.readLine()).isEqualTo("VS [192.0.2.1]:tcp:80 UP");
            // A reload leaves what did not change as it is.
            apply(fifos, "");
            notifier.repeat(new Notification(Kind.INSTANCE, "VI_1", What.BACKUP, 9));
            assertThat(two.readLine()).isEqualTo("INSTANCE \"VI_1\" BACKUP 9");
            awaitLines(1);
            apply("notify_fifo " + all, "");
            notifier.tellServers(new DirectorEvent.QuorumChanged("[192.0.2.1]:tcp:80", false, false, 1, 0, 0));
            assertThat(one.readLine()).isEqualTo("INSTANCE \"VI_1\" BACKUP 9");
            assertThat(one.readLine()).isEqualTo("VS [192.0.2.1]:tcp:80 DOWN");
            assertThat(vrrp).doesNotExist();
        }
        awaitLines(2);
        assertThat(Files.readAllLines(out)).containsExactly("started a b " + vrrp, "ended");
        notifier.close();
        assertThat(all).doesNotExist();
    }

    @Test
    void serversHaveScriptsOfTheirOwn() throws Exception {
        Path lvs = directory.resolve("lvs");
        apply("lvs_notify_fifo " + lvs, """
                }
                virtual_server 192.0.2.1 80 {
                    protocol TCP
                    quorum_up "DIR/tell 0 quorum up"
                    quorum_down "DIR/tell 0 quorum down"
                    real_server 192.0.2.5 80 {
                        notify_up "DIR/tell 0.3 five up"
                        notify_down "DIR/tell 0 five down"
                    }
                """);
        String server = "[192.0.2.1]:tcp:80";
        String five = "[192.0.2.5]:tcp:80";
        for (RealServerChange change : RealServerChange.values()) {
            notifier.tellServers(new DirectorEvent.RealServerChanged(five, server, change));
        }
        try (BufferedReader reader = reader(lvs)) {
            for (String state : List.of("DOWN", "UP", "DOWN", "UP")) {
                assertThat(reader.readLine()).isEqualTo("RS " + five + " " + server + " " + state);
            }
            awaitLines(4);
            notifier.tellServers(new DirectorEvent.QuorumChanged(server, false, false, 1, 0, 0));
            notifier.tellServers(new DirectorEvent.QuorumChanged(server, true, false, 1, 0, 1));
            assertThat(reader.readLine()).isEqualTo("VS " + server + " DOWN");
            assertThat(reader.readLine()).isEqualTo("VS " + server + " UP");
        }

        notifier.close();

        assertThat(Files.readAllLines(out))
                .containsExactly("five down", "five up", "five down", "five up", "quorum down", "quorum up");
    }

    private static BufferedReader reader(Path pipe) throws IOException {
        await(() -> Files.exists(pipe));
        return Files.newBufferedReader(pipe);
    }

    private void awaitLines(int count) {
        await(() -> {
            try {
                return Files.exists(out) && Files.readAllLines(out).size() >= count;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void await(BooleanSupplier met) {
        long start = System.nanoTime();
        while (!met.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError("not within 60 s");
            }
            // Files and pipes give no event to wait for.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/bash\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Configuration apply(String globals, String instance) {
        String text = "global_defs {\n" + globals + "\nscript_user root\n}\nvrrp_instance VI_1 {\n"
                + "interface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.100\n}\n" + instance + "\n}\n";
        if (!System.getProperty("user.name").equals("root")) {
            text = text.replace("script_user root\n", "script_user " + System.getProperty("user.name") + "\n");
        }
        Configuration configuration = Objects.requireNonNull(KeepalivedConf.read(
                        Sources.FILE,
                        new ReadOptions("x", Sources.EVERYTHING_IS_THERE),
                        new Sources().with(Sources.FILE.toString(), text.replace("DIR", directory.toString())))
                .configuration());
        notifier.apply(configuration);
        return configuration;
    }

    private void tell(Configuration configuration, What... events) {
        for (What what : events) {
            notifier.tell(new Notification(Kind.INSTANCE, "VI_1", what, 100), notifications(configuration));
        }
    }

    private static Notifications notifications(Configuration configuration) {
        return configuration.instances().get(0).settings().notifications();
    }
}
