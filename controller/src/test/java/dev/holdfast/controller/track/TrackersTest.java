package dev.holdfast.controller.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.controller.script.ScriptRunner;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackStatus.Condition;
import dev.holdfast.vrrp.track.TrackedId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackersTest {
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void aFileThatHangsDelaysNoScriptAndTheRestNotForLong(@TempDir Path directory) throws Exception {
        Path hanging = Files.writeString(directory.resolve("hanging"), "7");
        Configuration configuration =
                Objects.requireNonNull(Sources.read("""
                        vrrp_script S {
                        script "/bin/true"
                        interval 1
                        }
                        track_file F {
                        file "%s"
                        }
                        vrrp_instance A {
                        interface eth0
                        virtual_router_id 51
                        virtual_ipaddress {
                        10.0.0.1
                        }
                        track_script {
                        S
                        }
                        track_file {
                        F
                        }
                        }
                        """.formatted(hanging)).configuration());
        RecordedEvents events = new RecordedEvents();
        CountDownLatch known = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (Lease lease = new Lease(hanging);
                EventBus bus = events.bus();
                ScriptRunner runner = new ScriptRunner(error -> {
                    throw error;
                });
                Trackers trackers = Trackers.start(bus, runner, (id, status) -> {
                    if (id.kind() == TrackedId.Kind.SCRIPT && status != Condition.UNKNOWN) {
                        known.countDown();
                    }
                    if (status instanceof TrackStatus.Value value && value.number() == 7) {
                        read.countDown();
                    }
                })) {
            trackers.apply(configuration, EnumSet.allOf(Part.class), goesOn::countDown);

            assertThat(known.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("how the script stands is known; %s", events.lines())
                    .isTrue();
            assertThat(goesOn.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("virtual servers begin")
                    .isTrue();
            events.awaitLine("tracked files cannot be read within");
            assertThat(read.getCount()).as("not read yet").isOne();
            lease.giveBack();
            assertThat(read.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it is read when it hangs no more")
                    .isTrue();
        }
    }
}
