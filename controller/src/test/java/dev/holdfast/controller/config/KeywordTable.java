package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.print.Printer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables of keywords in src/test/resources: a file for each block, with a configuration that has a hole ({@code %s}), and then
 * lines for that hole, the exit code of keepalived 2.2.7 for it, and what then differs in the effective configuration from nothing in
 * the hole.
 *
 * @param file the table
 * @param template the configuration with the hole
 * @param rows the lines that go there
 */
record KeywordTable(Path file, String template, List<Row> rows) {
    private static final Path DIRECTORY =
            Path.of("src", "test", "resources", "dev", "holdfast", "controller", "config", "keywords");
    private static final Path FILE = Path.of("/etc/test.conf");

    /** A machine with eth0, eth1, lo, /bin/true and two users. */
    private static final SystemFacts FACTS = new SystemFacts() {
        @Override
        public boolean interfaceExists(String name) {
            return Set.of("eth0", "eth1", "lo").contains(name);
        }

        @Override
        public boolean scriptExists(String program) {
            return program.equals("/bin/true");
        }

        @Override
        public boolean userExists(String name) {
            return Set.of("nobody", "root").contains(name);
        }

        @Override
        public boolean groupExists(String name) {
            return Set.of("nogroup", "root").contains(name);
        }

        @Override
        public boolean isOtherInterface(String name, String kind) {
            return interfaceExists(name);
        }

        @Override
        public boolean networkNamespaceExists(String name) {
            return false;
        }
    };

    /**
     * A row.
     *
     * @param lines what goes into the hole
     * @param exitCode what keepalived -t ends with
     * @param inForce the lines of the effective configuration that it makes different; of no lines, the whole of it, which shows
     *     every default
     */
    record Row(String lines, int exitCode, String inForce) {
        String text() {
            return lines.replace("\n", "\\n") + "\t" + exitCode + "\t" + inForce;
        }
    }

    static List<KeywordTable> all() throws IOException {
        List<KeywordTable> tables = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                String[] parts = Files.readString(file).split("\n----\n", 2);
                List<Row> rows = new ArrayList<>();
                for (String line : parts[1].split("\n", -1)) {
                    String[] fields = line.split("\t", -1);
                    if (fields.length > 1) {
                        rows.add(new Row(
                                fields[0].replace("\\n", "\n"),
                                Integer.parseInt(fields[1]),
                                fields.length > 2 ? fields[2] : ""));
                    }
                }
                tables.add(new KeywordTable(file, parts[0] + "\n", rows));
            }
        }
        return tables;
    }

    /** The tables whose exit codes keepalived 2.2.7 can prove; the others are of what keepalived 2.4 added. */
    static List<KeywordTable> ofThisKeepalived() throws IOException {
        return all().stream()
                .filter(table -> !table.file().getFileName().toString().startsWith("since-"))
                .toList();
    }

    /** The configuration with these lines in the hole. */
    String with(String lines) {
        return template.replace("%s", lines);
    }

    ReadResult read(String lines) {
        byte[] content = with(lines).getBytes(StandardCharsets.UTF_8);
        return read(content);
    }

    static ReadResult read(byte[] content) {
        return KeepalivedConf.read(FILE, new ReadOptions("lvs01", FACTS), new Sources().with(FILE.toString(), content));
    }

    /** What the effective configuration has that it would not have without the lines; what it lacks is counted. */
    String inForce(String lines, ReadResult result) {
        if (result.configuration() == null) {
            return "refused";
        }
        Configuration nothing = lines.isEmpty() ? null : read("").configuration();
        List<String> before = new ArrayList<>(nothing == null ? List.of() : lines(nothing));
        List<String> added = new ArrayList<>();
        for (String line : lines(result.configuration())) {
            if (!before.remove(line)) {
                added.add(line.strip());
            }
        }
        if (added.isEmpty() && !before.isEmpty()) {
            return "without " + before.size() + " lines";
        }
        return String.join(" | ", added);
    }

    private static List<String> lines(Configuration configuration) {
        return List.of(Printer.print(configuration).strip().split("\n", -1));
    }
}
