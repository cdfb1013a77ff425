package dev.holdfast.controller.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    Path directory;

    private final Map<String, String> before = new HashMap<>();
    private Path file;

    /** Every test has a settings file of its own, so that none reads this machine's. */
    @BeforeEach
    void ownFile() throws Exception {
        file = Files.createFile(directory.resolve("holdfast.conf"));
        property("holdfast.settings", file.toString());
    }

    private void property(String name, String value) {
        before.putIfAbsent(name, System.getProperty(name, ""));
        System.setProperty(name, value);
        ConfigFactory.invalidateCaches();
    }

    @AfterEach
    void restoreProperties() {
        before.forEach((name, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        ConfigFactory.invalidateCaches();
    }

    private static String refusal() {
        SettingsException refused = catchThrowableOfType(SettingsException.class, Settings::load);
        assertThat(refused).as("refused").isNotNull();
        assertThat(refused.getMessage()).doesNotContain("\n");
        return refused.getMessage();
    }

    @Test
    void theDefaultsAreThoseThatReferenceConfDocuments() throws Exception {
        assertThat(Settings.load())
                .isEqualTo(new Settings(
                        Path.of("/etc/keepalived/keepalived.conf"),
                        Path.of("/run/holdfast.pid"),
                        new Settings.Log(true, false, "daemon", false),
                        TimeUnit.SECONDS.toNanos(30),
                        TimeUnit.SECONDS.toNanos(60)));
    }

    @Test
    void aFileOverridesTheDefaultsAndASystemPropertyTheFile() throws Exception {
        Files.writeString(file, """
                holdfast {
                  configuration-file = /srv/keepalived.conf
                  log { detail = true, facility = local3 }
                  ipvs.verify-interval = 2m
                }
                """);
        property("holdfast.log.facility", "user");

        Settings settings = Settings.load();
        assertThat(settings.configurationFile()).isEqualTo(Path.of("/srv/keepalived.conf"));
        assertThat(settings.pidFile()).isEqualTo(Path.of("/run/holdfast.pid"));
        assertThat(settings.log()).isEqualTo(new Settings.Log(true, false, "user", true));
        assertThat(settings.verifyNanos()).isEqualTo(TimeUnit.MINUTES.toNanos(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            holdfast.log.detail = perhaps          | log.detail
            holdfast.log.syslog = [1]              | log.syslog
            holdfast.pid-file = { a = 1 }          | pid-file
            holdfast.ipvs.verify-interval = often  | ipvs.verify-interval
            holdfast.log.detial = true             | unknown setting holdfast.log.detial
            holdfast = 3                           | unknown setting holdfast
            """)
    void aValueOfTheWrongTypeIsToldWithItsPlaceAndName(String line, String name) throws Exception {
        Files.writeString(file, "# a comment\n" + line + "\n");

        assertThat(refusal()).contains(name, file.toString() + ": 2");
    }

    @Test
    void aValueOutOfRangeIsToldWithWhatWasExpected() throws Exception {
        Files.writeString(file, "holdfast.ipvs.verify-interval = 10ms\n");

        assertThat(refusal()).isEqualTo("holdfast.ipvs.verify-interval = PT0.01S (expected 1s or more)");
    }

    @Test
    void aFileThatCannotBeParsedIsToldWithItsPlace() throws Exception {
        Files.writeString(file, "holdfast {\n  log = = 1\n}\n");

        assertThat(refusal()).contains(file.toString() + ": 2");
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        Path missing = directory.resolve("missing.conf");
        property("holdfast.settings", missing.toString());

        assertThat(refusal()).contains(missing.toString());
    }
}
