package dev.holdfast.linuxnet.netlink;

import java.nio.ByteBuffer;

/** How {@link NetlinkExchange} sends and receives: by system calls, or in tests by a function that plays the kernel. */
interface DatagramTransport {

    /** This end's port, which the kernel writes into its answers; 0 until the kernel has given one. */
    int portId();

    /** How many acknowledgements the other end may queue before they are read without one being lost; at least 1. */
    int acknowledgementsInFlight();

    /** Where a datagram to send is put, from index 0; in the machine's byte order. */
    ByteBuffer sendBuffer();

    /** Sends that many bytes of the send buffer; a negated error number when it fails. */
    int send(int length);

    /** Where received datagrams are put, from index 0; in the machine's byte order. */
    ByteBuffer receiveBuffer();

    /**
     * Receives a datagram.
     *
     * @param wait whether to wait for one, for a bounded time
     * @return its true length, which is more than the receive buffer's capacity when its end was lost; or a negated error number:
     *     {@code EAGAIN} when none came, {@code ENOBUFS} when some were lost, {@code EINTR} when a signal came first
     */
    int receive(boolean wait);

    /** Makes the receive buffer at least that large. */
    void growReceiveBuffer(int capacity);
}
