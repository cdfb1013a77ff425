package dev.holdfast.controller.cli;

import dev.holdfast.controller.daemon.ExitCode;
import dev.holdfast.controller.realserver.RealServerProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast realserver}: a real server's VIPs. */
@Command(
        name = "realserver",
        sortOptions = false,
        description = {
            "Start, stop and inspect VIPs on a real server of LVS-DR or LVS-TUN.",
            "",
            "start puts each VIP on lo as /32 (IPv6: /128), with --tun on tunl0 (ip6tnl0), and keeps the server from telling"
                    + " its neighbours of them: arp_ignore 1, arp_announce 2. Values that are right already stay. What was"
                    + " there before is remembered, so that stop puts it back. Starting again completes what is missing and"
                    + " keeps what was remembered first.",
            ""
        },
        subcommands = {
            RealServerCommand.Start.class,
            RealServerCommand.Stop.class,
            RealServerCommand.Status.class,
        })
final class RealServerCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println(
                        "holdfast: realserver without a command (expected start, stop or status; `holdfast realserver --help`"
                                + " says more)");
        return ExitCode.FAILURE.number();
    }

    /** What the three have in common. */
    static final class Common {
        @Option(
                names = "--state-directory",
                paramLabel = "DIRECTORY",
                description = "Where what was there before is remembered (" + RealServerProgram.STATE_DIRECTORY + ").")
        private Path stateDirectory = Path.of(RealServerProgram.STATE_DIRECTORY);

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Print this help and exit.")
        @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
        private boolean help;

        RealServerProgram program() {
            return new RealServerProgram(System.out, System.err, stateDirectory);
        }
    }

    /** {@code holdfast realserver start}. */
    @Command(
            name = "start",
            sortOptions = false,
            description = {
                "Accept packets for VIPs without telling anybody: all of them, or, when a step fails, nothing.",
                "",
                "The settings that count are those of `all`, because the kernel takes the maximum of it and the interface;"
                        + " an interface is changed only where its own value would undo that. An IPv4 VIP has scope host, an"
                        + " IPv6 VIP is never preferred, so that the server's own connections do not leave from it.",
                ""
            },
            footer = {
                "",
                "Exit status: 0 done, or nothing to do; 1 not done, with the reason in one line.",
            })
    static final class Start implements Callable<Integer> {
        @Mixin
        private Common common = new Common();

        @Option(
                names = "--tun",
                description = {
                    "For LVS-TUN: the VIP is on tunl0 (IPv6: ip6tnl0), which is set up, its module loaded where it is missing."
                            + " Where strict rp_filter (1) would drop what comes out of the tunnel, tunl0 gets 2, which is"
                            + " above a 1 of all. The tunnel takes packets from any sender: let only the director send them"
                            + " (IP protocol 4, IPv6: 41). A director's tunnel packets for an IPv6 VIP must not come from the"
                            + " VIP itself: there it wants preferred_lft 0, too.",
                })
        private boolean tunnel;

        @Option(names = "--script", description = "Print a shell script that does it here and now, and do nothing.")
        private boolean script;

        @Parameters(paramLabel = "VIP", arity = "1..*", description = "An IPv4 or IPv6 address.")
        private List<String> vips = new ArrayList<>();

        @Override
        public Integer call() {
            return common.program().start(vips, tunnel, script);
        }
    }

    /** {@code holdfast realserver stop}. */
    @Command(
            name = "stop",
            sortOptions = false,
            description = {
                "Take VIPs off that were started, and after the last one put back what was there before.",
                "",
                "What somebody else has changed meanwhile, or put there before, is left as it is, and said. A module that was"
                        + " loaded stays loaded.",
                ""
            },
            footer = {"", "Exit status: 0 done, or nothing to do; 1 not done, with the reason in one line."})
    static final class Stop implements Callable<Integer> {
        @Mixin
        private Common common = new Common();

        @Option(names = "--script", description = "Print a shell script that does it here and now, and do nothing.")
        private boolean script;

        @Parameters(
                paramLabel = "VIP",
                arity = "0..*",
                description = "A VIP; all that were started when none is named.")
        private List<String> vips = new ArrayList<>();

        @Override
        public Integer call() {
            return common.program().stop(vips, script);
        }
    }

    /** {@code holdfast realserver status}. */
    @Command(
            name = "status",
            sortOptions = false,
            description = {
                "Say what is right and what is wrong, why it matters and what to do, a line each. Changes nothing.",
                "",
                "A note is what only you can judge: a service that does not listen on a VIP, no default route.",
                ""
            },
            footer = {"", "Exit status: 0 nothing is wrong, 1 something is."})
    static final class Status implements Callable<Integer> {
        @Mixin
        private Common common = new Common();

        @Option(names = "--tun", description = "The VIPs are meant to be on tunl0 (IPv6: ip6tnl0).")
        private boolean tunnel;

        @Option(
                names = "--json",
                description = "As JSON: {\"ok\": ..., \"findings\": [{\"level\", \"subject\", \"text\"}]}.")
        private boolean json;

        @Parameters(
                paramLabel = "VIP",
                arity = "0..*",
                description = "A VIP; when none is named, those that were started or are on lo, tunl0 or ip6tnl0.")
        private List<String> vips = new ArrayList<>();

        @Override
        public Integer call() {
            return common.program().status(vips, tunnel, json);
        }
    }
}
