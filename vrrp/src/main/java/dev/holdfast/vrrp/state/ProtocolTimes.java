package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VrrpVersion;

/**
 * The protocol's intervals, in nanoseconds. Integer arithmetic that multiplies first: at 10 ms adverts a skew rounded to
 * centiseconds would be zero for most priorities, and every backup would take over at the same moment.
 */
public final class ProtocolTimes {
    private static final long NANOS_PER_CENTI = 10_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int PRIORITY_RANGE = 256;

    private ProtocolTimes() {}

    /** Hundredths of a second in nanoseconds. */
    public static long centisToNanos(int centis) {
        return centis * NANOS_PER_CENTI;
    }

    /**
     * Skew_Time: v2 ((256 - priority) / 256) seconds (RFC 3768 section 6.1), v3 (256 - priority) / 256 of the master's interval
     * (RFC 9568 section 6.1).
     *
     * @param priority the effective priority, 1..255
     * @param masterIntervalCentis the master's interval; v2 does not use it
     */
    public static long skewNanos(VrrpVersion version, int priority, int masterIntervalCentis) {
        long whole = switch (version) {
            case V2 -> NANOS_PER_SECOND;
            case V3 -> centisToNanos(masterIntervalCentis);
        };
        return (PRIORITY_RANGE - priority) * whole / PRIORITY_RANGE;
    }

    /**
     * Master_Down_Interval: three of the master's intervals (or as many as configured), and the skew.
     *
     * @param priority the effective priority, 1..255
     * @param masterIntervalCentis the master's interval; v2 uses the configured one, which must be the same
     */
    public static long masterDownNanos(InstanceConfig config, int priority, int masterIntervalCentis) {
        return config.downTimerAdverts() * centisToNanos(masterIntervalCentis)
                + skewNanos(config.version(), priority, masterIntervalCentis);
    }
}
