package dev.holdfast.controller.config;

import static dev.holdfast.controller.config.Sources.read;
import static dev.holdfast.controller.config.Sources.rendered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations nobody means: they end, in little memory, and with an answer. */
class HostileInputTest {
    private static ReadResult readWithUsualLimits(String text) {
        return KeepalivedConf.read(
                Sources.FILE,
                new ReadOptions("lvs01", Sources.options().facts()),
                new Sources().with(Sources.FILE.toString(), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "a{", "${_RANDOM}"})
    void aLineOfBracesEnds(String piece) {
        ReadResult result = readWithUsualLimits(piece.repeat(100_000));

        assertThat(result.verdict()).isEqualTo(Verdict.FATAL);
        assertThat(result.problems()).extracting(Problem::id).contains("too-many-braces");
    }

    @Test
    void aDefinitionThatGrowsWithEachUseEnds() {
        ReadResult result = readWithUsualLimits("$A=\\\n $A\\\n $A\n\n$A\n");

        assertThat(rendered(result)).anyMatch(line -> line.contains("definitions within each other"));
    }

    @Test
    void whatDefinitionsGiveCountsForTheSize() {
        String use = "global_defs {\nrouter_id ${A}\n}\n";

        ReadResult result = readWithUsualLimits("$A=" + "x".repeat(50_000) + "\n" + use.repeat(1000));

        assertThat(result.verdict()).isEqualTo(Verdict.FATAL);
        assertThat(result.problems()).extracting(Problem::id).contains("too-large");
    }

    @Test
    void escapedCommentSignsStayInPlace() {
        ReadResult result = read("bogus a\\#b\\!c \"x\n");

        assertThat(rendered(result).toString()).contains(":1:15: error: a quote that is not closed");
    }
}
