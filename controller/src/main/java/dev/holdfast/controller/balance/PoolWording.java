package dev.holdfast.controller.balance;

import dev.holdfast.controller.config.RealServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig;
import dev.holdfast.controller.config.VirtualServerConfig.Part;
import dev.holdfast.controller.config.global.LvsDefaults.FlushOnStop;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.LogLine;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.healthcheck.FileCondition;
import dev.holdfast.ipvs.DestinationKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is told of virtual servers that come, change, rest and go, as keepalived 2.2.7 words it. */
final class PoolWording {
    private PoolWording() {}

    /**
     * What a reload takes away.
     *
     * @param next what becomes of the virtual server, or null
     */
    static List<DirectorEvent> left(
            VirtualServerState state, @Nullable VirtualServerConfig next, LvsSettings settings) {
        List<DirectorEvent> events = new ArrayList<>();
        String of = " from VS " + state.id();
        if (next == null) {
            events.add(line("Removing Virtual Server " + state.id()));
            boolean atOnce = settings.lvs().flushOnStop() != FlushOnStop.NOTHING;
            for (RealServerConfig server : state.config().realServers()) {
                if (!atOnce) {
                    events.add(line("Removing service " + name(state.config(), server) + of));
                }
            }
            events.addAll(state.ending(atOnce));
            return events;
        }
        Set<DestinationKey> kept = new HashSet<>();
        next.realServers().forEach(server -> kept.add(server.destination().key()));
        for (RealServerConfig server : state.config().realServers()) {
            if (!kept.contains(server.destination().key())) {
                events.add(line("service " + name(next, server) + " no longer exist"));
                events.add(line("Removing service " + name(next, server) + of));
                events.addAll(state.leaving(server));
            }
        }
        for (String part : missing(state.config(), next)) {
            events.add(line("VS [" + part + "] in group " + group(next) + " no longer exists"));
        }
        return events;
    }

    /** What a reload adds to a virtual server. */
    static List<DirectorEvent> joined(VirtualServerState state, VirtualServerConfig next) {
        return missing(next, state.config()).stream()
                .map(part -> line("VS [" + part + "] added into group " + group(next)))
                .toList();
    }

    private static List<String> missing(VirtualServerConfig of, VirtualServerConfig in) {
        Set<String> there = new HashSet<>();
        in.parts().forEach(part -> there.add(part.name()));
        return of.parts().stream()
                .map(Part::name)
                .filter(name -> !there.contains(name))
                .toList();
    }

    /** {@code G} of {@code [G]:0}. */
    private static String group(VirtualServerConfig config) {
        String name = config.id().toString();
        return name.substring(1, name.lastIndexOf(']'));
    }

    /** What is said of the checks of a virtual server at the start and after a reload. */
    static List<DirectorEvent> begun(VirtualServerConfig config, boolean rests) {
        return ofChecks(rests ? "Deactivating" : "Activating", config);
    }

    /** What is said when its checks rest because its address left, or begin because it came. */
    static List<DirectorEvent> suspended(VirtualServerConfig config, boolean rests) {
        return ofChecks(rests ? "Suspending" : "Activating", config);
    }

    private static List<DirectorEvent> ofChecks(String what, VirtualServerConfig config) {
        List<DirectorEvent> events = new ArrayList<>();
        for (RealServerConfig server : config.realServers()) {
            DirectorEvent line =
                    line(what + " healthchecker for service " + name(config, server) + " for VS " + config.id());
            server.checks().stream()
                    .filter(check -> !(check instanceof FileCondition))
                    .forEach(check -> events.add(line));
        }
        return events;
    }

    /** That a tracked file takes a server down or lets it up again. */
    static DirectorEvent fileTakesDown(String realServer, String file, boolean down) {
        return line("(" + realServer + "): tracked file " + file + (down ? " now" : " leaving") + " FAULT state");
    }

    /** What is told of a virtual server at the end. */
    static List<DirectorEvent> ending(VirtualServerState state, LvsSettings settings) {
        boolean atOnce = settings.lvs().flushOnStop() != FlushOnStop.NOTHING;
        List<DirectorEvent> events = new ArrayList<>();
        if (!atOnce) {
            for (RealServerConfig server : state.config().realServers()) {
                String inhibited = server.inhibitOnFailure() && !state.isUp(server) ? "(inhibited) " : "";
                events.add(line("Shutting down " + inhibited + "service " + name(state.config(), server) + " from VS "
                        + state.id()));
            }
        }
        events.addAll(state.ending(atOnce));
        return events;
    }

    private static String name(VirtualServerConfig config, RealServerConfig server) {
        return config.id().realServer(server.destination().key());
    }

    private static DirectorEvent line(String text) {
        return new DirectorEvent.Said(new LogLine(dev.holdfast.controller.event.Part.CHECKERS, Severity.INFO, text));
    }
}
