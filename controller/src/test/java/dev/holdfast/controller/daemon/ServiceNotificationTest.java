package dev.holdfast.controller.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNotificationTest {
    @TempDir
    Path directory;

    @Test
    void theLauncherIsToldOnce() throws Exception {
        // A file in place of the pipe: what is written is seen afterwards.
        Path pipe = Files.createFile(directory.resolve("ready"));
        ServiceNotification service = new ServiceNotification(null, pipe.toString());
        service.ready();
        assertThat(pipe).hasContent("ready\n");

        Files.writeString(pipe, "");
        service.reloading();
        service.ready();
        assertThat(pipe).as("the launcher has gone after the first time").isEmptyFile();
    }

    @Test
    void withNobodyToTellNothingHappens() {
        String nowhere = directory.resolve("missing").resolve("socket").toString();
        for (ServiceNotification service : new ServiceNotification[] {
            new ServiceNotification(null, null),
            new ServiceNotification("", null),
            new ServiceNotification(nowhere, nowhere)
        }) {
            assertThatCode(() -> {
                        service.ready();
                        service.reloading();
                        service.stopping();
                    })
                    .doesNotThrowAnyException();
        }
    }
}
