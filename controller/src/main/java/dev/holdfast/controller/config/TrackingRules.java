package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.TrackFile;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.Tracking;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.InstanceConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * What instances may not track: an address owner's priority does not change, and the instances of a sync group must not get
 * different priorities, so neither can track with weights, but for processes, where keepalived does not look (keepalived.conf(5), "Track files" and "VRRP synchronization group(s)").
 */
final class TrackingRules {
    private final List<SyncGroup> groups;
    private final Problems problems;

    TrackingRules(List<SyncGroup> groups, Problems problems) {
        this.groups = groups;
        this.problems = problems;
    }

    /** The instance with only what it may track. */
    VrrpInstanceSettings apply(VrrpInstanceSettings instance, Statement block) {
        boolean owner = instance.priority() == InstanceConfig.OWNER_PRIORITY;
        SyncGroup group = groups.stream()
                .filter(one -> one.instances().contains(instance.name()))
                .findFirst()
                .orElse(null);
        boolean weightless = group != null && !group.trackingWeight() && !group.globalTracking();
        Tracking own = instance.tracking();
        Tracking groups = group == null ? Tracking.NONE : group.tracking();
        if (!owner && group == null) {
            return instance;
        }
        String why = owner ? "an address owner" : "a sync group's instance";
        boolean limited = owner || weightless;
        return instance.withTracking(new Tracking(
                keep(block, "track_interface", own.interfaces(), groups.interfaces(), limited, why, false),
                keep(block, "track_script", own.scripts(), groups.scripts(), limited, why, false),
                keep(block, "track_file", own.files(), groups.files(), limited, why, true),
                own.processes(),
                keep(block, "track_bfd", own.bfds(), groups.bfds(), limited, why, false)));
    }

    private List<Tracked> keep(
            Statement block,
            String keyword,
            List<Tracked> own,
            List<Tracked> ofGroup,
            boolean limited,
            String why,
            boolean files) {
        List<Tracked> kept = new ArrayList<>();
        for (Tracked tracked : own) {
            Word at = place(block, keyword, tracked.name());
            if (ofGroup.stream().map(Tracked::name).anyMatch(tracked.name()::equals)) {
                problems.error(
                        at,
                        "tracked-twice",
                        keyword + " " + tracked.name() + " of the sync group too",
                        "one of them",
                        "both count");
            }
            if (!limited || tracked.weight() == 0) {
                kept.add(tracked);
            } else if (files && tracked.weight() == TrackFile.DEFAULT_WEIGHT) {
                problems.error(
                        at,
                        "tracked-weight",
                        keyword + " " + tracked.name() + " of " + why + " with a weight",
                        "weight 0",
                        "0 is used");
                kept.add(new Tracked(tracked.name(), 0, tracked.reverse()));
            } else {
                problems.error(
                        at,
                        "tracked-weight",
                        keyword + " " + tracked.name() + " of " + why + " with weight " + tracked.weight(),
                        "weight 0",
                        "it is not tracked");
            }
        }
        return kept;
    }

    private static Word place(Statement block, String keyword, String name) {
        for (Statement list : block.children(keyword)) {
            for (Statement line : list.children()) {
                if (line.name().equals(name)) {
                    return line.word();
                }
            }
        }
        return block.at(0);
    }
}
