package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.config.KeywordTable.Row;
import dev.holdfast.controller.config.print.Printer;
import dev.holdfast.controller.lint.WarningIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every keyword: what it takes, what a bad value gives, and what is then in force. The exit codes are keepalived's, as {@link
 * KeywordTableIT} proves. {@code -Dkeywords.rewrite=true} writes the last column anew (read the difference before you keep it).
 */
class KeywordTableTest {
    @TestFactory
    Stream<DynamicTest> asKeepalived() throws IOException {
        return KeywordTable.all().stream()
                .map(table -> DynamicTest.dynamicTest(table.file().getFileName().toString(), () -> check(table)));
    }

    private static void check(KeywordTable table) throws IOException {
        List<String> wanted = new ArrayList<>();
        List<String> got = new ArrayList<>();
        for (Row row : table.rows()) {
            ReadResult result = table.read(row.lines());
            wanted.add(row.text());
            got.add(new Row(row.lines(), result.verdict().exitCode(), table.inForce(row.lines(), result)).text());
            assertThat(result.problems()).as(row.lines()).allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                if (problem.severity() == Severity.WARNING) {
                    assertThat(WarningIds.all()).contains(problem.id());
                }
            });
        }
        if (Boolean.getBoolean("keywords.rewrite")) {
            Files.writeString(table.file(), table.template() + "----\n" + String.join("\n", got) + "\n");
        }
        assertThat(got).isEqualTo(wanted);
    }

    @Test
    void whatIsInForceReadsBackAsTheSame() throws IOException {
        int read = 0;
        for (KeywordTable table : KeywordTable.all()) {
            for (Row row : table.rows()) {
                Configuration first = table.read(row.lines()).configuration();
                if (first == null) {
                    continue;
                }
                String printed = Printer.print(first);
                ReadResult second = KeywordTable.read(printed.getBytes(StandardCharsets.UTF_8));
                assertThat(second.configuration())
                        .as("%s%n%s%n%s", row.lines(), printed, Sources.rendered(second))
                        .isEqualTo(first);
                read++;
            }
        }
        assertThat(read).isGreaterThan(1000);
    }
}
