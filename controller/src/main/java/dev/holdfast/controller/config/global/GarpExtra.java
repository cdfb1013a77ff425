package dev.holdfast.controller.config.global;

/**
 * Gratuitous ARP on interfaces of VIPs that are not the instance's own: {@code vrrp_garp_extra_if [all] SECONDS} and an
 * instance's {@code garp_extra_if}.
 *
 * @param everyInterface {@code all}: on every interface of the instance, not only on VMAC interfaces
 * @param intervalSeconds time between two rounds, 0..86400; 0 for none
 */
public record GarpExtra(boolean everyInterface, int intervalSeconds) {
    /** Nothing is sent. */
    public static final GarpExtra NONE = new GarpExtra(false, 0);

    /** The longest interval: a day. */
    public static final int MOST_SECONDS = 86_400;

    /** Checks the range. */
    public GarpExtra {
        Checked.range("garp_extra_if (seconds)", intervalSeconds, 0, MOST_SECONDS);
    }
}
