package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.FileSourceReader;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SourceReader;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.vrrp.InstanceConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads keepalived.conf files. Reading touches nothing but the files, through a {@link SourceReader}, and what {@link
 * dev.holdfast.controller.conf.SystemFacts} answers; nothing a file says makes it throw.
 */
public final class KeepalivedConf {
    private final SourceReader source;
    private final ReadOptions options;

    private KeepalivedConf(SourceReader source, ReadOptions options) {
        this.source = source;
        this.options = options;
    }

    /** Reads a file of the file system and what it includes. */
    public static ReadResult read(Path file, ReadOptions options) {
        return read(file, options, new FileSourceReader());
    }

    /** Reads a file that comes from somewhere else. */
    public static ReadResult read(Path file, ReadOptions options, SourceReader source) {
        return new KeepalivedConf(source, options).inspect(file).result();
    }

    /** Reads a file of the file system and what it includes, and keeps what it was read from. */
    public static Inspection inspect(Path file, ReadOptions options) {
        return inspect(file, options, new FileSourceReader());
    }

    /** Reads a file that comes from somewhere else, and keeps what it was read from. */
    public static Inspection inspect(Path file, ReadOptions options, SourceReader source) {
        return new KeepalivedConf(source, options).inspect(file);
    }

    /**
     * What came of reading, and what was read, for those who look at the text besides what it means.
     *
     * @param tree null when the file as a whole could not be read
     */
    public record Inspection(ReadResult result, @Nullable ConfigurationTree tree) {}

    private Inspection inspect(Path file) {
        Problems problems = new Problems();
        Optional<ConfigurationTree> tree = ConfigurationTree.read(file, source, options, problems);
        Configuration configuration =
                tree.map(statements -> configuration(statements, problems)).orElse(null);
        Verdict verdict = problems.verdict();
        List<Problem> sorted =
                problems.sorted(file, tree.map(ConfigurationTree::statements).orElse(List.of()));
        ReadResult result = new ReadResult(verdict.starts() ? configuration : null, sorted, verdict);
        return new Inspection(result, tree.orElse(null));
    }

    private Configuration configuration(ConfigurationTree tree, Problems problems) {
        GlobalDefs globals = new GlobalDefsReader(problems).read(tree.all("global_defs"));
        List<InstanceConfig> instances = instances(tree.all("vrrp_instance"), globals, problems);
        List<VirtualServerConfig> virtualServers = new ArrayList<>();
        for (Statement block : tree.all("virtual_server")) {
            new VirtualServerReader(block, globals, problems).read().ifPresent(virtualServers::add);
        }
        new ElsewhereChecks(tree, options.facts(), problems).check(globals);
        return new Configuration(globals, instances, virtualServers);
    }

    private List<InstanceConfig> instances(List<Statement> blocks, GlobalDefs globals, Problems problems) {
        List<InstanceConfig> instances = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Statement block : blocks) {
            if (block.arguments().size() != 1) {
                problems.error(
                        block.word(),
                        "bad-name",
                        "vrrp_instance with " + block.arguments().size() + " names",
                        "one name",
                        "the block is left out");
            } else if (!names.add(block.text(0))) {
                problems.error(
                        block.at(0),
                        "repeated-name",
                        "vrrp_instance " + block.text(0) + " a second time",
                        "another name",
                        "the block is left out");
            } else {
                new VrrpInstanceReader(block, globals, options.facts(), problems)
                        .read()
                        .ifPresent(instance -> add(instance, instances, block, problems));
            }
        }
        return instances;
    }

    private static void add(
            InstanceConfig instance, List<InstanceConfig> instances, Statement block, Problems problems) {
        for (InstanceConfig other : instances) {
            if (other.vrid() == instance.vrid() && other.interfaceName().equals(instance.interfaceName())) {
                problems.error(
                        block.at(0),
                        "repeated-router-id",
                        "virtual_router_id " + instance.vrid() + " of " + instance.name() + " on "
                                + instance.interfaceName() + ", where " + other.name() + " has it",
                        "another virtual_router_id",
                        "the instance is left out");
                return;
            }
        }
        instances.add(instance);
    }
}
