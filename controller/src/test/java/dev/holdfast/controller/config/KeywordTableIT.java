package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.KeywordTable.Row;
import dev.holdfast.controller.config.print.Printer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exit codes in the tables of keywords are those of {@code keepalived -t}, and it takes what the printer writes. Needs root, iproute2
 * and keepalived 2.2.7.
 */
class KeywordTableIT {
    @TempDir
    private static Path directory;

    private static final KeepalivedHost HOST = new KeepalivedHost("keyw");

    @BeforeAll
    static void makeHost() throws Exception {
        HOST.make("KeywordTableIT");
    }

    @AfterAll
    static void removeHost() throws Exception {
        HOST.remove();
    }

    @Test
    void theTablesAreKeepalived() throws Exception {
        List<String> texts = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (KeywordTable table : KeywordTable.ofThisKeepalived()) {
            for (Row row : table.rows()) {
                texts.add(table.with(row.lines()));
                wanted.add(table.file().getFileName() + ": " + row.lines() + ": " + row.exitCode());
            }
        }
        List<Integer> codes = HOST.test(directory, texts);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.get(i).endsWith(": " + codes.get(i))) {
                differences.add(wanted.get(i) + " instead of " + codes.get(i));
            }
        }
        assertThat(differences).isEmpty();
    }

    /** What a row of exit code 0 puts in force is all right with keepalived too. */
    @Test
    void keepalivedTakesWhatIsPrinted() throws Exception {
        List<String> texts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (KeywordTable table : KeywordTable.ofThisKeepalived()) {
            for (Row row : table.rows()) {
                Configuration configuration = table.read(row.lines()).configuration();
                if (configuration != null
                        && row.exitCode() == 0
                        && !row.inForce().isEmpty()) {
                    texts.add(Printer.print(configuration));
                    names.add(table.file().getFileName() + ": " + row.lines());
                }
            }
        }
        List<Integer> codes = HOST.test(directory, texts);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (codes.get(i) != 0 && codes.get(i) != 6) {
                differences.add(names.get(i) + ": " + codes.get(i) + "\n" + texts.get(i));
            }
        }
        assertThat(differences).isEmpty();
    }
}
