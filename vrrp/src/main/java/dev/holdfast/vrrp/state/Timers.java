package dev.holdfast.vrrp.state;

/**
 * Everything an instance waits for.
 *
 * @param protocol backup: the master-down timer; master: the advert timer (RFC 3768 section 6.2)
 * @param garpAgain the second set of gratuitous ARP
 * @param garpRefresh the next refresh of gratuitous ARP
 * @param garpLowerPriority the second set of gratuitous ARP after a lower-priority advert
 * @param retry the next try of an effect that failed
 */
public record Timers(
        Deadline protocol, Deadline garpAgain, Deadline garpRefresh, Deadline garpLowerPriority, Deadline retry) {
    /** Nothing to wait for. */
    public static final Timers NONE =
            new Timers(Deadline.NONE, Deadline.NONE, Deadline.NONE, Deadline.NONE, Deadline.NONE);

    /** The least of them. */
    public Deadline next() {
        return protocol.earlier(garpAgain)
                .earlier(garpRefresh)
                .earlier(garpLowerPriority)
                .earlier(retry);
    }

    /** Only the protocol timer, set to this. */
    public static Timers onlyProtocol(Deadline deadline) {
        return new Timers(deadline, Deadline.NONE, Deadline.NONE, Deadline.NONE, Deadline.NONE);
    }

    Timers withProtocol(Deadline deadline) {
        return new Timers(deadline, garpAgain, garpRefresh, garpLowerPriority, retry);
    }

    Timers withGarpAgain(Deadline deadline) {
        return new Timers(protocol, deadline, garpRefresh, garpLowerPriority, retry);
    }

    Timers withGarpRefresh(Deadline deadline) {
        return new Timers(protocol, garpAgain, deadline, garpLowerPriority, retry);
    }

    Timers withGarpLowerPriority(Deadline deadline) {
        return new Timers(protocol, garpAgain, garpRefresh, deadline, retry);
    }

    Timers withRetry(Deadline deadline) {
        return new Timers(protocol, garpAgain, garpRefresh, garpLowerPriority, deadline);
    }
}
