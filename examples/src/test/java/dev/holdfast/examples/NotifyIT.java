package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static dev.holdfast.examples.Director.Kind.KEEPALIVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.file.NamedPipe;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What Holdfast and keepalived tell programs, and what programs, files and processes tell them. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class NotifyIT {

    private static final String CONFIGURATION = """
            global_defs {
                router_id R
                enable_script_security
                script_user root
                notify_fifo DIR/premade
                vrrp_notify_fifo DIR/made nobody
            }
            vrrp_script check {
                script "DIR/check.sh 'an argument'"
                interval 1
                # Otherwise an interval, which a busy machine needs for more than this.
                timeout 20
                fall 2
                user nobody
            }
            track_file number {
                file DIR/number
                init_file 5
            }
            vrrp_instance VI_1 {
                state BACKUP
                interface eth0
                virtual_router_id 51
                priority 100
                version 3
                advert_int 0.3
                virtual_ipaddress {
                    192.0.2.100/24
                }
                track_script {
                    check
                }
                track_file {
                    number
                }
                notify "DIR/record.sh VI_1 any 'x y'"
                notify_master "DIR/record.sh VI_1 master" nobody
                notify_backup "DIR/record.sh VI_1 backup" daemon
                notify_fault "DIR/record.sh VI_1 fault"
                notify_stop "DIR/record.sh VI_1 stop"
                notify_priority_changes
            }
            """;

    private static final String GROUPED = """
            vrrp_sync_group PAIR {
                group {
                    P1
                    P2
                }
                track_script {
                    check
                }
                notify "DIR/record.sh PAIR any"
                notify_master "DIR/record.sh PAIR master" nobody
                notify_backup "DIR/record.sh PAIR backup"
                notify_fault "DIR/record.sh PAIR fault"
                notify_stop "DIR/record.sh PAIR stop"
            }
            vrrp_instance P1 {
                state BACKUP
                interface eth0
                virtual_router_id 53
                priority 100
                version 3
                advert_int 0.3
                virtual_ipaddress {
                    192.0.2.103/24
                }
            }
            vrrp_instance P2 {
                state BACKUP
                interface eth0
                virtual_router_id 54
                priority 90
                version 3
                advert_int 0.3
                virtual_ipaddress {
                    192.0.2.104/24
                }
            }
            """;

    private static final String SECOND = """
            vrrp_instance VI_2 {
                state BACKUP
                interface eth0
                virtual_router_id 52
                priority 90
                version 3
                advert_int 0.3
                virtual_ipaddress {
                    192.0.2.101/24
                }
                notify "DIR/record.sh VI_2 any"
                notify_deleted "DIR/record.sh VI_2 deleted"
            }
            """;

    /** One of the two programs, with its own scripts and pipes. */
    private static final class Side implements AutoCloseable {
        private final Path directory;
        private final Director.Kind kind;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final RandomAccessFile pipe;
        private final Thread reader;
        private Director director;

        Side(Path directory, Director.Kind kind) throws Exception {
            this.directory = directory;
            this.kind = kind;
            Files.createDirectory(directory);
            permit(directory, "rwxr-xr-x");
            permit(Files.createFile(directory.resolve("record")), "rw-rw-rw-");
            permit(Files.writeString(directory.resolve("status"), "0"), "rw-r--r--");
            script(
                    "check.sh",
                    "[ \"$1\" = 'an argument' ] && [ $(id -un) = nobody ] && exit $(cat DIR/status); exit 9");
            // One echo is one write, so that scripts which run at the same time do not mix.
            script(
                    "record.sh",
                    "printf -v all '[%s]' \"$@\"; [ $(ps -o pgid= -p $$) = $$ ] && group=own;"
                            + " echo \"$all $(id -un) $(id -gn) $(id -G) $group $NOTIFY_TEST\" >>DIR/record");
            NamedPipe.create(directory.resolve("premade"), 0600);
            pipe = new RandomAccessFile(directory.resolve("premade").toFile(), "rw");
            reader = new Thread(this::read, "reader of " + directory);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try {
                for (String line = pipe.readLine(); line != null; line = pipe.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("error " + e);
            }
        }

        private void script(String name, String text) throws IOException {
            Path file = Files.writeString(directory.resolve(name), "#!/bin/bash\n" + here(text) + "\n");
            permit(file, "rwxr-xr-x");
        }

        String here(String text) {
            return text.replace("DIR", directory.toString());
        }

        void start(Stage stage, Host host) {
            director =
                    stage.start(kind, host, here(CONFIGURATION + GROUPED + SECOND), Map.of("NOTIFY_TEST", "inherited"));
        }

        /** The lines of one instance. */
        List<String> lines(String instance) {
            return lines.stream()
                    .filter(line -> line.contains("\"" + instance + "\""))
                    .toList();
        }

        void awaitLines(Stage stage, String instance, String... expected) {
            stage.await(
                    kind + " has written " + List.of(expected) + " (so far " + lines(instance) + ")",
                    () -> lines(instance).size() >= expected.length);
            assertThat(lines(instance)).as("%s", kind).containsExactly(expected);
        }

        /** What the scripts of one instance recorded. */
        List<String> recorded(String instance) {
            try {
                return Files.readAllLines(directory.resolve("record")).stream()
                        .filter(line -> line.startsWith("[" + instance + "]"))
                        .map(line -> line.substring(instance.length() + 2))
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void write(String file, String text) throws IOException {
            Files.writeString(directory.resolve("next"), text);
            permit(directory.resolve("next"), "rw-r--r--");
            Files.move(
                    directory.resolve("next"),
                    directory.resolve(file),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void close() throws IOException {
            // Wakes the reader, whose file this is.
            pipe.write("end\n".getBytes(StandardCharsets.US_ASCII));
            pipe.close();
        }
    }

    @Test
    void scriptsAndPipesAreToldWhatKeepalivedTellsThem(@TempDir Path directory) throws Exception {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        permit(directory, "rwxr-xr-x");
        try (Stage stage = new Stage("notify");
                Side ours = new Side(directory.resolve("ours"), HOLDFAST);
                Side theirs = new Side(directory.resolve("theirs"), KEEPALIVED)) {
            // Each is alone, and has nobody to listen to.
            stage.separate(true);
            List<Side> both = List.of(ours, theirs);
            ours.start(stage, stage.a());
            theirs.start(stage, stage.b());
            String[] first = {"INSTANCE \"VI_1\" BACKUP 105", "INSTANCE \"VI_1\" MASTER 105"};
            for (Side side : both) {
                side.awaitLines(stage, "VI_2", "INSTANCE \"VI_2\" BACKUP 90", "INSTANCE \"VI_2\" MASTER 90");
                stage.await(side.kind + " is master", () -> side.lines("VI_1").contains(first[1]));
                assertThat(Files.readString(side.directory.resolve("number")).strip())
                        .isEqualTo("5");
                Map<String, Object> pipe = Files.readAttributes(side.directory.resolve("made"), "unix:mode,uid");
                assertThat((int) pipe.get("mode") & 07777).as("%s", side.kind).isEqualTo(0600);
                assertThat(pipe.get("uid")).as("%s", side.kind).isEqualTo(65534);
                side.write("number", "20\n");
            }
            for (Side side : both) {
                stage.await(
                        side.kind + " has the priority of the file",
                        () -> side.lines("VI_1").contains("INSTANCE \"VI_1\" MASTER_PRIORITY 120"));
                side.write("status", "1");
            }
            for (Side side : both) {
                stage.await(
                        side.kind + " is in fault", () -> side.lines("VI_1").contains("INSTANCE \"VI_1\" FAULT 120"));
                side.write("status", "0");
            }
            for (Side side : both) {
                stage.await(
                        side.kind + " is master again",
                        () -> side.lines("VI_1").contains("INSTANCE \"VI_1\" MASTER 120"));
                side.director.reload(side.here(CONFIGURATION + GROUPED));
            }
            for (Side side : both) {
                stage.await(
                        side.kind + " has all of the group be master again",
                        () -> side.lines("PAIR").size() >= 5);
                stage.await(
                        side.kind + " has told of the deleted instance",
                        () -> side.recorded("VI_2").size() >= 4);
                assertThat(side.director.stop()).isZero();
                stage.await(
                        side.kind + " has told of its end",
                        () -> side.lines("VI_1").contains("INSTANCE \"VI_1\" STOP 120")
                                && side.lines("PAIR").contains("GROUP \"PAIR\" STOP 0"));
                stage.await(
                        side.kind + " has run the last script",
                        () -> side.recorded("VI_1").stream()
                                                .filter(line -> line.contains("STOP"))
                                                .count()
                                        == 1
                                && side.recorded("PAIR").size() >= 12);
            }
            // keepalived works out priorities anew at the start and at a reload, and tells of that; here they do not
            // change then.
            assertThat(ours.lines("VI_1"))
                    .containsExactlyElementsOf(theirs.lines("VI_1").stream()
                            .filter(line -> !line.contains("BACKUP_PRIORITY"))
                            .toList());
            assertThat(ours.lines("VI_2")).containsExactlyElementsOf(theirs.lines("VI_2"));
            for (String name : List.of("PAIR", "P1", "P2")) {
                assertThat(ours.lines(name)).as(name).containsExactlyElementsOf(theirs.lines(name));
            }
            assertThat(ours.lines("PAIR"))
                    .containsExactly(
                            "GROUP \"PAIR\" BACKUP 0",
                            "GROUP \"PAIR\" MASTER 0",
                            "GROUP \"PAIR\" FAULT 0",
                            "GROUP \"PAIR\" BACKUP 0",
                            "GROUP \"PAIR\" MASTER 0",
                            "GROUP \"PAIR\" STOP 0");
            // keepalived runs the scripts of an event at the same time.
            for (String instance : List.of("VI_1", "VI_2", "PAIR")) {
                assertThat(ours.recorded(instance))
                        .as(instance)
                        .containsExactlyInAnyOrderElementsOf(theirs.recorded(instance));
            }
            assertThat(ours.recorded("VI_1").stream().map(line -> line.replaceFirst(" .* own inherited$", "")))
                    .as("in the order in which it happened")
                    .containsExactly(
                            "[backup]",
                            "[any][x",
                            "[master]",
                            "[any][x",
                            "[fault]",
                            "[any][x",
                            "[backup]",
                            "[any][x",
                            "[master]",
                            "[any][x",
                            "[stop]",
                            "[any][x");
            assertThat(ours.directory.resolve("made"))
                    .as("made by the director")
                    .doesNotExist();
            assertThat(ours.directory.resolve("premade")).exists();
        }
    }

    @Test
    void processesAndHangingScriptsAreNoticed(@TempDir Path directory) throws Exception {
        Programs.require();
        permit(directory, "rwxr-xr-x");
        Path name = Files.createSymbolicLink(directory.resolve("watched-one"), Path.of("/bin/sleep"));
        Path hang = Files.writeString(
                directory.resolve("hang.sh"),
                "#!/bin/bash\nsleep 1000 &\necho $$ $! >DIR/pids\nwait\n".replace("DIR", directory.toString()));
        permit(hang, "rwxr-xr-x");
        String configuration = Protocol.V3.instance(
                        "VI_1",
                        51,
                        100,
                        List.of("192.0.2.100/24"),
                        "track_process {\nwatched\n}",
                        "track_script {\nhang\n}")
                + """
                vrrp_track_process watched {
                    process watched-one
                    weight 7
                }
                vrrp_script hang {
                    script "HANG"
                    interval 30
                    timeout 2
                    weight -5
                }
                global_defs {
                    enable_script_security
                    script_user root
                }
                """.replace("HANG", hang.toString());
        try (Stage stage = new Stage("notify processes")) {
            Director director = stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitLogged(director, "VRRP_Script\\(hang\\) timed_out");
            stage.awaitLogged(director, "Changing effective priority from 100 to 95");
            String[] pids = Files.readString(directory.resolve("pids")).strip().split(" ", -1);
            for (String pid : pids) {
                stage.await(
                        "the hanging script's process " + pid + " is gone",
                        () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
            }
            Process watched = new ProcessBuilder(name.toString(), "1000").start();
            try {
                stage.awaitLogged(director, "Changing effective priority from 95 to 102");
            } finally {
                watched.destroyForcibly();
            }
            stage.awaitLogged(director, "Changing effective priority from 102 to 95");
            assertThat(director.stop()).isZero();
        }
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
