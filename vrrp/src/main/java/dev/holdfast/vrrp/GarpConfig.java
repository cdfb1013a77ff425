package dev.holdfast.vrrp;

/**
 * When and how often gratuitous ARP (for IPv6: an unsolicited neighbour advertisement) tells the segment where an address
 * is. Every count is per address.
 *
 * @param repeat how many are sent at once on becoming master ({@code garp_master_repeat}), 0..1000
 * @param delayNanos how long after that the second set follows ({@code garp_master_delay}); 0 for no second set
 * @param repeatAfterDelay how many the second set has, 0..1000
 * @param refreshNanos how often a master sends further ones ({@code garp_master_refresh}); 0 for never
 * @param refreshRepeat how many each refresh has ({@code garp_master_refresh_repeat}), 0..1000
 * @param lowerPriorityDelayNanos how long after a lower-priority advert the second set follows ({@code
 *     garp_lower_prio_delay}); 0 for no second set
 * @param lowerPriorityRepeat how many each set has after a lower-priority advert ({@code garp_lower_prio_repeat}), 0..1000;
 *     0 for none
 */
public record GarpConfig(
        int repeat,
        long delayNanos,
        int repeatAfterDelay,
        long refreshNanos,
        int refreshRepeat,
        long lowerPriorityDelayNanos,
        int lowerPriorityRepeat) {
    private static final long FIVE_SECONDS = 5_000_000_000L;
    private static final int MOST = 1000;

    /** keepalived's defaults: five at once, five more after five seconds, the same for lower-priority adverts, no refresh. */
    public static final GarpConfig DEFAULTS = new GarpConfig(5, FIVE_SECONDS, 5, 0, 1, FIVE_SECONDS, 5);

    /** Checks the ranges. */
    public GarpConfig {
        Require.range("garp repeat", repeat, 0, MOST);
        Require.range("garp repeat after delay", repeatAfterDelay, 0, MOST);
        Require.range("garp refresh repeat", refreshRepeat, 0, MOST);
        Require.range("garp lower priority repeat", lowerPriorityRepeat, 0, MOST);
        Require.range("garp delay (ns)", delayNanos, 0, Long.MAX_VALUE / 4);
        Require.range("garp refresh (ns)", refreshNanos, 0, Long.MAX_VALUE / 4);
        Require.range("garp lower priority delay (ns)", lowerPriorityDelayNanos, 0, Long.MAX_VALUE / 4);
    }
}
