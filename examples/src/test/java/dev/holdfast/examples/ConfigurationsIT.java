package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every configuration of the examples is one that readers may copy: {@code holdfast check} and {@code keepalived -t} find nothing in it. */
class ConfigurationsIT {

    private static final Pattern INTERFACE =
            Pattern.compile("\\b(?:interface|dev|lvs_sync_daemon)\\s+([A-Za-z0-9._-]+)");

    /** What tutorials write and keepalived 2.2.7 does not know: mysql-ha has it on purpose. */
    private static final String KNOWN_TO_TUTORIALS_ONLY = "nb_get_retry";

    /** What `check` warns of and keepalived does not: keepalived's own default, and servers that a lesson leaves unchecked. */
    private static final String ON_PURPOSE = "no-alpha,unchecked-server,weight-ignored";

    private static final int CLEAN = 0;
    private static final int STARTS_WITH_ERRORS = 5;

    @TestFactory
    List<DynamicTest> everyConfiguration() throws IOException {
        Programs.require();
        RealKernel.requireProgram("keepalived");
        List<Path> files = files();
        assertThat(files).hasSizeGreaterThan(2);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        Programs.module().relativize(file).toString(), () -> assertAgreed(file)))
                .toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(Programs.module(), 2)) {
            return all.filter(file -> file.toString().endsWith(".conf"))
                    .filter(file -> Files.exists(file.resolveSibling("story.sh")))
                    .filter(ConfigurationsIT::isOfDirector)
                    .sorted()
                    .toList();
        }
    }

    /** Not nginx's, which have the same ending. */
    private static boolean isOfDirector(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("virtual_server ") || text.contains("vrrp_instance ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAgreed(Path file) throws IOException {
        String text = Files.readString(file);
        int expected = text.contains(KNOWN_TO_TUTORIALS_ONLY) ? STARTS_WITH_ERRORS : CLEAN;
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            Host host = new Host(file.getFileName().toString(), "192.0.2.1", namespace);
            int number = 1;
            for (String name : interfaces(text)) {
                host.ip("link", "add", name, "type", "veth", "peer", "name", "peer" + number);
                host.ip("address", "add", "192.0.2." + number + "/24", "dev", name);
                host.ip("link", "set", name, "up");
                host.ip("link", "set", "peer" + number, "up");
                number++;
            }
            Programs.Outcome ours = Programs.run(
                    host,
                    List.of(Programs.holdfast().toString(), "check", "--ignore", ON_PURPOSE, "-f", file.toString()));
            Programs.Outcome theirs = Programs.run(host, List.of("keepalived", "-t", "-f", file.toString()));
            assertThat(ours.status())
                    .as("holdfast check %s: %s", file, ours.output())
                    .isEqualTo(expected);
            assertThat(theirs.status())
                    .as("keepalived -t %s: %s", file, theirs.output())
                    .isEqualTo(expected);
            if (expected == CLEAN) {
                assertThat(ours.output()).as("holdfast check %s", file).isEmpty();
                assertThat(theirs.output()).as("keepalived -t %s", file).isEmpty();
            }
        }
    }

    private static Set<String> interfaces(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = INTERFACE.matcher(text);
        while (matcher.find()) {
            if (!matcher.group(1).equals("lo")) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }
}
