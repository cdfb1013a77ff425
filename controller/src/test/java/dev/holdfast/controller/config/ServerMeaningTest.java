package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.ipvs.AddressFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Virtual servers mean the same here and there: our records against what the checker of keepalived 2.2.7 dumped of the same file at
 * SIGUSR1, in the lab's virtual machine, as it needs IPVS.
 */
class ServerMeaningTest {
    private static final Path DIRECTORY =
            Path.of("src", "test", "resources", "dev", "holdfast", "controller", "config", "dump");

    /** What differs on purpose, and is therefore not compared. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            // 2.2 has no connect_timeout for a host of SMTP_CHECK that does not give it.
            "(SMTP_CHECK .* timeout )[0-9.]+", "$1any",
            // The machine of the dumps had no persistence engines.
            " engine \\S+", " engine any");

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(DIRECTORY)) {
            return all.filter(file -> file.toString().endsWith(".conf") && Files.exists(dumpOf(file)))
                    .sorted()
                    .toList();
        }
    }

    private static Path dumpOf(Path file) {
        return Path.of(file.toString().replace(".conf", ".data"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void isKeepalived(Path file) throws Exception {
        ReadResult result = KeepalivedConf.read(
                file, new ReadOptions("localhost", Sources.options().facts()));
        Configuration configuration = Objects.requireNonNull(
                result.configuration(), () -> Sources.rendered(result).toString());

        assertThat(compared(OurServerDump.facts(configuration)))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        compared(KeepalivedServerDump.facts(Files.readString(dumpOf(file)))));
    }

    private static List<String> compared(List<String> facts) {
        List<String> compared = new ArrayList<>();
        for (String fact : facts) {
            String text = fact;
            for (Map.Entry<String, String> one : LEFT_OUT.entrySet()) {
                text = text.replaceAll(one.getKey(), one.getValue());
            }
            compared.add(text);
        }
        return compared;
    }

    /** What keepalived 2.2.7 dumped of such servers. */
    @Test
    void aMarkWithTunnelsAloneHasTheirFamilyAndOneWithBothIsInet() {
        String text = """
                virtual_server fwmark 5 {
                lvs_sched rr
                lvs_method TUN
                real_server 2001:db8::1 80 {
                }
                }
                virtual_server fwmark 6 {
                lvs_sched rr
                lvs_method TUN
                real_server 2001:db8::1 80 {
                }
                real_server 10.0.0.1 80 {
                }
                }
                virtual_server fwmark 7 {
                lvs_sched rr
                lvs_method TUN
                real_server 10.0.0.1 80 {
                }
                }
                """;

        assertThat(configuration(text).blocks().virtualServers())
                .extracting(VirtualServerSettings::family)
                .containsExactly(AddressFamily.IPV6, AddressFamily.IPV4, AddressFamily.IPV4);
    }

    @Test
    void aQuotedNumberMayHaveBlanksBeforeIt() {
        String text = """
                virtual_server 10.0.0.9 80 {
                lvs_sched rr
                lvs_method NAT
                real_server 10.0.0.1 80 {
                TCP_CHECK {
                warmup "  64"
                retry "	2"
                }
                }
                }
                """;

        assertThat(OurServerDump.facts(configuration(text)))
                .last()
                .asString()
                .contains("warmup 64000000 us", "retries 2 ");
    }

    private static Configuration configuration(String text) {
        ReadResult result = Sources.read(text);
        return Objects.requireNonNull(
                result.configuration(), () -> Sources.rendered(result).toString());
    }
}
