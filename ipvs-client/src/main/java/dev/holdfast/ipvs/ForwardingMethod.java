package dev.holdfast.ipvs;

/** How packets reach a real server, with the numbers of {@code IP_VS_CONN_F_FWD_MASK} in ip_vs.h. */
public enum ForwardingMethod {
    /** Network address translation ({@code ipvsadm -m}, {@code lb_kind NAT}). */
    MASQUERADE(0),
    /** Delivered to this host itself; older kernels report it for addresses of their own. */
    LOCAL(1),
    /** Encapsulated ({@code ipvsadm -i}, {@code lb_kind TUN}). */
    TUNNEL(2),
    /** Direct routing: only the link-layer address changes ({@code ipvsadm -g}, {@code lb_kind DR}). */
    DIRECT(3),
    /** Cache bypass: to the packet's own destination; the kernel uses it for transparent caches. */
    BYPASS(4);

    private final int number;

    ForwardingMethod(int number) {
        this.number = number;
    }

    /** The kernel's number, 0..4. */
    public int number() {
        return number;
    }
}
