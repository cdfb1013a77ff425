package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkChannel;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkException.Problem;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.NetlinkSocket;
import dev.holdfast.linuxnet.netlink.ReceiveRoom;
import dev.holdfast.linuxnet.netlink.Reply;
import dev.holdfast.linuxnet.netlink.Request;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks for links and addresses; adds and removes addresses, routes, rules and links; sets links up and down. Used by one thread at a
 * time.
 */
public final class Rtnetlink implements AutoCloseable {

    private final NetlinkChannel channel;

    private Rtnetlink(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket of its own. Listing needs no privilege; changing needs {@code CAP_NET_ADMIN}. */
    public static Rtnetlink open() throws LinuxException {
        return over(NetlinkSocket.open(Netlink.PROTOCOL_ROUTE));
    }

    /**
     * Uses a channel that is there already.
     *
     * @param channel to {@link Netlink#PROTOCOL_ROUTE}; closed by {@link #close()}
     */
    public static Rtnetlink over(NetlinkChannel channel) {
        return new Rtnetlink(channel);
    }

    /** Sets how much room there is for the kernel's answers. */
    public void setReceiveRoom(ReceiveRoom room) throws LinuxException {
        channel.setReceiveRoom(room);
    }

    /** Every link of this network namespace, by index. */
    public List<Link> links() throws LinuxException {
        List<Link> links = new ArrayList<>();
        for (NetlinkMessage message : channel.dump(RtnetlinkCodec.dumpLinks())) {
            Link link = RtnetlinkCodec.isLink(message) ? RtnetlinkCodec.readLink(message) : null;
            if (link != null) {
                links.add(link);
            }
        }
        return links;
    }

    /**
     * The link of that name.
     *
     * @return empty when there is none, or when there can be none because no link has such a name
     */
    public Optional<Link> link(String name) throws LinuxException {
        List<NetlinkMessage> answers;
        try {
            answers = channel.request(RtnetlinkCodec.getLink(name));
        } catch (NetlinkException e) {
            // ERANGE: longer than a name can be.
            if (refusedWith(e, Errno.ENODEV) || refusedWith(e, Errno.ERANGE)) {
                return Optional.empty();
            }
            throw e;
        }
        for (NetlinkMessage message : answers) {
            if (RtnetlinkCodec.isLink(message)) {
                return Optional.ofNullable(RtnetlinkCodec.readLink(message));
            }
        }
        throw NetlinkException.malformed("no answer about link " + name + " (expected 1)");
    }

    /**
     * Sets a link up or down, as ip(8) does.
     *
     * @param index of a link that is there
     * @throws LinuxException when the kernel refused, for instance {@code EPERM}, {@code ENODEV}
     */
    public void setLinkUp(int index, boolean up) throws LinuxException {
        channel.request(RtnetlinkCodec.setLinkUp(index, up));
    }

    /** Every IPv4 and IPv6 address of this network namespace. */
    public List<InterfaceAddress> addresses() throws LinuxException {
        List<InterfaceAddress> addresses = new ArrayList<>();
        for (NetlinkMessage message : channel.dump(RtnetlinkCodec.dumpAddresses())) {
            InterfaceAddress address = RtnetlinkCodec.isAddress(message) ? RtnetlinkCodec.readAddress(message) : null;
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    /**
     * Adds an address.
     *
     * @return {@link Outcome#DONE}, or {@link Outcome#ALREADY} when it was there, with whatever label and scope
     * @throws LinuxException when the kernel refused, for instance {@code EPERM}, {@code ENODEV}
     */
    public Outcome addAddress(InterfaceAddress address) throws LinuxException {
        return onlyOutcome(addAddresses(List.of(address)));
    }

    /**
     * Removes an address.
     *
     * @return {@link Outcome#DONE}, or {@link Outcome#ALREADY} when it was not there
     * @throws LinuxException when the kernel refused, for instance {@code EPERM}, {@code ENODEV}
     */
    public Outcome removeAddress(InterfaceAddress address) throws LinuxException {
        return onlyOutcome(removeAddresses(List.of(address)));
    }

    /**
     * Adds addresses in order, in one system call for hundreds; one that fails does not stop the others.
     *
     * @return one result for each, in the same order
     */
    public List<Change<InterfaceAddress>> addAddresses(List<InterfaceAddress> addresses) {
        return change(addresses, RtnetlinkCodec::addAddress, Errno.EEXIST);
    }

    /**
     * Removes addresses in order, in one system call for hundreds; one that fails does not stop the others.
     *
     * @return one result for each, in the same order
     */
    public List<Change<InterfaceAddress>> removeAddresses(List<InterfaceAddress> addresses) {
        return change(addresses, RtnetlinkCodec::removeAddress, Errno.EADDRNOTAVAIL);
    }

    /**
     * Where a packet of this host would be sent now, as {@code ip route get} tells.
     *
     * @throws LinuxException when it would be sent nowhere, for instance {@code ENETUNREACH}
     */
    public RouteChoice routeTo(InetAddress destination) throws LinuxException {
        for (NetlinkMessage message : channel.request(RouteCodec.choose(destination))) {
            if (RouteCodec.isRoute(message)) {
                return RouteCodec.readChoice(message);
            }
        }
        throw NetlinkException.malformed("no route to " + destination.getHostAddress() + " in the answer (expected 1)");
    }

    /**
     * Adds routes in order, in one system call for hundreds; one that fails does not stop the others.
     *
     * @return one result for each, in the same order; {@link Outcome#ALREADY} when there is one that the kernel takes for the same
     */
    public List<Change<PlacedRoute>> addRoutes(List<PlacedRoute> routes) {
        return change(routes, placed -> RouteCodec.add(placed.route(), placed.placement()), Errno.EEXIST);
    }

    /**
     * Removes routes in order, in one system call for hundreds; others with the same destination stay.
     *
     * @return one result for each, in the same order
     */
    public List<Change<PlacedRoute>> removeRoutes(List<PlacedRoute> routes) {
        return change(routes, placed -> RouteCodec.remove(placed.route()), Errno.ESRCH);
    }

    /**
     * Adds rules in order, in one system call for hundreds; one that fails does not stop the others.
     *
     * @return one result for each, in the same order
     */
    public List<Change<Rule>> addRules(List<Rule> rules) {
        return change(rules, RuleCodec::add, Errno.EEXIST);
    }

    /**
     * Removes rules in order, in one system call for hundreds; one that fails does not stop the others.
     *
     * @return one result for each, in the same order
     */
    public List<Change<Rule>> removeRules(List<Rule> rules) {
        return change(rules, RuleCodec::remove, Errno.ENOENT);
    }

    /**
     * Makes a link; it is down.
     *
     * @throws LinuxException when the kernel refused, for instance {@code EEXIST}, {@code EOPNOTSUPP} for a kind it does not have
     */
    public void createLink(NewLink link) throws LinuxException {
        channel.request(RtnetlinkCodec.createLink(link));
    }

    /**
     * Removes a link.
     *
     * @return {@link Outcome#DONE}, or {@link Outcome#ALREADY} when there is none of that index
     * @throws LinuxException when the kernel refused, for instance {@code EOPNOTSUPP} for hardware
     */
    public Outcome removeLink(int index) throws LinuxException {
        try {
            channel.request(RtnetlinkCodec.removeLink(index));
            return Outcome.DONE;
        } catch (NetlinkException e) {
            if (refusedWith(e, Errno.ENODEV)) {
                return Outcome.ALREADY;
            }
            throw e;
        }
    }

    /**
     * Goes once through what adding and removing addresses takes, with an interface that cannot be there, so that nothing is
     * changed. The first takeover of a process then finds its classes loaded, and takes microseconds instead of milliseconds.
     */
    public void rehearse() {
        List<InterfaceAddress> nowhere =
                List.of(InterfaceAddress.of(Integer.MAX_VALUE, InetAddress.getLoopbackAddress(), 8));
        addAddresses(nowhere);
        removeAddresses(nowhere);
    }

    @Override
    public void close() {
        channel.close();
    }

    private <T> List<Change<T>> change(List<T> subjects, Function<T, Request> request, int alreadyErrno) {
        List<Request> requests = new ArrayList<>(subjects.size());
        for (T subject : subjects) {
            requests.add(request.apply(subject));
        }
        List<Reply> replies = channel.batch(requests);
        List<Change<T>> changes = new ArrayList<>(subjects.size());
        for (int i = 0; i < subjects.size(); i++) {
            changes.add(change(subjects.get(i), replies.get(i), alreadyErrno));
        }
        return changes;
    }

    private static <T> Change<T> change(T subject, Reply reply, int alreadyErrno) {
        NetlinkException error = reply.error();
        if (error == null) {
            return new Change<>(subject, Outcome.DONE, null);
        }
        if (refusedWith(error, alreadyErrno)) {
            return new Change<>(subject, Outcome.ALREADY, null);
        }
        return new Change<>(subject, Outcome.FAILED, error);
    }

    private static Outcome onlyOutcome(List<Change<InterfaceAddress>> changes) throws LinuxException {
        Change<InterfaceAddress> change = changes.get(0);
        LinuxException error = change.error();
        if (error != null) {
            throw error;
        }
        return change.outcome();
    }

    private static boolean refusedWith(NetlinkException error, int errno) {
        return error.problem() == Problem.REFUSED && error.errno() == errno;
    }
}
