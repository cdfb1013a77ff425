package dev.holdfast.vrrp.packet;

/** What became of a received packet. */
public sealed interface Decoded {
    /** A well-formed advert. */
    record Accepted(ReceivedAdvert advert) implements Decoded {}

    /**
     * A packet to drop.
     *
     * @param reason what to count
     * @param detail for people: the value found and the one expected
     */
    record Rejected(RejectReason reason, String detail) implements Decoded {}

    /** Calls the one method of the visitor that fits. */
    default <R> R match(Visitor<R> visitor) {
        if (this instanceof Accepted accepted) {
            return visitor.accepted(accepted);
        }
        return visitor.rejected((Rejected) this);
    }

    /** One method for each outcome. */
    interface Visitor<R> {
        /** For {@link Accepted}. */
        R accepted(Accepted accepted);

        /** For {@link Rejected}. */
        R rejected(Rejected rejected);
    }
}
