package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SourceReader;
import dev.holdfast.controller.conf.SystemFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Configurations in memory, on a machine with eth0, eth1 and /bin/true. */
public final class Sources implements SourceReader {
    /** Where the configuration of {@link #read(String)} is said to be. */
    public static final Path FILE = Path.of("/etc/test.conf");

    /** A machine that has everything. */
    public static final SystemFacts EVERYTHING_IS_THERE = new SystemFacts() {
        @Override
        public boolean interfaceExists(String name) {
            return true;
        }

        @Override
        public boolean scriptExists(String program) {
            return true;
        }

        @Override
        public boolean userExists(String name) {
            return true;
        }
    };

    /** The machine of the tests. */
    public static final SystemFacts FACTS = new SystemFacts() {
        @Override
        public boolean interfaceExists(String name) {
            return Set.of("eth0", "eth1").contains(name);
        }

        @Override
        public boolean scriptExists(String program) {
            return program.equals("/bin/true");
        }

        @Override
        public boolean userExists(String name) {
            return name.equals("nobody");
        }
    };

    private final Map<Path, byte[]> files = new TreeMap<>();

    /** Adds a file. */
    public Sources with(String file, byte[] content) {
        files.put(Path.of(file), content);
        return this;
    }

    /** Adds a file. */
    public Sources with(String file, String content) {
        return with(file, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] read(Path file) throws IOException {
        byte[] content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return content;
    }

    @Override
    public List<Path> matching(Path directory, String pattern) {
        Pattern regex = Pattern.compile(
                Stream.of((directory + "/" + pattern).replaceFirst("^.*//", "/").split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("[^/]*")));
        return files.keySet().stream()
                .filter(file -> regex.matcher(file.toString()).matches())
                .toList();
    }

    /** Options with a small limit, so that endless definitions end soon. */
    public static ReadOptions options() {
        return new ReadOptions("lvs01", FACTS, 20_000, ReadOptions.DEFAULT_MOST_CHARACTERS, 1);
    }

    /** Reads a configuration of one file. */
    public static ReadResult read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a configuration of one file. */
    public static ReadResult read(byte[] content) {
        return KeepalivedConf.read(FILE, options(), new Sources().with(FILE.toString(), content));
    }

    /** Its problems as they are shown. */
    public static List<String> rendered(ReadResult result) {
        return result.problems().stream().map(Problem::render).toList();
    }
}
