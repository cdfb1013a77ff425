package dev.holdfast.controller.cli;

import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.daemon.Version;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code holdfast}: with a subcommand its own way, without one as keepalived(8), so that a service unit written for
 * keepalived needs only another program name.
 */
@Command(
        name = "holdfast",
        versionProvider = HoldfastCommand.VersionText.class,
        sortOptions = false,
        header = "A keepalived-compatible high-availability controller: VRRP, health checks and IPVS.",
        description = {
            "",
            "Without a command, holdfast takes keepalived's options and becomes a daemon, as keepalived does"
                    + " (-n keeps it in the foreground, -t only checks the configuration).",
            ""
        },
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            FailoverCommand.class,
            RealServerCommand.class,
            CommandLine.HelpCommand.class
        })
public final class HoldfastCommand implements Callable<Integer> {
    @Mixin
    private KeepalivedOptions options = new KeepalivedOptions();

    @Option(
            names = {"-t", "--config-test"},
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "FILE",
            description = "Check the configuration and exit, as `holdfast check`; problems go to FILE if one is named.")
    private String configTest = NOT_GIVEN;

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean version;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    private static final String NOT_GIVEN = "\0";

    private static final Set<String> TEST = Set.of("-t", "--config-test");

    private HoldfastCommand() {}

    /** Runs a command line; returns the exit status. */
    public static int execute(String... args) {
        Start start = Start.of(args);
        if (start != null) {
            return start.run();
        }
        CommandLine line = commandLine();
        return line.execute(withFilesAttached(line, args));
    }

    /**
     * As with getopt_long(3), an argument that may be missing is in the same word as its option. Otherwise {@code holdfast -nt
     * keepalived.conf} would write its problems over the configuration.
     */
    static String[] withFilesAttached(CommandLine line, String... args) {
        List<String> words = new ArrayList<>();
        Iterator<String> given = List.of(args).iterator();
        while (given.hasNext()) {
            String word = given.next();
            if (line.getSubcommands().containsKey(word)) {
                words.add(word);
                break;
            }
            String last = lastOption(line, word);
            if (TEST.contains(last)) {
                String before = word.startsWith("--") ? "" : word.substring(0, word.length() - 1);
                if (before.length() > 1) {
                    words.add(before);
                }
                words.add("--config-test=");
            } else {
                words.add(word);
                // What follows is its value, whatever it looks like.
                if (takesValue(line, last) && given.hasNext()) {
                    words.add(given.next());
                }
            }
        }
        given.forEachRemaining(words::add);
        return words.toArray(String[]::new);
    }

    /** The option at a word's end; empty where the word ends with an option's value, or is none. */
    private static String lastOption(CommandLine line, String word) {
        if (word.startsWith("--") || !word.startsWith("-")) {
            return word.startsWith("--") && !word.contains("=") ? word : "";
        }
        for (int i = 1; i < word.length() - 1; i++) {
            String option = "-" + word.charAt(i);
            if (TEST.contains(option) || takesValue(line, option)) {
                return "";
            }
        }
        return word.length() < 2 ? "" : "-" + word.charAt(word.length() - 1);
    }

    private static boolean takesValue(CommandLine line, String option) {
        CommandLine.Model.OptionSpec spec = line.getCommandSpec().findOption(option);
        return spec != null && spec.arity().min() > 0;
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new HoldfastCommand());
        // Nothing behind `ipvs` means anything here: not its options, not "--", and not "@" before a word.
        line.setExpandAtFiles(false);
        line.addSubcommand(new CommandLine(new IpvsCommandLine())
                .setUnmatchedOptionsArePositionalParams(true)
                .setEndOfOptionsDelimiter("\0"));
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion.getCommandSpec().usageMessage().hidden(true);
        line.addSubcommand(completion);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            e.printStackTrace(command.getErr());
            return ExitCode.FAILURE.number();
        });
        line.setParameterExceptionHandler((e, parsed) -> {
            PrintWriter err = e.getCommandLine().getErr();
            err.println("holdfast: " + e.getMessage() + " (`"
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help` lists what there is)");
            return ExitCode.FAILURE.number();
        });
        return line;
    }

    @Override
    public Integer call() {
        if (!NOT_GIVEN.equals(configTest)) {
            return Checking.check(
                    options, null, Checking.Style.plain(configTest.isEmpty() ? null : Path.of(configTest)));
        }
        return start().run();
    }

    Start start() {
        return Start.asKeepalived(options);
    }

    /** The version, for picocli. */
    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Holdfast " + Version.text()};
        }
    }
}
