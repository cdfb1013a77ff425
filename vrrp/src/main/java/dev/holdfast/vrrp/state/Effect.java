package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.Advert;
import java.net.InetAddress;
import java.util.List;

/**
 * What the driver is to do, in the order given. Within one transition these hold:
 *
 * <ol>
 *   <li>a {@link Report} stands where it happened: what caused a change before the change, the role entered before the
 *       effects of having entered it;
 *   <li>a {@link SendAdvert} comes before {@link AddAddresses}, so that the other routers stand back first, and, with
 *       priority 0, before {@link RemoveAddresses};
 *   <li>{@link RemoveAddresses} comes before {@link AddAddresses}, when a new configuration needs both;
 *   <li>{@link AddAddresses} comes before {@link SendGratuitousArps}, which names only addresses held by then.
 * </ol>
 *
 * <p>A failed effect comes back as {@link Event.EffectFailed}; the effects after it are still carried out.
 */
public sealed interface Effect {
    /**
     * Send an advert.
     *
     * @param advert the PDU
     * @param source the source address to send it with
     */
    record SendAdvert(Advert advert, InetAddress source) implements Effect {}

    /** Put these addresses on their interfaces; one that is already there is no failure. */
    record AddAddresses(List<VirtualAddress> addresses) implements Effect {
        /** Copies the list. */
        public AddAddresses {
            addresses = List.copyOf(addresses);
        }
    }

    /** Take these addresses off their interfaces; one that is not there is no failure. */
    record RemoveAddresses(List<VirtualAddress> addresses) implements Effect {
        /** Copies the list. */
        public RemoveAddresses {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Tell the segment where these addresses are, by gratuitous ARP (IPv6: unsolicited neighbour advertisement).
     *
     * @param addresses the addresses
     * @param count how many for each, 1 or more
     */
    record SendGratuitousArps(List<VirtualAddress> addresses, int count) implements Effect {
        /** Copies the list. */
        public SendGratuitousArps {
            addresses = List.copyOf(addresses);
        }
    }

    /** Tell the operator. */
    record Report(Notice notice) implements Effect {}

    /** Calls the one method of the visitor that fits. */
    default <R> R match(Visitor<R> visitor) {
        if (this instanceof SendAdvert effect) {
            return visitor.sendAdvert(effect);
        } else if (this instanceof AddAddresses effect) {
            return visitor.addAddresses(effect);
        } else if (this instanceof RemoveAddresses effect) {
            return visitor.removeAddresses(effect);
        } else if (this instanceof SendGratuitousArps effect) {
            return visitor.sendGratuitousArps(effect);
        }
        return visitor.report((Report) this);
    }

    /** One method for each kind of effect. */
    interface Visitor<R> {
        /** For {@link SendAdvert}. */
        R sendAdvert(SendAdvert effect);

        /** For {@link AddAddresses}. */
        R addAddresses(AddAddresses effect);

        /** For {@link RemoveAddresses}. */
        R removeAddresses(RemoveAddresses effect);

        /** For {@link SendGratuitousArps}. */
        R sendGratuitousArps(SendGratuitousArps effect);

        /** For {@link Report}. */
        R report(Report effect);
    }
}
