package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.FileSourceReader;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.ReadOptions;
import dev.holdfast.controller.conf.SourceReader;
import dev.holdfast.controller.conf.Verdict;
import java.nio.file.Path;
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
        return new KeepalivedConf(source, options).read(file);
    }

    private ReadResult read(Path file) {
        Problems problems = new Problems();
        Optional<ConfigurationTree> tree = ConfigurationTree.read(file, source, options, problems);
        Configuration configuration =
                tree.map(statements -> configuration(statements, problems)).orElse(null);
        Verdict verdict = verdict(configuration, problems);
        return new ReadResult(verdict.starts() ? configuration : null, problems.sorted(file), verdict);
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
