package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.print.Printer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The printer's text reads back as the same configuration. */
class PrinterTest {
    private static final List<Path> PLACES = List.of(
            Path.of("..", "..", "shared", "corpus", "real"),
            Path.of("..", "..", "shared", "corpus", "features"),
            Path.of("/usr/share/doc/keepalived/samples"));

    @Test
    void corpusAndSamples() throws IOException {
        List<String> differences = new ArrayList<>();
        for (Path place : PLACES) {
            if (!Files.isDirectory(place)) {
                System.out.println("left out: there are no configurations at " + place);
                continue;
            }
            try (Stream<Path> files = Files.list(place)) {
                for (Path file : files.sorted().toList()) {
                    ReadResult first =
                            KeepalivedConf.read(file, new ReadOptions("localhost", Sources.EVERYTHING_IS_THERE));
                    if (first.configuration() != null && !first.configuration().equals(again(first))) {
                        differences.add(file.toString());
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    private static Configuration again(ReadResult first) {
        byte[] printed =
                Printer.print(Objects.requireNonNull(first.configuration())).getBytes(StandardCharsets.UTF_8);
        ReadResult second = KeepalivedConf.read(
                Sources.FILE,
                new ReadOptions("localhost", Sources.EVERYTHING_IS_THERE),
                new Sources().with(Sources.FILE.toString(), printed));
        return Objects.requireNonNull(second.configuration(), () -> String.join("\n", Sources.rendered(second)));
    }

    @Test
    void quotesWhatHasToBeQuoted() {
        ReadResult first = Sources.read("""
                global_defs {
                  router_id "a # b"
                  notify_fifo "/tmp/a b"
                  notify_fifo_script "/bin/true 'a b' \\"c\\" \\\\d ''"
                }
                vrrp_instance "V I" {
                  interface eth0
                  virtual_router_id 1
                  authentication {
                    auth_type PASS
                    auth_pass "1!3 {"
                  }
                  virtual_ipaddress {
                    10.0.0.1
                  }
                  notify_master "/bin/true 'x y'" nobody
                }
                """);
        assertThat(again(first)).isEqualTo(first.configuration());
        assertThat(first.configuration()).isNotNull();
        assertThat(first.configuration().globals().fifos().all().script().words())
                .containsExactly("/bin/true", "a b", "c", "d", "");
    }

    @Test
    void keysAreNotShown() {
        ReadResult result = Sources.read("""
                vrrp_instance VI_1 {
                  interface eth0
                  virtual_router_id 1
                  auth_hmac {
                    key 1 0123456789abcdef0123456789abcdef
                    key 2 file:/etc/key
                  }
                  virtual_ipaddress {
                    10.0.0.1
                  }
                }
                """);
        Configuration configuration = Objects.requireNonNull(result.configuration());
        assertThat(Printer.printWithoutKeys(configuration))
                .doesNotContain("0123456789abcdef")
                .contains("# key 1 is not shown")
                .contains("key 2 file:/etc/key")
                .contains("active_key 1");
        assertThat(configuration.toString()).doesNotContain("0123456789abcdef");
        assertThat(again(result)).isEqualTo(configuration);
    }
}
