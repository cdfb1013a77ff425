package dev.holdfast.ipvs;

import org.jspecify.annotations.Nullable;

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

    /**
     * The flag's name with a scheduler, as {@code ipvsadm -b} has it: {@code sh-port}, {@code mh-fallback}; {@code flag-2} with a
     * scheduler whose flags have no names.
     *
     * @return null for {@link #ONE_PACKET}, which is no scheduler's
     */
    public @Nullable String nameWith(String scheduler) {
        boolean named = scheduler.equals("sh") || scheduler.equals("mh");
        return switch (this) {
            case ONE_PACKET -> null;
            case SCHEDULER_1 -> named ? scheduler + "-fallback" : "flag-1";
            case SCHEDULER_2 -> named ? scheduler + "-port" : "flag-2";
            case SCHEDULER_3 -> "flag-3";
        };
    }

    /**
     * The scheduler flag of a name that {@link #nameWith} gives, whichever the scheduler.
     *
     * @return null when there is none of that name
     */
    public static @Nullable ServiceFlag named(String name) {
        return switch (name) {
            case "sh-fallback", "mh-fallback", "flag-1" -> SCHEDULER_1;
            case "sh-port", "mh-port", "flag-2" -> SCHEDULER_2;
            case "flag-3" -> SCHEDULER_3;
            default -> null;
        };
    }
}
