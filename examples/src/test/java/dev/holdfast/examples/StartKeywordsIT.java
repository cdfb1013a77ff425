package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What shows of a director from its start: what it is called, and which interface its socket is bound to. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class StartKeywordsIT {
    private static final String VIP = "192.0.2.100";

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theProcessAndItsThreadOfVrrpHaveTheirNames() throws IOException {
        try (Stage stage = new Stage("process names")) {
            Director director =
                    stage.start(HOLDFAST, stage.a(), """
                            global_defs {
                                process_name boss
                                vrrp_process_name speaker
                            }
                            """ + Protocol.V3.instance("VI_1", 51, 100, List.of(VIP + "/32")));
            stage.awaitOnlyHolder(stage.a(), VIP);
            Path process = Path.of("/proc", Long.toString(director.pid()));
            assertThat(read(process.resolve("comm"))).isEqualTo("boss");
            List<String> threads = new ArrayList<>();
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
                tasks.forEach(task -> threads.add(read(task.resolve("comm"))));
            }
            assertThat(threads).contains("speaker");
        }
    }

    /** Any interface does for the test, because sockets are bound to it as to a VRF: the routes are by eth0, and adverts leave by eth1. */
    @Test
    void anInstanceWithoutAnInterfaceIsBoundToItsVrf() {
        try (Stage stage = new Stage("vrf")) {
            String configuration = Protocol.V3
                    .instance(
                            "VI_1",
                            51,
                            100,
                            List.of(VIP + "/32 dev eth0"),
                            "vrf eth1",
                            "unicast_src_ip " + stage.a().address(),
                            "unicast_peer {\n" + stage.b().address() + "\n}")
                    .replace("    interface eth0\n", "");
            stage.addInterface(stage.a(), "eth1");
            String link = stage.a().namespace().run("ip", "-o", "link", "show", "dev", "eth1");
            stage.start(HOLDFAST, stage.a(), configuration);
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.await(
                    "adverts by eth1",
                    () -> !stage.recorder()
                            .adverts(advert -> link.contains("link/ether " + advert.mac()))
                            .isEmpty());
        }
    }
}
