package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.FileSourceReader;
import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SourceReader;
import dev.holdfast.controller.conf.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        Verdict verdict = verdict(configuration, problems);
        List<Problem> sorted =
                problems.sorted(file, tree.map(ConfigurationTree::statements).orElse(List.of()));
        ReadResult result = new ReadResult(verdict.starts() ? configuration : null, sorted, verdict);
        return new Inspection(result, tree.orElse(null));
    }

    /**
     * The verdict of the problems; but keepalived -t ends with 0 before it looks at anything when it cannot enter the network
     * namespace of the file, so that errors do not count then. They are shown all the same.
     */
    private Verdict verdict(@Nullable Configuration configuration, Problems problems) {
        Verdict verdict = problems.verdict();
        String namespace =
                configuration == null ? null : configuration.blocks().host().networkNamespace();
        return namespace != null && verdict.starts() && !options.facts().networkNamespaceExists(namespace)
                ? Verdict.CLEAN
                : verdict;
    }

    private Configuration configuration(ConfigurationTree tree, Problems problems) {
        return new ConfigurationReader(tree, options.facts(), problems).read();
    }
}
