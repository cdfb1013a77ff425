package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.global.HostSettings;
import dev.holdfast.controller.config.global.HostSettings.InterfaceDelay;
import dev.holdfast.controller.config.global.HostSettings.Linkbeat;
import dev.holdfast.controller.config.global.HostSettings.LinkbeatInterface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the keywords outside all blocks, linkbeat_interfaces and interface_up_down_delays. */
final class HostReader {
    private static final long NANOS_PER_MICRO = 1000;
    private static final long MOST_DELAY_MICROS = InterfaceDelay.MOST_NANOS / NANOS_PER_MICRO;

    private final Entries entries;
    private final SystemFacts facts;
    private final Problems problems;

    HostReader(ConfigurationTree tree, SystemFacts facts, Problems problems) {
        entries = new Entries(tree.statements());
        this.facts = facts;
        this.problems = problems;
    }

    HostSettings read() {
        Statement ipvs = entries.last("net_namespace_ipvs");
        Statement namespace = entries.last("net_namespace");
        if (namespace != null && !facts.networkNamespaceExists(namespace.text(0))) {
            problems.remark(
                    namespace.at(0),
                    "no-such-namespace",
                    "network namespace " + namespace.text(0) + " does not exist",
                    "a namespace that ip netns lists",
                    "keepalived -t reports nothing of such a file");
        }
        return new HostSettings(
                entries.text("net_namespace"),
                ipvs == null ? null : ipvs.text(0),
                entries.has("namespace_with_ipsets"),
                entries.text("instance"),
                entries.has("use_pid_dir"),
                entries.has("linkbeat_use_polling"),
                entries.number("child_wait_time", HostSettings.DEFAULT_CHILD_WAIT_SECONDS),
                linkbeatInterfaces(),
                delays());
    }

    private List<LinkbeatInterface> linkbeatInterfaces() {
        Map<String, LinkbeatInterface> found = new LinkedHashMap<>();
        for (Statement block : entries.all("linkbeat_interfaces")) {
            for (Statement line : block.children()) {
                if (!exists(line.word(), "linkbeat_interfaces")) {
                    continue;
                }
                @Nullable Linkbeat by = null;
                Optional<Word> extra = line.argument(line.arguments().size() > 1 ? 1 : 0);
                boolean known = line.arguments().size() == 1 && isLinkbeat(line.text(0));
                if (known) {
                    by = Linkbeat.valueOf(line.text(0));
                } else {
                    extra.ifPresent(word -> problems.error(
                            word,
                            "bad-value",
                            "linkbeat " + word + " of " + line.name(),
                            "MII, ETHTOOL or IOCTL",
                            "it is ignored"));
                }
                found.put(line.name(), new LinkbeatInterface(line.name(), by));
            }
        }
        return List.copyOf(found.values());
    }

    private static boolean isLinkbeat(String text) {
        for (Linkbeat one : Linkbeat.values()) {
            if (one.name().equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** keepalived ends with exit code 4 when one of these blocks names an interface that is not there. */
    private boolean exists(Word name, String block) {
        if (facts.interfaceExists(name.text())) {
            return true;
        }
        problems.add(
                name,
                Severity.ERROR,
                Verdict.NO_CONFIGURATION,
                "no-such-interface",
                "interface " + name + " of " + block + " does not exist",
                "an interface of this host",
                "keepalived does not start with this");
        return false;
    }

    private List<InterfaceDelay> delays() {
        Map<String, InterfaceDelay> found = new LinkedHashMap<>();
        for (Statement block : entries.all("interface_up_down_delays")) {
            for (Statement line : block.children()) {
                if (!exists(line.word(), "interface_up_down_delays")) {
                    continue;
                }
                if (line.arguments().isEmpty()) {
                    problems.remark(
                            line.word(),
                            "missing-argument",
                            line.name() + " without a delay",
                            "SECONDS [SECONDS]",
                            "it is ignored");
                    continue;
                }
                long down = delay(line.at(0)).orElse(0);
                long up = line.argument(1).isPresent() ? delay(line.at(1)).orElse(0) : down;
                found.put(line.name(), new InterfaceDelay(line.name(), down * NANOS_PER_MICRO, up * NANOS_PER_MICRO));
            }
        }
        return new ArrayList<>(found.values());
    }

    private OptionalLong delay(Word word) {
        OptionalLong micros = Numbers.micros(word.text(), 0, MOST_DELAY_MICROS);
        if (micros.isEmpty()) {
            problems.error(word, "bad-value", "delay " + word, "0..255 seconds", "0 is used");
        }
        return micros;
    }
}
