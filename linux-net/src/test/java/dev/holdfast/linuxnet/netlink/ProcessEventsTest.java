package dev.holdfast.linuxnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Reads what a kernel (6.18, little-endian) sent. */
class ProcessEventsTest {

    private static final String HEADER = "4c000000030000000100000000000000010000000100000001000000000000002800000";
    private static final String FORK = HEADER + "001000000" + "00000000" + "fef2392bd4000000"
            + "4c0900004c0900007509000075090000" + "0000000000000000";
    private static final String FORK_OF_THREAD = HEADER + "001000000" + "00000000" + "e8ba7a3cd4000000"
            + "45050000450500007609000046050000" + "0000000000000000";
    private static final String EXEC = HEADER + "002000000" + "00000000" + "31e25b2bd4000000"
            + "75090000750900000000000000000000" + "0000000000000000";
    private static final String NAME = HEADER + "000020000" + "00000000" + "4df07c3cd4000000"
            + "4605000046050000433120436f6d7069" + "6c65725468726500";
    private static final String NAME_OF_THREAD = HEADER + "000020000" + "00000000" + "4df07c3cd4000000"
            + "7609000046050000433120436f6d7069" + "6c65725468726500";
    private static final String EXIT = HEADER + "000000080" + "00000000" + "2f80752bd4000000"
            + "75090000750900000000000011000000" + "4c0900004c090000";
    private static final String EXIT_OF_THREAD = HEADER + "000000080" + "00000000" + "2f80752bd4000000"
            + "76090000460500000000000011000000" + "4c0900004c090000";

    @Test
    void wholeProcessesAreToldOf() {
        assertThat(read(FORK)).containsExactly("forked 2380 2421");
        assertThat(read(EXEC)).containsExactly("changed 2421");
        assertThat(read(NAME)).containsExactly("changed 1350");
        assertThat(read(EXIT)).containsExactly("exited 2421");
    }

    @Test
    void threadsAreNot() {
        assertThat(read(FORK_OF_THREAD)).isEmpty();
        assertThat(read(NAME_OF_THREAD)).isEmpty();
        assertThat(read(EXIT_OF_THREAD)).isEmpty();
    }

    @Test
    void everyTruncationIsSkippedOrRead() {
        byte[] whole = HexFormat.of().parseHex(FORK);
        for (int length = 0; length < whole.length; length++) {
            List<String> told = read(ByteBuffer.wrap(whole, 0, length));
            assertThat(told).as("%d bytes", length).hasSize(length < 68 ? 0 : 1);
        }
    }

    @Test
    void noDamageThrows() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(FORK);
            for (int j = random.nextInt(6); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThat(read(ByteBuffer.wrap(bytes))).as("seed %d", seed).hasSizeLessThan(2);
        }
    }

    private static List<String> read(String hex) {
        return read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private static List<String> read(ByteBuffer datagram) {
        List<String> told = new ArrayList<>();
        ProcessEvents.read(datagram.order(ByteOrder.LITTLE_ENDIAN), new ProcessEvents.Handler() {
            @Override
            public void forked(int parent, int child) {
                told.add("forked " + parent + " " + child);
            }

            @Override
            public void changed(int process) {
                told.add("changed " + process);
            }

            @Override
            public void exited(int process) {
                told.add("exited " + process);
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        });
        return told;
    }
}
