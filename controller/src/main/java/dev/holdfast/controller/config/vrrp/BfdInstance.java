package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A bfd_instance block (RFC 5880).
 *
 * @param name its name
 * @param neighbour {@code neighbor_ip}
 * @param source {@code source_ip}, of the same family, or null
 * @param receiveMicros {@code min_rx}: the shortest interval it takes adverts at, 1000..4294967000
 * @param transmitMicros {@code min_tx}: the shortest interval it wants to send at, likewise
 * @param idleMicros {@code idle_tx}: the interval while the session is down, 1000000..4294967000
 * @param multiplier {@code multiplier}: how many missed packets are the end, 1..255
 * @param passive {@code passive}: it waits to be spoken to
 * @param ttl {@code ttl} or {@code hoplimit}: of its packets, 1..255
 * @param mostHops {@code max_hops}: how far its packets may have come, -1..255, -1 for no limit
 * @param weight {@code weight}, -253..253
 * @param reverse {@code weight N reverse}
 * @param forVrrp whether VRRP is told of it
 * @param forCheckers whether checkers are told of it
 */
public record BfdInstance(
        String name,
        InetAddress neighbour,
        @Nullable InetAddress source,
        long receiveMicros,
        long transmitMicros,
        long idleMicros,
        int multiplier,
        boolean passive,
        int ttl,
        int mostHops,
        int weight,
        boolean reverse,
        boolean forVrrp,
        boolean forCheckers) {
    /** {@code min_rx} and {@code min_tx} unless given: 10 ms. */
    public static final long DEFAULT_INTERVAL_MICROS = 10_000;

    /** {@code idle_tx} unless given: a second, also the least it can be (RFC 5880 section 6.8.3). */
    public static final long DEFAULT_IDLE_MICROS = 1_000_000;

    /** The longest interval. */
    public static final long MOST_INTERVAL_MICROS = 4_294_967_000L;

    /** {@code multiplier} unless given. */
    public static final int DEFAULT_MULTIPLIER = 5;

    /** {@code ttl} unless given. */
    public static final int DEFAULT_TTL = 255;

    /** {@code hoplimit} unless given. */
    public static final int DEFAULT_HOP_LIMIT = 64;

    /** Checks the ranges. */
    public BfdInstance {
        Checked.range("min_rx of " + name + " (us)", receiveMicros, 1000, MOST_INTERVAL_MICROS);
        Checked.range("min_tx of " + name + " (us)", transmitMicros, 1000, MOST_INTERVAL_MICROS);
        Checked.range("idle_tx of " + name + " (us)", idleMicros, DEFAULT_IDLE_MICROS, MOST_INTERVAL_MICROS);
        Checked.range("multiplier of " + name, multiplier, 1, 255);
        Checked.range("ttl of " + name, ttl, 1, 255);
        Checked.range("max_hops of " + name, mostHops, -1, 255);
        Checked.range("weight of " + name, weight, -253, 253);
        Checked.that(
                source == null || source.getClass() == neighbour.getClass(),
                "source_ip of " + name,
                String.valueOf(source),
                "the family of " + neighbour.getHostAddress());
    }
}
