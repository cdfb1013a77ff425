package dev.holdfast.controller.conf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where configuration files come from. */
public interface SourceReader {
    /** The whole content of a file. */
    byte[] read(Path file) throws IOException;

    /**
     * The files an {@code include} names, sorted by name.
     *
     * @param directory the directory of the including file, which a relative pattern is relative to
     * @param pattern a file name, possibly with {@code *}, {@code ?} and {@code [..]}
     * @return the matching files that exist; empty when there is none
     */
    List<Path> matching(Path directory, String pattern) throws IOException;

    /** Whether somebody may execute it. keepalived leaves such files out, since they are no configurations. */
    default boolean isExecutable(Path file) throws IOException {
        return false;
    }
}
