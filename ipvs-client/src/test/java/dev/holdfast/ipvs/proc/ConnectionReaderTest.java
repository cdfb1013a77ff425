package dev.holdfast.ipvs.proc;

import static dev.holdfast.ipvs.Tables.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.Connection.Origin;
import dev.holdfast.ipvs.Connection.Persistence;
import dev.holdfast.ipvs.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionReaderTest {
    private static final String NAMES =
            "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData";
    private static final String SYNC_NAMES = "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires";
    private static final String TCP = "TCP C0A80164 D2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED     899";
    private static final String TCP6 = "TCP 2001:0db8:0000:0000:0000:0000:0000:0064 D2F0"
            + " 2001:0db8:0000:0000:0000:0000:0000:0001 0050 2001:0db8:0001:0000:0000:0000:0000:0005 0050 FIN_WAIT         119";
    private static final String SIP =
            "UDP C0A80164 0000 0A000005 13C4 C0A80105 13C4 UDP              55 sip a84b4c76 e66710@pc33";
    private static final String SYNCED = "TCP C0A80164 D2F0 0A000001 0050 C0A80105 0050 ESTABLISHED SYNC       899";

    @Test
    void an_ipv4_connection_is_read() throws IOException {
        assertThat(connections(NAMES, TCP))
                .containsExactly(new Connection(
                        "TCP",
                        new Endpoint(address("192.168.1.100"), 54000),
                        new Endpoint(address("10.0.0.1"), 80),
                        new Endpoint(address("192.168.1.5"), 8080),
                        "ESTABLISHED",
                        899,
                        null,
                        null));
    }

    @Test
    void an_ipv6_connection_is_read() throws IOException {
        assertThat(connections(NAMES, TCP6))
                .containsExactly(new Connection(
                        "TCP",
                        new Endpoint(address("2001:db8::64"), 54000),
                        new Endpoint(address("2001:db8::1"), 80),
                        new Endpoint(address("2001:db8:1::5"), 80),
                        "FIN_WAIT",
                        119,
                        null,
                        null));
    }

    @Test
    void an_ipv6_address_with_an_ipv4_address_in_it_stays_one() throws IOException {
        String line =
                TCP6.replace("2001:0db8:0000:0000:0000:0000:0000:0001", "0000:0000:0000:0000:0000:ffff:0a00:0001");

        assertThat(connections(NAMES, line))
                .extracting(Connection::virtual)
                .extracting(virtual -> AddressFamily.of(virtual.address()))
                .containsExactly(AddressFamily.IPV6);
        assertThat(line).isNotEqualTo(TCP6);
    }

    /** A tunnel may lead to a server of the other family. */
    @Test
    void the_server_may_be_of_another_family() throws IOException {
        String line =
                "TCP C0A80164 D2F0 0A000001 0050 2001:0db8:0001:0000:0000:0000:0000:0005 0050 SYN_RECV         59";
        assertThat(connections(NAMES, line))
                .extracting(Connection::destination)
                .containsExactly(new Endpoint(address("2001:db8:1::5"), 80));
    }

    @Test
    void a_persistence_engines_data_is_all_that_follows_its_name() throws IOException {
        assertThat(connections(NAMES, SIP))
                .extracting(Connection::persistence)
                .containsExactly(new Persistence("sip", "a84b4c76 e66710@pc33"));
        assertThat(connections(NAMES, TCP + " sip "))
                .extracting(Connection::persistence)
                .containsExactly(new Persistence("sip", ""));
    }

    @Test
    void bytes_that_are_no_utf_8_are_kept_one_character_each() throws IOException {
        byte[] table = (NAMES + "\n" + TCP + " sip \u00ff\u0080\n").getBytes(StandardCharsets.ISO_8859_1);
        try (ConnectionReader reader = ConnectionReader.over(new ByteArrayInputStream(table))) {
            assertThat(reader.next())
                    .extracting(Connection::persistence)
                    .isEqualTo(new Persistence("sip", "\u00ff\u0080"));
        }
    }

    @Test
    void the_other_file_has_the_origin() throws IOException {
        assertThat(connections(SYNC_NAMES, SYNCED, SYNCED.replace("SYNC  ", "LOCAL ")))
                .extracting(Connection::origin)
                .containsExactly(Origin.SYNC, Origin.LOCAL);
    }

    @Test
    void a_table_without_entries_and_a_file_without_lines_are_empty() throws IOException {
        assertThat(connections(NAMES)).isEmpty();
        try (ConnectionReader reader = ConnectionReader.over(InputStream.nullInputStream())) {
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TCP C0A8016 D2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED 899       | client address C0A8016 (expected 8 hexadecimal digits, or 8 groups of 4 with colons)
            TCP C0A8016G D2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED 899      | client address C0A8016G (expected hexadecimal digits)
            TCP C0A80164 2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED 899       | client port 2F0 (expected 4 hexadecimal digits)
            TCP C0A80164 D2F0 0A000001 00x0 C0A80105 1F90 ESTABLISHED 899      | virtual port 00x0 (expected hexadecimal digits)
            TCP C0A80164 D2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED          | no expiry
            TCP C0A80164 D2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED -1       | expiry -1 (expected seconds, 0..4294967295)
            TCP C0A80164 D2F0 0A000001 0050 C0A80105 1F90 ESTABLISHED 99999999999 | expiry 99999999999 (expected seconds, 0..4294967295)
            TCP C0A80164 D2F0 0A000001                                         | no virtual port
            TCP 2001:0db8:0000:0000:0000:0000:0000-0064 D2F0 0A000001 0050 C0A80105 1F90 CLOSE 9 | client address 2001:0db8:0000:0000:0000:0000:0000-0064 (expected 8 hexadecimal digits, or 8 groups of 4 with colons)
            """)
    void a_bad_line_says_what_is_wrong_and_the_next_one_is_read(String line, String problem) throws IOException {
        try (ConnectionReader reader = reader(NAMES, line, TCP)) {
            assertThatThrownBy(reader::next).isInstanceOfSatisfying(MalformedConnectionException.class, malformed -> {
                assertThat(malformed).hasMessage("line 2: " + problem + " in \"" + line + "\"");
                assertThat(malformed.lineNumber()).isEqualTo(2);
                assertThat(malformed.line()).isEqualTo(line);
            });
            assertThat(reader.next()).extracting(Connection::expiresSeconds).isEqualTo(899L);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void an_origin_must_be_one_and_be_the_last_but_one() {
        assertThatThrownBy(() -> connections(SYNC_NAMES, SYNCED.replace("SYNC", "ELSE")))
                .isInstanceOf(MalformedConnectionException.class)
                .hasMessageContaining("origin ELSE (expected LOCAL or SYNC)");
        assertThatThrownBy(() -> connections(SYNC_NAMES, SYNCED + " more"))
                .isInstanceOf(MalformedConnectionException.class)
                .hasMessageContaining("\"more\" (expected the end of the line)");
    }

    @Test
    void another_file_is_refused() {
        assertThatThrownBy(() -> connections("Inter-|   Receive  |  Transmit", TCP))
                .isInstanceOf(MalformedConnectionException.class)
                .hasMessageContaining("line 1: no column names (expected \"Pro FromIP");
    }

    @Test
    void a_line_cut_anywhere_gives_the_typed_error_or_a_valid_record() {
        for (String line : List.of(TCP, TCP6, SIP)) {
            for (int length = 0; length < line.length(); length++) {
                assertTypedOrValid(NAMES, line.substring(0, length), "-");
            }
        }
        for (int length = 0; length < SYNCED.length(); length++) {
            assertTypedOrValid(SYNC_NAMES, SYNCED.substring(0, length), "-");
        }
    }

    @Test
    void a_mutated_line_gives_the_typed_error_or_a_valid_record() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lines = List.of(TCP, TCP6, SIP, SYNCED);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder(lines.get(random.nextInt(lines.size())));
            for (int i = random.nextInt(4); i >= 0; i--) {
                line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(256));
            }
            assertTypedOrValid(
                    random.nextBoolean() ? NAMES : SYNC_NAMES, line.toString(), "-Dseed=" + seed + " round " + round);
        }
    }

    private static void assertTypedOrValid(String names, String line, String description) {
        try {
            connections(names, line);
        } catch (IOException | RuntimeException e) {
            assertThat(e).as("%s: %s", description, line).isInstanceOf(MalformedConnectionException.class);
        }
    }

    /** A table of 300 MB, of which only so much is read as is asked for. */
    @Test
    void entries_are_read_as_they_are_asked_for() throws IOException {
        int entries = 4_000_000;
        long[] given = {0};
        byte[] names = (NAMES + "\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] line = (TCP + "\n").getBytes(StandardCharsets.ISO_8859_1);
        long end = names.length + (long) line.length * entries;
        InputStream table = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("read byte by byte (expected in bulk)");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int count = (int) Math.min(length, end - given[0]);
                for (int i = 0; i < count; i++) {
                    long at = given[0]++;
                    buffer[offset + i] =
                            at < names.length ? names[(int) at] : line[(int) ((at - names.length) % line.length)];
                }
                return count == 0 ? -1 : count;
            }
        };
        try (ConnectionReader reader = ConnectionReader.over(table)) {
            for (int i = 0; i < 10; i++) {
                assertThat(reader.next()).isNotNull();
            }
            assertThat(given[0]).isLessThan(1 << 20);
        }
    }

    private static List<Connection> connections(String... lines) throws IOException {
        List<Connection> connections = new ArrayList<>();
        try (ConnectionReader reader = reader(lines)) {
            reader.forEach(connections::add);
        }
        return connections;
    }

    private static ConnectionReader reader(String... lines) {
        String table = String.join("\n", lines) + "\n";
        return ConnectionReader.over(new ByteArrayInputStream(table.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
