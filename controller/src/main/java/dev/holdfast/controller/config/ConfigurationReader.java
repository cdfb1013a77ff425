package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.ConfigurationTree;
import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.global.HostSettings;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.controller.config.vrrp.StaticSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.TrackSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.healthcheck.TlsFiles;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of a tree. */
final class ConfigurationReader {
    private final ConfigurationTree tree;

    /** The names of the blocks of what is tracked by a keyword, those included that cannot be used, which is said of each. */
    private final Map<String, Set<String>> declared;

    private final SystemFacts facts;
    private final Problems problems;
    private final List<VrrpInstanceSettings> instances = new ArrayList<>();
    private final List<Statement> instanceBlocks = new ArrayList<>();
    private final List<RouterConfig> runnableInstances = new ArrayList<>();
    private final List<VirtualServerSettings> servers = new ArrayList<>();
    private final List<VirtualServerConfig> runnableServers = new ArrayList<>();

    ConfigurationReader(ConfigurationTree tree, SystemFacts facts, Problems problems) {
        declared = Map.of(
                "track_script", names(tree, "vrrp_script"),
                "track_file", names(tree, "track_file", "vrrp_track_file"),
                "track_process", names(tree, "vrrp_track_process"));
        this.tree = new ScriptUsers(facts, problems).usable(tree);
        this.facts = facts;
        this.problems = problems;
    }

    private static Set<String> names(ConfigurationTree tree, String... keywords) {
        return Stream.of(keywords)
                .flatMap(keyword -> tree.all(keyword).stream())
                .map(block -> block.text(0))
                .collect(Collectors.toUnmodifiableSet());
    }

    Configuration read() {
        GlobalDefs globals = new GlobalDefsReader(facts, problems).read(tree.all("global_defs"));
        HostSettings host = new HostReader(tree, facts, problems).read();
        TrackSettings tracked = new TrackBlocksReader(tree, facts, problems).read();
        TrackingReader tracking = new TrackingReader(tracked, declared, facts, problems);
        instances(globals, tracking);
        List<SyncGroup> groups =
                new SyncGroupReader(instances, globals, tracking, problems).read(tree.all("vrrp_sync_group"));
        TrackingRules rules = new TrackingRules(groups, problems);
        StaticReader statics = new StaticReader(tree, instances, facts, problems);
        StaticSettings staticSettings = statics.read();
        RunnableInstances runnable =
                new RunnableInstances(globals, groups, new FollowedInterfaces(staticSettings), facts, problems);
        for (int i = 0; i < instances.size(); i++) {
            VrrpInstanceSettings instance = rules.apply(instances.get(i), instanceBlocks.get(i));
            instances.set(i, instance);
            runnable.config(instance, instanceBlocks.get(i)).ifPresent(runnableInstances::add);
        }
        Map<String, VirtualServerGroup> serverGroups =
                new ServerGroupReader(problems).read(tree.all("virtual_server_group"));
        TlsFiles ssl = ssl();
        servers(
                new RunnableServers(serverGroups, ssl == null ? TlsFiles.NONE : ssl, problems),
                serverGroups,
                globals,
                new CheckerReader.Known(tracked, globals.tlsCompliant(), facts));
        Blocks blocks = new Blocks(
                host,
                staticSettings,
                tracked,
                instances,
                groups,
                statics.garpGroups(),
                ssl,
                List.copyOf(serverGroups.values()),
                servers);
        new ScriptSecurity(tree, facts, problems).check(globals);
        return new Configuration(globals, blocks, runnableInstances, runnableServers);
    }

    private void servers(
            RunnableServers runnable,
            Map<String, VirtualServerGroup> groups,
            GlobalDefs globals,
            CheckerReader.Known checkers) {
        for (Statement block : tree.all("virtual_server")) {
            new VirtualServerReader(block, groups, globals, checkers, problems)
                    .read()
                    .ifPresent(server -> {
                        servers.add(server);
                        runnable.config(server, block).ifPresent(runnableServers::add);
                    });
        }
    }

    private @Nullable TlsFiles ssl() {
        List<Statement> blocks = tree.all("SSL");
        if (blocks.isEmpty()) {
            return null;
        }
        Entries entries = new Entries(
                blocks.stream().flatMap(block -> block.children().stream()).toList());
        for (String keyword : List.of("ca", "certificate", "key")) {
            Statement given = entries.last(keyword);
            if (given != null && facts.contents(given.text(0)).isEmpty()) {
                problems.remark(
                        given.at(0),
                        "tls-file",
                        keyword + " " + given.text(0) + ", which cannot be read",
                        "a file in PEM format",
                        "SSL_GET cannot be made with it; keepalived's checker would end");
            }
        }
        return new TlsFiles(
                entries.text("certificate"), entries.text("key"), entries.text("password"), entries.text("ca"));
    }

    private void instances(GlobalDefs globals, TrackingReader tracking) {
        BlockNames names = new BlockNames(problems);
        Set<String> virtualInterfaces = new HashSet<>();
        for (Statement block : tree.all("vrrp_instance")) {
            if (names.accepts(block)) {
                new VrrpInstanceReader(block, globals, tracking, virtualInterfaces, facts, problems)
                        .read()
                        .filter(instance -> hasOwnId(instance, block))
                        .ifPresent(instance -> {
                            instances.add(instance);
                            instanceBlocks.add(block);
                        });
            }
        }
    }

    /** Two virtual routers of one segment, family and group of speakers need different numbers. */
    private boolean hasOwnId(VrrpInstanceSettings instance, Statement block) {
        for (VrrpInstanceSettings other : instances) {
            if (clash(instance, other)) {
                problems.error(
                        block.at(0),
                        "repeated-router-id",
                        "virtual_router_id " + instance.vrid() + " of " + instance.name() + " on "
                                + instance.interfaceName() + ", where " + other.name() + " has it",
                        "another virtual_router_id",
                        "the instance is left out");
                return false;
            }
        }
        return true;
    }

    private static boolean clash(VrrpInstanceSettings a, VrrpInstanceSettings b) {
        if (a.vrid() != b.vrid()
                || a.ipv6() != b.ipv6()
                || !String.valueOf(a.interfaceName()).equals(String.valueOf(b.interfaceName()))
                || a.transport().isUnicast() != b.transport().isUnicast()) {
            return false;
        }
        if (a.transport().isUnicast()) {
            Set<InetAddress> peers = new HashSet<>();
            a.transport().peers().forEach(peer -> peers.add(peer.address()));
            return b.transport().peers().stream().anyMatch(peer -> peers.contains(peer.address()));
        }
        return String.valueOf(a.transport().multicastGroup())
                .equals(String.valueOf(b.transport().multicastGroup()));
    }
}
