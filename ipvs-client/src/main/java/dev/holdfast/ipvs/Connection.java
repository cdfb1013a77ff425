package dev.holdfast.ipvs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the kernel's connection table: a connection, or a template that keeps a client at its server.
 *
 * @param protocol the kernel's name of the protocol: {@code TCP}, {@code UDP}, {@code SCTP}; {@code IP} for the templates of
 *     firewall-mark services, whose {@code virtual} address is the mark
 * @param client the client
 * @param virtual the virtual service's address
 * @param destination the real server; its family may differ from the others' where it is reached by a tunnel
 * @param state the kernel's name of the state: {@code ESTABLISHED}, {@code FIN_WAIT}, {@code NONE} …
 * @param expiresSeconds seconds until the kernel forgets it if nothing more comes, 0 or more
 * @param persistence what the service's persistence engine keeps of it, or null; only {@code ip_vs_conn} has it
 * @param origin where the director knows it from, or null; only {@code ip_vs_conn_sync} has it
 */
public record Connection(
        String protocol,
        Endpoint client,
        Endpoint virtual,
        Endpoint destination,
        String state,
        long expiresSeconds,
        @Nullable Persistence persistence,
        @Nullable Origin origin) {

    /**
     * What a persistence engine keeps.
     *
     * @param engine its name: {@code sip}
     * @param data what it goes by: for {@code sip} the call's identifier, each byte as the character of that number
     */
    public record Persistence(String engine, String data) {
        public Persistence {
            Objects.requireNonNull(engine, "engine");
            Objects.requireNonNull(data, "data");
        }
    }

    /** Where a director knows a connection from. */
    public enum Origin {
        /** Scheduled here. */
        LOCAL,
        /** Told by a sync daemon. */
        SYNC
    }

    public Connection {
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(virtual, "virtual");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(state, "state");
        if (expiresSeconds < 0) {
            throw new IllegalArgumentException("expires in " + expiresSeconds + " s (expected 0 or more)");
        }
    }
}
