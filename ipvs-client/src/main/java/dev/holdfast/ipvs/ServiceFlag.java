package dev.holdfast.ipvs;

/**
 * The flags of a service that a user may choose, with their bits ({@code IP_VS_SVC_F_*} in ip_vs.h). Persistence has a
 * bit of its own, but is given by {@link Service#persistenceTimeoutSeconds()}; the "hashed" bit is the kernel's own.
 */
public enum ServiceFlag {
    /** One-packet scheduling of UDP: every datagram is scheduled anew ({@code ipvsadm --ops}). */
    ONE_PACKET(0x0004),
    /** First flag of the scheduler: {@code sh-fallback}, {@code mh-fallback}. */
    SCHEDULER_1(0x0008),
    /** Second flag of the scheduler: {@code sh-port}, {@code mh-port}. */
    SCHEDULER_2(0x0010),
    /** Third flag of the scheduler; no scheduler of the kernel uses it yet. */
    SCHEDULER_3(0x0020);

    private final int bit;

    ServiceFlag(int bit) {
        this.bit = bit;
    }

    /** The flag's bit in the kernel's flag word. */
    public int bit() {
        return bit;
    }
}
