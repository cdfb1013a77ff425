package dev.holdfast.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The manual and the commented settings of the packages name everything that there is. */
class ManualTest {
    /** Every command has it, and its page need not say so again. */
    private static final Set<String> UNDERSTOOD = Set.of("-h", "--help");

    @ParameterizedTest
    @CsvSource({
        "holdfast.8, ''",
        "holdfast.8, run",
        "holdfast.8, status",
        "holdfast.8, failover",
        "holdfast-check.8, check",
        "holdfast-realserver.8, realserver start",
        "holdfast-realserver.8, realserver stop",
        "holdfast-realserver.8, realserver status"
    })
    void everyOptionIsInItsPage(String page, String command) throws IOException {
        CommandLine line = HoldfastCommand.commandLine();
        Set<String> known = Set.of();
        for (String word : command.isEmpty() ? List.<String>of() : List.of(command.split(" "))) {
            // The page of check refers to holdfast(8) for the options that all have.
            known = page.equals("holdfast-check.8") ? optionNames(line) : Set.of();
            line = line.getSubcommands().get(word);
        }
        String text = page(page);
        for (String option : optionNames(line)) {
            if (!known.contains(option) && !UNDERSTOOD.contains(option)) {
                // As a word of its own: -c is also in --config-test.
                assertThat(text).as(page).containsPattern("(?<![\\w-])" + option + "(?![\\w-])");
            }
        }
    }

    @Test
    void everyCommandHasItsPage() throws IOException {
        String text = page("holdfast.8");
        for (String command : HoldfastCommand.commandLine().getSubcommands().keySet()) {
            if (!command.equals("generate-completion")) {
                assertThat(text).containsPattern("\\.B.* ?\"?" + command + "\\b");
            }
        }
    }

    @Test
    void everySettingIsInItsPageAndInThePackagesFile() throws IOException {
        String text = page("holdfast.conf.5");
        String file = Files.readString(Path.of("src/package/holdfast.conf"));
        Set<String> settings = ConfigFactory.parseResources("reference.conf").entrySet().stream()
                .map(setting -> setting.getKey())
                .collect(Collectors.toSet());
        assertThat(settings).isNotEmpty();
        for (String setting : settings) {
            assertThat(text).contains(setting + " ");
            assertThat(file).contains("\n#" + setting + " = ");
        }
    }

    @Test
    void whatThePackagesFileSaysIsTheDefault() throws IOException {
        String file = Files.readString(Path.of("src/package/holdfast.conf"));
        assertThat(ConfigFactory.parseString(file).isEmpty())
                .as("all of it is a comment")
                .isTrue();
        String inForce = file.replaceAll("(?m)^#(?=holdfast\\.)", "");
        assertThat(ConfigFactory.parseString(inForce)).isEqualTo(ConfigFactory.parseResources("reference.conf"));
    }

    private static Set<String> optionNames(CommandLine line) {
        return line.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> List.of(option.names()).stream())
                .collect(Collectors.toSet());
    }

    /** A page without its signs before hyphens. */
    private static String page(String name) throws IOException {
        return Files.readString(Path.of("src/package/man/" + name)).replace("\\-", "-");
    }
}
