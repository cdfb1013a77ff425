package dev.holdfast.linuxnet.netlink;

import dev.holdfast.linuxnet.LinuxException;
import java.util.List;

/**
 * A way to ask the kernel: {@link NetlinkSocket}, or in tests a function that plays the kernel.
 *
 * <p>Calls wait for the kernel's answer, for a bounded time. A channel is used by one thread at a time.
 */
public interface NetlinkChannel extends AutoCloseable {

    /**
     * Sends a request and waits for its acknowledgement.
     *
     * @return what the kernel answered besides the acknowledgement; empty for a request that only changes something
     * @throws NetlinkException when the kernel refused it, or its answer did not arrive whole
     */
    List<NetlinkMessage> request(Request request) throws NetlinkException;

    /**
     * Asks for everything of a kind. A dump that the kernel says was interrupted by a change is begun again, a few times.
     *
     * @return the answers; empty when there is nothing of that kind
     * @throws NetlinkException when the kernel refused it, or the answers did not arrive whole
     */
    List<NetlinkMessage> dump(Request request) throws NetlinkException;

    /**
     * Sends requests, many to a system call, and waits until each is acknowledged or refused. The kernel carries them out in order,
     * and goes on after one it refuses.
     *
     * @param requests none of them a dump
     * @return one reply for each request, in the same order; failures are in there and are not thrown
     */
    List<Reply> batch(List<Request> requests);

    /**
     * Sends requests that the kernel carries out together or not at all, as nfnetlink does.
     *
     * @param begin opens the transaction; the kernel need not acknowledge it
     * @param requests none of them a dump
     * @param end closes it
     * @throws NetlinkException the first failure; nothing was done then
     */
    void transaction(Request begin, List<Request> requests, Request end) throws NetlinkException;

    /**
     * Sets how much room there is for answers that are not read yet, and with it how many requests of a batch are under way at a time;
     * nothing where answers do not wait.
     */
    default void setReceiveRoom(ReceiveRoom room) throws LinuxException {}

    @Override
    void close();
}
