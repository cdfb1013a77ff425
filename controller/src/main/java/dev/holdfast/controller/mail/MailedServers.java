package dev.holdfast.controller.mail;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.VirtualServerId;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.controller.event.DirectorEvent;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The servers whose changes are told of by mail, by what the log calls them.
 *
 * @param names of virtual servers, and of real servers with their virtual server's after a space
 */
record MailedServers(Set<String> names) {
    /** None. */
    static final MailedServers NONE = new MailedServers(Set.of());

    /** Copies the set. */
    MailedServers {
        names = Set.copyOf(names);
    }

    /** Those of a configuration. */
    static MailedServers of(Configuration configuration) {
        Set<String> names = new HashSet<>();
        for (VirtualServerSettings server : configuration.blocks().virtualServers()) {
            VirtualServerId id = VirtualServerId.of(server);
            if (server.mail()) {
                names.add(id.toString());
            }
            for (RealServerSettings real : server.realServers()) {
                if (real.mail()) {
                    names.add(id.realServer(real.destination().key()) + " " + id);
                }
            }
        }
        return new MailedServers(names);
    }

    /** The mail of an event; empty for one that none is sent of. */
    Optional<Mail> mail(DirectorEvent event) {
        if (event instanceof DirectorEvent.QuorumChanged changed && names.contains(changed.virtualServer())) {
            return Optional.of(Mail.of(changed));
        }
        if (event instanceof DirectorEvent.RealServerChanged changed
                && names.contains(changed.realServer() + " " + changed.virtualServer())) {
            return Optional.of(Mail.of(
                    changed,
                    switch (Objects.requireNonNull(changed.change())) {
                        case ADDED, RESTORED -> true;
                        case REMOVED, INHIBITED -> false;
                    }));
        }
        return Optional.empty();
    }
}
