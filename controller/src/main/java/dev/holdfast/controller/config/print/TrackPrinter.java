package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.vrrp.BfdInstance;
import dev.holdfast.controller.config.vrrp.StaticSettings;
import dev.holdfast.controller.config.vrrp.TrackFile;
import dev.holdfast.controller.config.vrrp.TrackGroup;
import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.controller.config.vrrp.TrackProcess.ParameterMatch;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.controller.config.vrrp.VrrpScript;
import java.net.Inet4Address;
import java.util.Locale;

/** Writes the blocks of things that can be tracked and the static addresses, routes and rules. */
final class TrackPrinter {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Lines out;
    private final RoutePrinter routes;

    TrackPrinter(Lines out) {
        this.out = out;
        routes = new RoutePrinter(out);
    }

    void statics(StaticSettings statics) {
        statics.trackGroups().forEach(this::group);
        if (!statics.addresses().isEmpty()) {
            out.block("static_ipaddress", () -> statics.addresses().forEach(routes::address));
        }
        if (!statics.routes().isEmpty()) {
            out.block("static_routes", () -> statics.routes().forEach(routes::route));
        }
        if (!statics.rules().isEmpty()) {
            out.block("static_rules", () -> statics.rules().forEach(routes::rule));
        }
    }

    private void group(TrackGroup group) {
        out.block("track_group " + Lines.word(group.name()), () -> {
            if (!group.instances().isEmpty()) {
                out.block("group", () -> group.instances().forEach(name -> out.line(Lines.word(name))));
            }
        });
    }

    void tracked(TrackSettings tracked) {
        tracked.scripts().forEach(this::script);
        tracked.files().forEach(this::file);
        tracked.processes().forEach(this::process);
        tracked.bfds().forEach(this::bfd);
    }

    private void weight(int weight, boolean reverse) {
        out.line("weight " + weight + (reverse ? " reverse" : ""));
    }

    private void script(VrrpScript script) {
        out.block("vrrp_script " + Lines.word(script.name()), () -> {
            out.line("script " + Lines.command(script.command()));
            String user = script.command().user();
            if (user != null) {
                out.line("user" + Lines.user(user, script.command().group()));
            }
            out.number("interval", script.intervalNanos() / NANOS_PER_SECOND);
            if (script.timeoutNanos() > 0) {
                out.number("timeout", script.timeoutNanos() / NANOS_PER_SECOND);
            }
            weight(script.weight(), script.reverse());
            out.number("rise", script.rise());
            out.number("fall", script.fall());
            out.flag("init_fail", script.initiallyDown());
        });
    }

    private void file(TrackFile file) {
        out.block("track_file " + Lines.word(file.name()), () -> {
            out.line("file " + Lines.word(file.file()));
            weight(file.weight(), file.reverse());
            if (file.initialValue() != null) {
                out.line("init_file " + file.initialValue() + (file.overwrite() ? " overwrite" : ""));
            }
        });
    }

    private void process(TrackProcess process) {
        out.block("vrrp_track_process " + Lines.word(process.name()), () -> {
            StringBuilder line = new StringBuilder("process");
            process.process().forEach(word -> line.append(' ').append(Lines.escaped(word)));
            out.line(line.toString());
            ParameterMatch match = process.match();
            if (match != null) {
                out.line(
                        match == ParameterMatch.EXACT
                                ? "param_match"
                                : "param_match " + match.name().toLowerCase(Locale.ROOT));
            }
            out.flag("full_command", process.fullCommand());
            weight(process.weight(), process.reverse());
            if (process.quorum() > 0) {
                out.number("quorum", process.quorum());
            }
            out.maybe("quorum_max", process.quorumMax());
            if (process.forkDelayNanos() > 0) {
                out.seconds("fork_delay", process.forkDelayNanos());
            }
            if (process.terminateDelayNanos() > 0) {
                out.seconds("terminate_delay", process.terminateDelayNanos());
            }
        });
    }

    private void bfd(BfdInstance bfd) {
        out.block("bfd_instance " + Lines.word(bfd.name()), () -> {
            out.maybe("neighbor_ip", bfd.neighbour());
            out.maybe("source_ip", bfd.source());
            out.line("min_rx " + Lines.millis(bfd.receiveMicros()));
            out.line("min_tx " + Lines.millis(bfd.transmitMicros()));
            out.line("idle_tx " + Lines.millis(bfd.idleMicros()));
            out.number("multiplier", bfd.multiplier());
            out.flag("passive", bfd.passive());
            out.number(bfd.neighbour() instanceof Inet4Address ? "ttl" : "hoplimit", bfd.ttl());
            out.number("max_hops", bfd.mostHops());
            weight(bfd.weight(), bfd.reverse());
            out.flag("vrrp", bfd.forVrrp() && !bfd.forCheckers());
            out.flag("checker", bfd.forCheckers() && !bfd.forVrrp());
        });
    }
}
