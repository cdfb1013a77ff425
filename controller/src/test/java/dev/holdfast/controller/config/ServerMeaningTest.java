package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.ipvs.AddressFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Virtual servers mean the same here and there: our records against what the checker of keepalived 2.2.7 dumped of the same file at
 * SIGUSR1, in the lab's virtual machine, as it needs IPVS.
 */
class ServerMeaningTest {
    private static final Path DIRECTORY =
            Path.of("src", "test", "resources", "dev", "holdfast", "controller", "config", "dump");

    @Test
    void isKeepalived() throws Exception {
        ReadResult result = KeepalivedConf.read(
                DIRECTORY.resolve("servers.conf"),
                new ReadOptions("localhost", Sources.options().facts()));
        Configuration configuration = Objects.requireNonNull(
                result.configuration(), () -> Sources.rendered(result).toString());

        assertThat(OurServerDump.facts(configuration))
                .hasSizeGreaterThan(10)
                .containsExactlyInAnyOrderElementsOf(
                        KeepalivedServerDump.facts(Files.readString(DIRECTORY.resolve("servers.data"))));
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
