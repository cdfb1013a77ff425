package dev.holdfast.controller.config;

import dev.holdfast.controller.config.global.HostSettings;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.controller.config.vrrp.GarpGroup;
import dev.holdfast.controller.config.vrrp.StaticSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.healthcheck.TlsFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a file says besides global_defs, whether it runs yet or not; what runs is made of it.
 *
 * @param host the keywords outside all blocks, and the blocks about interfaces
 * @param statics static addresses, routes and rules
 * @param tracked the blocks of things that can be tracked
 * @param instances the vrrp_instance blocks, in order; no name twice
 * @param syncGroups the vrrp_sync_group blocks, in order; no name and no instance twice
 * @param garpGroups the garp_group blocks, in order; no interface twice
 * @param ssl the SSL block, or null
 * @param serverGroups the virtual_server_group blocks, in order; no name twice
 * @param virtualServers the virtual_server blocks that can be used, in order
 */
public record Blocks(
        HostSettings host,
        StaticSettings statics,
        TrackSettings tracked,
        List<VrrpInstanceSettings> instances,
        List<SyncGroup> syncGroups,
        List<GarpGroup> garpGroups,
        @Nullable TlsFiles ssl,
        List<VirtualServerGroup> serverGroups,
        List<VirtualServerSettings> virtualServers) {
    /** Copies the lists. */
    public Blocks {
        instances = List.copyOf(instances);
        syncGroups = List.copyOf(syncGroups);
        garpGroups = List.copyOf(garpGroups);
        serverGroups = List.copyOf(serverGroups);
        virtualServers = List.copyOf(virtualServers);
    }
}
