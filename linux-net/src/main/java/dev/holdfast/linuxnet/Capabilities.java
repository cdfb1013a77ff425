package dev.holdfast.linuxnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Which {@link Capability capabilities} this thread has. */
public final class Capabilities {

    /** The calling thread's status, where capabilities belong to threads: proc(5). */
    private static final Path STATUS = Path.of("/proc/thread-self/status");

    private static final String EFFECTIVE = "CapEff:";

    private Capabilities() {}

    /**
     * The capabilities the kernel checks when the calling thread asks for something.
     *
     * @return an unmodifiable set
     * @throws IOException when proc(5) is not mounted or has no such line
     */
    public static Set<Capability> effective() throws IOException {
        return parse(Files.readString(STATUS));
    }

    /**
     * @param status the text of a status file of proc(5)
     * @throws IOException when it has no {@code CapEff:} line with a hexadecimal number of 64 bits
     */
    static Set<Capability> parse(String status) throws IOException {
        String hex = status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> line.substring(EFFECTIVE.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + " without a line " + EFFECTIVE));
        long bits;
        try {
            bits = Long.parseUnsignedLong(hex, 16);
        } catch (NumberFormatException e) {
            throw new IOException(STATUS + ": " + EFFECTIVE + " " + hex + " (expected a hexadecimal number)", e);
        }
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability capability : Capability.values()) {
            if ((bits >>> capability.number() & 1) != 0) {
                set.add(capability);
            }
        }
        return Collections.unmodifiableSet(set);
    }
}
