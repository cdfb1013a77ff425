package dev.holdfast.healthcheck.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.healthcheck.policy.HttpHead.BadHeadException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpHeadReaderTest {
    /** Gives the bytes in pieces of this size, ~ being a line's end; what is left of them is told, too. */
    private static String read(String answer, int piece) throws BadHeadException {
        byte[] bytes = answer.replace("~", "\r\n").getBytes(ISO_8859_1);
        HttpHeadReader reader = new HttpHeadReader();
        for (int at = 0; at < bytes.length; at += piece) {
            ByteBuffer more = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
            @Nullable HttpHead head = reader.add(more);
            if (head != null) {
                int left = bytes.length - more.position();
                return head.status() + " " + head.contentLength() + " " + head.values("server") + " " + left;
            }
        }
        return "more";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 200 OK~~body                                                           | 200 -1 [] 4
            HTTP/1.0 404~Content-Length: 5~~body                                            | 404 5 [] 4
            HTTP/1.1 200 OK~content-length:5~SERVER: a b ~Server:c~~                        | 200 5 [a b, c] 0
            HTTP/1.1 200 OK~Server : a~ b~ c~X: y~ z~Serve: n~Servers: n~~                  | 200 -1 [a b c] 0
            HTTP/1.1 200 OK~Content-Length: 5~Content-Length: 5, 5~~                        | 200 5 [] 0
            HTTP/1.1 200 OK~Transfer-Encoding: gzip, Chunked~Content-Length: 5~~            | 200 -1 [] 0
            HTTP/1.1 200 OK~Content-Length: 9223372036854775807~~                           | 200 9223372036854775807 [] 0
            HTTP/1.1 100 Continue~Server: n~~HTTP/1.1 103 Hints~~HTTP/1.1 201 Made~~x       | 201 -1 [] 1
            ~~ HTTP/1.1 200 OK~~                                                            | 200 -1 [] 0
            HTTP/1.1 200 OK~:~no colon~Server~~                                             | 200 -1 [] 0
            HTTP/1.1 200 OK~Server: x~                                                      | more
            HTTP/1.1 100 Continue~~                                                         | more
            hello                                                                           | more
            """)
    void readsAHeadWhateverThePieces(String answer, String expected) throws Exception {
        for (int piece = 1; piece < 20; piece++) {
            assertThat(read(answer, piece)).as("pieces of %d", piece).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SSH-2.0-OpenSSH_9.2~                                | SSH-2.0
            220 mail ESMTP~                                     | 220 mail
            HTTP/1.1~                                           | HTTP/1.1
            HTTP/1.1 ~                                          | HTTP/1.1
            HTTP/1.1 OK~                                        | HTTP/1.1 OK
            HTTP/1.1 200OK~                                     | 200OK
            HTTP/1.1 2000 OK~                                   | 2000
            HTTP/1.1 -20 OK~                                    | -20
            ICY 200 OK~                                         | ICY 200 OK
            \u00e9HTTP/1.1 200 OK~                              | \u00e9HTTP/1.1 200 OK
            HTTP/1.1 200 OK~Content-Length: many~~              | many (expected one number of bytes)
            HTTP/1.1 200 OK~Content-Length: -1~~                | -1 (expected
            HTTP/1.1 200 OK~Content-Length:~~                   | Content-Length
            HTTP/1.1 200 OK~Content-Length: 5~Content-Length: 6~~ | 6 (expected
            HTTP/1.1 200 OK~Content-Length: 5, 6~~              | 5, 6 (expected
            HTTP/1.1 200 OK~Content-Length: 9223372036854775808~~ | 9223372036854775808
            """)
    void saysWhatIsWrongAsSoonAsItIsThere(String answer, String expected) {
        for (int piece = 1; piece < 20; piece += 6) {
            int size = piece;
            assertThatThrownBy(() -> read(answer, size))
                    .isInstanceOf(BadHeadException.class)
                    .hasMessageContaining(expected);
        }
    }

    @Test
    void holdsNoMoreThanAHeadMayHave() throws Exception {
        HttpHeadReader line = new HttpHeadReader();
        assertThat(line.add(ByteBuffer.wrap(new byte[100_000])))
                .as("blanks are skipped")
                .isNull();
        assertThatThrownBy(() -> line.add(ByteBuffer.wrap("x".repeat(4097).getBytes(ISO_8859_1))))
                .hasMessageContaining("a status line of more than 4096 bytes");

        HttpHeadReader head = new HttpHeadReader();
        String start = "HTTP/1.1 200 OK\r\nX: ";
        assertThat(head.add(ByteBuffer.wrap(
                        (start + "y".repeat(HttpHeadReader.MOST - start.length())).getBytes(ISO_8859_1))))
                .isNull();
        assertThatThrownBy(() -> head.add(ByteBuffer.wrap(new byte[] {'y'})))
                .hasMessageContaining("a head of more than 20480 bytes");
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK!~", "HTTP/1.1 200 OK~X: y!~", "HTTP/1.1 200 OK~!"})
    void aLineFeedAloneEndsNoLine(String answer) {
        assertThatThrownBy(() -> read(answer.replace("!", "\n"), 100))
                .hasMessage("a line without a carriage return at its end");
    }

    @Test
    void whatIsShownOfABadLineDisturbsNoTerminal() {
        assertThatThrownBy(() -> read("x\u001b[2J\u0000\u009b~", 100))
                .hasMessage("'x?[2J??' (expected HTTP/ VERSION STATUS)");
    }
}
