package dev.holdfast.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its descendants have used.
 *
 * @param cpuMillis processor time, to a hundredth of a second
 * @param pssKilobytes memory, with what is shared divided among those who share it
 */
record ProcessUse(long cpuMillis, long pssKilobytes) {
    private static final long MILLIS_PER_TICK = 10;

    static ProcessUse of(long pid) {
        long ticks = 0;
        long kilobytes = 0;
        ProcessHandle root = ProcessHandle.of(pid).orElseThrow();
        List<Long> pids = Stream.concat(Stream.of(root), root.descendants())
                .map(ProcessHandle::pid)
                .toList();
        for (long one : pids) {
            try {
                String stat = Files.readString(Path.of("/proc/" + one + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                kilobytes += Files.readString(Path.of("/proc/" + one + "/smaps_rollup"))
                        .lines()
                        .filter(line -> line.startsWith("Pss:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            } catch (IOException e) {
                // It has ended meanwhile.
            }
        }
        return new ProcessUse(ticks * MILLIS_PER_TICK, kilobytes);
    }
}
