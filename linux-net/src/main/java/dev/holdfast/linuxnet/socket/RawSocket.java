package dev.holdfast.linuxnet.socket;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import java.net.InetAddress;

/**
 * A raw socket, whichever IP it is of.
 *
 * @param <A> the addresses of that IP
 */
public interface RawSocket<A extends InetAddress> extends Pollable {

    /**
     * Receives what is sent to a multicast group, too. Joining again is harmless.
     *
     * @throws LinuxException {@code ENODEV} when the interface is gone; {@code EINVAL} when it is not a multicast address
     */
    void join(A group) throws LinuxException;

    /**
     * Sends a packet.
     *
     * @param payload what follows the IP header, or begins with it in an IPv4 socket opened so; not changed
     * @param from the source address, which need not be the interface's first one, nor one it has
     * @param to the destination, a multicast group or a host
     * @throws LinuxException when the kernel does not take it, for instance {@code ENETDOWN}, {@code ENETUNREACH},
     *     {@code ENOBUFS}
     */
    void send(byte[] payload, A from, A to) throws LinuxException;

    /** Sets how many bytes of packets wait to be read, the kernel's bookkeeping included. */
    void setReceiveRoom(int bytes) throws LinuxException;
}
