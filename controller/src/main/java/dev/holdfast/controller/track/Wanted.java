package dev.holdfast.controller.track;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.TrackFile;
import dev.holdfast.controller.config.vrrp.TrackProcess;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.Tracking;
import dev.holdfast.controller.config.vrrp.VrrpScript;
import dev.holdfast.controller.event.Part;
import dev.holdfast.healthcheck.FileCondition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What has to be watched: the blocks that are tracked by somebody that runs.
 *
 * @param configuration where they are
 * @param parts the parts that run
 */
record Wanted(Configuration configuration, Set<Part> parts) {
    List<VrrpScript> scripts() {
        Set<String> names = ofRouters(Tracking::scripts);
        return blocks().scripts().stream()
                .filter(script -> names.contains(script.name()))
                .toList();
    }

    List<TrackProcess> processes() {
        Set<String> names = ofRouters(Tracking::processes);
        return blocks().processes().stream()
                .filter(process -> names.contains(process.name()))
                .toList();
    }

    List<TrackFile> files() {
        Set<String> names = ofRouters(Tracking::files);
        names.addAll(ofServers());
        return blocks().files().stream()
                .filter(file -> names.contains(file.name()))
                .toList();
    }

    private TrackSettings blocks() {
        return configuration.blocks().tracked();
    }

    private Set<String> ofRouters(Function<Tracking, List<Tracked>> kind) {
        Set<String> running = new HashSet<>();
        Set<String> names = new HashSet<>();
        if (!parts.contains(Part.VRRP)) {
            return names;
        }
        for (RouterConfig instance : configuration.instances()) {
            running.add(instance.settings().name());
            kind.apply(instance.settings().tracking()).forEach(one -> names.add(one.name()));
        }
        for (SyncGroup group : configuration.blocks().syncGroups()) {
            if (group.instances().stream().anyMatch(running::contains)) {
                kind.apply(group.tracking()).forEach(one -> names.add(one.name()));
            }
        }
        return names;
    }

    private Set<String> ofServers() {
        Set<String> names = new HashSet<>();
        if (parts.contains(Part.CHECKERS)) {
            configuration.virtualServers().stream()
                    .flatMap(server -> server.realServers().stream())
                    .flatMap(server -> server.checks().stream())
                    .forEach(check -> {
                        if (check instanceof FileCondition condition) {
                            names.add(condition.file());
                        }
                    });
        }
        return names;
    }
}
