package dev.holdfast.controller.ipvsadm;

import static dev.holdfast.controller.ipvsadm.Fixture.resource;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.proc.ConnectionReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our output beside files that ipvsadm 1.31 wrote ({@code golden/capture} makes them): the table of
 * {@code table.rules}, put into a kernel by our own restore, and a copy of a real connection table.
 */
class GoldenListingTest {
    private final Fixture fixture = new Fixture();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-L",
                "-Ln",
                "-Ln --stats",
                "-Ln --stats --exact",
                "-Ln --rate",
                "-L --thresholds",
                "-Ln --thresholds",
                "-Ln --persistent-conn",
                "-Ln --tun-info",
                "-S",
                "-Sn",
                "-Ln -f 7",
                "-L -f 8 -6"
            })
    void a_table_is_listed_as_by_ipvsadm(String options) {
        assertThat(fixture.run("-R", resource("table.rules"))).isEqualTo(new Run(0, "", ""));

        assertThat(fixture.run(options))
                .isEqualTo(new Run(0, resource("golden/table" + options.replace(" ", "") + ".txt"), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Lc", "-Lnc", "-Lnc --persistent-conn"})
    void connections_are_listed_as_by_ipvsadm(String options) {
        assertThat(fixture.run(options))
                .isEqualTo(new Run(0, resource("golden/connections" + options.replace(" ", "") + ".txt"), ""));
    }

    /** To C none of these bytes is a blank, to Java the first is one. */
    @Test
    void data_of_an_engine_ends_at_the_blanks_of_c() throws IOException {
        String line = "UDP C0A80164 0000 0A000005 13C4 C0A80105 13C4 UDP              55 sip ";
        ConnectionListing listing = new ConnectionListing(
                ListFormat.of(Set.of(IpvsadmOption.NUMERIC, IpvsadmOption.PERSISTENT_CONN)), new Fixture.FileNames());
        String names = "Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires PEName PEData\n";
        byte[] table = (names + line + "a\u001cb\u0085c\u00a0d\te\n").getBytes(StandardCharsets.ISO_8859_1);
        try (ConnectionReader reader = ConnectionReader.over(new ByteArrayInputStream(table))) {
            assertThat(listing.line(Objects.requireNonNull(reader.next()))).endsWith(" a\u001cb\u0085c\u00a0d\n");
        }
    }

    @Test
    void what_is_saved_restores_the_same_table() {
        fixture.run("-R", resource("table.rules"));
        String listed = fixture.run("-Ln").out();
        // ipvsadm writes large marks as negative numbers, and takes none.
        String saved = fixture.run("-Sn").out().replace("-f -1", "-f 4294967295");
        fixture.run("-C");

        assertThat(fixture.run("-R", saved)).isEqualTo(new Run(0, "", ""));

        assertThat(fixture.run("-Ln").out()).isEqualTo(listed);
    }
}
