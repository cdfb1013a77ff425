package dev.holdfast.controller.notify;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.VirtualServerId;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.controller.event.DirectorEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is run when servers go up or down, by what the log calls them. */
final class ServerScripts {
    private final Map<String, ScriptCommand> commands = new HashMap<>();

    /** Those of a configuration. */
    static ServerScripts of(Configuration configuration) {
        ServerScripts scripts = new ServerScripts();
        for (VirtualServerSettings server : configuration.blocks().virtualServers()) {
            VirtualServerId id = VirtualServerId.of(server);
            scripts.put("VS " + id, server.quorum().up(), server.quorum().down());
            for (RealServerSettings real : server.realServers()) {
                String realName = id.realServer(real.destination().key());
                scripts.put("RS " + realName + " " + id, real.up(), real.down());
            }
        }
        return scripts;
    }

    private void put(String server, @Nullable ScriptCommand up, @Nullable ScriptCommand down) {
        if (up != null) {
            commands.put(server + " UP", up);
        }
        if (down != null) {
            commands.put(server + " DOWN", down);
        }
    }

    /** All of them. */
    Collection<ScriptCommand> all() {
        return commands.values();
    }

    /** What is run for the line that tells of it, or null. */
    @Nullable ScriptCommand of(Line line) {
        return commands.get(line.text());
    }

    /**
     * A line for the pipes.
     *
     * @param server which server: {@code VS [192.0.2.1]:tcp:80}, {@code RS [192.0.2.5]:tcp:80 [192.0.2.1]:tcp:80}
     * @param up whether it is up now
     */
    record Line(String server, boolean up) {
        /** Without its end. */
        String text() {
            return server + (up ? " UP" : " DOWN");
        }

        /** The line of an event; null for one that the pipes are not told of. */
        static @Nullable Line of(DirectorEvent event) {
            if (event instanceof DirectorEvent.QuorumChanged changed) {
                return new Line("VS " + changed.virtualServer(), changed.gained());
            }
            if (event instanceof DirectorEvent.ServerStands standing) {
                return new Line(standing.server(), standing.up());
            }
            if (event instanceof DirectorEvent.RealServerChanged changed) {
                return new Line(
                        "RS " + changed.realServer() + " " + changed.virtualServer(),
                        switch (Objects.requireNonNull(changed.change())) {
                            case ADDED, RESTORED -> true;
                            case REMOVED, INHIBITED -> false;
                        });
            }
            return null;
        }
    }
}
