package dev.holdfast.ipvs;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A virtual service as it is configured; its counters are in {@link ServiceStatus}.
 *
 * @param key what identifies it
 * @param scheduler the kernel's name of the scheduler, 1..15 characters ({@code rr}, {@code wlc}, {@code mh} …); the kernel
 *     loads the module of that name, so any name is possible here and an unknown one is refused by the kernel
 * @param flags one-packet scheduling and the scheduler's own flags
 * @param persistenceTimeoutSeconds how long a client stays with its real server, 0 for no persistence
 * @param persistenceNetmask which clients count as one. For IPv4 the mask with its first byte most significant (0xffffff00
 *     is 255.255.255.0, -1 is one address); for IPv6 the prefix length, 1..128. Without persistence it means nothing and is
 *     always {@link #wholeAddress}, so that equal services are equal records
 * @param persistenceEngine name of the persistence engine ({@code sip}), or null for the default (client address)
 */
public record Service(
        ServiceKey key,
        String scheduler,
        Set<ServiceFlag> flags,
        int persistenceTimeoutSeconds,
        int persistenceNetmask,
        @Nullable String persistenceEngine) {

    /** The longest persistence ipvsadm accepts, in seconds: 31 days. */
    public static final int MAX_PERSISTENCE_SECONDS = 2_678_400;

    public Service {
        Objects.requireNonNull(key, "key");
        Ranges.kernelName("scheduler", scheduler);
        flags = immutable(flags);
        Ranges.check("persistence timeout (seconds)", persistenceTimeoutSeconds, 0, Integer.MAX_VALUE);
        if (persistenceTimeoutSeconds == 0) {
            persistenceNetmask = wholeAddress(key.family());
        } else if (key.family() == AddressFamily.IPV6) {
            Ranges.check("IPv6 persistence prefix length", persistenceNetmask, 1, 128);
        } else if (persistenceNetmask == 0) {
            throw new IllegalArgumentException(
                    "persistence netmask 0.0.0.0 (expected a mask with at least one bit set)");
        }
        if (persistenceEngine != null) {
            Ranges.kernelName("persistence engine", persistenceEngine);
        }
    }

    /** A service without flags and persistence. */
    public static Service of(ServiceKey key, String scheduler) {
        return new Service(key, scheduler, Set.of(), 0, wholeAddress(key.family()), null);
    }

    /** The mask by which every client address counts alone: -1 for IPv4, 128 for IPv6. */
    public static int wholeAddress(AddressFamily family) {
        return switch (family) {
            case IPV4 -> -1;
            case IPV6 -> 128;
        };
    }

    /**
     * The value of {@link #persistenceNetmask()} for a prefix length.
     *
     * @param prefixLength 1..32 for IPv4, 1..128 for IPv6
     */
    public static int netmaskOfPrefix(AddressFamily family, int prefixLength) {
        Ranges.check("prefix length", prefixLength, 1, family.addressLength() * 8);
        return switch (family) {
            case IPV4 -> -1 << (32 - prefixLength);
            case IPV6 -> prefixLength;
        };
    }

    /** This service with another scheduler; scheduler flags stay. */
    public Service withScheduler(String newScheduler) {
        return new Service(key, newScheduler, flags, persistenceTimeoutSeconds, persistenceNetmask, persistenceEngine);
    }

    /** This service with exactly these flags. */
    public Service withFlags(Set<ServiceFlag> newFlags) {
        return new Service(key, scheduler, newFlags, persistenceTimeoutSeconds, persistenceNetmask, persistenceEngine);
    }

    /** This service with clients kept at their server for {@code seconds} (0 for none), each address alone. */
    public Service withPersistence(int seconds) {
        return withPersistence(seconds, wholeAddress(key.family()));
    }

    /** This service with clients kept at their server; {@code netmask} as in {@link #persistenceNetmask()}. */
    public Service withPersistence(int seconds, int netmask) {
        return new Service(key, scheduler, flags, seconds, netmask, persistenceEngine);
    }

    /** This service with another persistence engine, null for the default. */
    public Service withPersistenceEngine(@Nullable String engine) {
        return new Service(key, scheduler, flags, persistenceTimeoutSeconds, persistenceNetmask, engine);
    }

    private static Set<ServiceFlag> immutable(Set<ServiceFlag> flags) {
        EnumSet<ServiceFlag> copy = EnumSet.noneOf(ServiceFlag.class);
        copy.addAll(flags);
        return Collections.unmodifiableSet(copy);
    }
}
