package dev.holdfast.vrrp.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays each file under {@code src/test/resources/transcripts} and compares; {@code -Dtranscripts.rewrite=true} writes what
 * the machine does now, for a person to read the difference.
 */
class TranscriptTest {
    static List<Path> transcripts() throws IOException {
        Path folder = Path.of(System.getProperty("basedir", "."), "src/test/resources/transcripts");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theMachineDoesWhatTheTranscriptSays(Path file) throws IOException {
        String written = Files.readString(file);
        String played = Transcript.replay(written);
        if (Boolean.getBoolean("transcripts.rewrite")) {
            Files.writeString(file, played);
            return;
        }
        assertThat(played).isEqualTo(written);
    }
}
