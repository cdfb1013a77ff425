package dev.holdfast.vrrp.packet;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What an instance remembers of the wire from one advert to the next. Immutable; {@link AdvertWire} makes the next one. It outlives
 * changes of keys and of the configuration.
 *
 * @param headerSequence the authentication header's sequence number last sent or believed, 0..2^32-1; 0 before the first. As in
 *     keepalived the next one sent is after both, so that a new master goes on where the last one ended
 * @param headerHeard the authentication header's sequence number last believed, 0..2^32-1; 0 before the first. What we sent ourselves
 *     since is no reason to take another's advert for a replay: two masters that count on from one number would not hear each other
 * @param hmacSequence the HMAC's sequence last sent, or 0
 * @param senders the HMAC's sequences last believed, the latest first
 * @param oldChecksum whether the last unicast advert had its checksum as keepalived before 1.3.7
 */
public record WireState(
        long headerSequence, long headerHeard, long hmacSequence, List<Sender> senders, boolean oldChecksum) {
    /** Before anything was sent or heard. */
    public static final WireState INITIAL = new WireState(0, 0, 0, List.of(), false);

    /** How many senders on one segment are remembered: more masters at once than that are a flood. */
    private static final int MOST_SENDERS = 16;

    /**
     * Somebody whose HMAC was genuine.
     *
     * @param address who
     * @param sequence the last sequence believed
     */
    public record Sender(InetAddress address, long sequence) {}

    /** Copies the list. */
    public WireState {
        senders = List.copyOf(senders);
    }

    WireState withHeaderSent(long sequence) {
        return new WireState(sequence, headerHeard, hmacSequence, senders, oldChecksum);
    }

    WireState withHeaderHeard(long sequence) {
        return new WireState(Math.max(headerSequence, sequence), sequence, hmacSequence, senders, oldChecksum);
    }

    WireState withHmacSequence(long sequence) {
        return new WireState(headerSequence, headerHeard, sequence, senders, oldChecksum);
    }

    WireState withOldChecksum(boolean old) {
        return old == oldChecksum ? this : new WireState(headerSequence, headerHeard, hmacSequence, senders, old);
    }

    /** Remembers a sender; where there are too many, the one not heard for longest is forgotten. */
    WireState withSender(InetAddress address, long sequence, int most) {
        List<Sender> now = new ArrayList<>();
        now.add(new Sender(address, sequence));
        for (Sender sender : senders) {
            if (!sender.address().equals(address) && now.size() < Math.max(most, MOST_SENDERS)) {
                now.add(sender);
            }
        }
        return new WireState(headerSequence, headerHeard, hmacSequence, now, oldChecksum);
    }
}
