package dev.holdfast.vrrp.packet;

import java.net.InetAddress;

/**
 * An advert as it came off the wire.
 *
 * @param advert the PDU
 * @param source the sender's address, from the IP header
 * @param destination the multicast group or our own address, from the IP header
 * @param ttl the time to live, 0..255
 */
public record ReceivedAdvert(Advert advert, InetAddress source, InetAddress destination, int ttl) {}
