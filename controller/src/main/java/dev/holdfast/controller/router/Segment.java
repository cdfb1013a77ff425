package dev.holdfast.controller.router;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.IpPacket;
import dev.holdfast.vrrp.packet.WireConfig;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A VRRP socket, shared by the instances whose adverts go the same way. */
final class Segment implements AutoCloseable {
    /** How many packets are read before other work gets its turn. */
    private static final int PACKETS_PER_TURN = 64;

    /**
     * What makes two instances share a socket.
     *
     * @param interfaceName the interface, or null for whichever leads to the peers
     * @param index its index, or 0
     * @param family which IP the adverts go by
     * @param header whether they have an authentication header
     * @param group the multicast group they go to, or null for peers
     * @param ttl the time to live or hop limit they leave with
     */
    record Key(
            @Nullable String interfaceName,
            int index,
            AddressFamily family,
            boolean header,
            @Nullable InetAddress group,
            int ttl) {
        /** Whether the sockets of both are given the same packets. */
        boolean hearsWhat(Key other) {
            return index == other.index
                    && family == other.family
                    && header == other.header
                    && Objects.equals(group, other.group);
        }

        /** What an instance needs that speaks on this interface, or on any. */
        static Key of(WireConfig wire, @Nullable Link link) {
            return new Key(
                    link == null ? null : link.name(),
                    link == null ? 0 : link.index(),
                    wire.family(),
                    wire.seal().header() != null,
                    wire.unicast() ? null : wire.group(),
                    wire.ttl());
        }

        /** For people. */
        String text() {
            return interfaceName == null ? "any interface" : interfaceName;
        }
    }

    private final Key key;
    private final AdvertSocket<?> socket;
    private final InstantSource clock;
    private final List<VirtualRouter> routers = new ArrayList<>();
    /** The same by their VRIDs: several share one where adverts go to peers. */
    private final Map<Integer, List<VirtualRouter>> byVrid = new HashMap<>();

    private int room;

    private Segment(Key key, AdvertSocket<?> socket, InstantSource clock) {
        this.key = key;
        this.socket = socket;
        this.clock = clock;
    }

    /**
     * Opens the socket.
     *
     * @param clock the time of day, for what proves adverts genuine
     */
    static Segment open(Key key, InstantSource clock) throws LinuxException {
        return new Segment(key, AdvertSocket.open(key), clock);
    }

    Key key() {
        return key;
    }

    String interfaceName() {
        return key.text();
    }

    int index() {
        return key.index();
    }

    Pollable socket() {
        return socket.pollable();
    }

    /** Lets an instance hear the adverts of its VRID. */
    void join(VirtualRouter router) {
        routers.add(router);
        byVrid.computeIfAbsent(router.config().vrid(), vrid -> new ArrayList<>(1))
                .add(router);
    }

    /** The instances that share it. */
    List<VirtualRouter> routers() {
        return routers;
    }

    /** Gives it room for so many bytes of packets that are not read yet. */
    void makeRoom(int bytes) throws LinuxException {
        if (bytes != room) {
            socket.setReceiveRoom(bytes);
            room = bytes;
        }
    }

    /** Whether an instance hears the adverts of this VRID. */
    boolean knows(int vrid) {
        return !byVrid.getOrDefault(vrid, List.of()).isEmpty();
    }

    /** Ends {@link #join}; true when no instance is left. */
    boolean leave(VirtualRouter router) {
        routers.remove(router);
        byVrid.values().forEach(those -> those.remove(router));
        return routers.isEmpty();
    }

    /**
     * The instance a packet is for, or null. Of several with the same VRID, which is possible where adverts go to peers, it is the
     * one that has the sender for a peer.
     */
    private @Nullable VirtualRouter router(IpPacket packet) {
        VirtualRouter found = null;
        for (VirtualRouter router : byVrid.getOrDefault(packet.vrid(), List.of())) {
            if (router.hasPeer(packet.source())) {
                return router;
            }
            found = found == null ? router : found;
        }
        return found;
    }

    /**
     * Sends an instance's advert to its group or to each of its peers; one that cannot be reached keeps it from no other.
     *
     * @throws LinuxException what the last failure was
     */
    void send(VirtualRouter router, Advert advert, InetAddress source) throws LinuxException {
        LinuxException failure = null;
        for (InetAddress destination : router.applied().wire().destinations()) {
            try {
                socket.send(router.seal(advert, source, destination, unixNanos()), source, destination);
            } catch (LinuxException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Gives instances what has arrived, a bounded number of packets.
     *
     * @param stranger told of a VRID that no instance has
     * @param otherwise told of what is no packet
     */
    void receive(IntConsumer stranger, Consumer<Decoded.Rejected> otherwise) throws LinuxException {
        Consumer<IpPacket> delivery = packet -> deliver(packet, stranger);
        for (int i = 0; i < PACKETS_PER_TURN && socket.receive(delivery, otherwise); i++) {
            // Each is handled before the next is read: they share the socket's buffer.
        }
    }

    private void deliver(IpPacket packet, IntConsumer stranger) {
        VirtualRouter router = router(packet);
        if (router == null) {
            if (routers.stream().anyMatch(one -> isHere(packet.destination(), one))) {
                stranger.accept(packet.vrid());
            }
        } else if (isHere(packet.destination(), router)) {
            router.receive(packet, unixNanos());
        }
    }

    /** A raw socket also gets what is for other sockets of this host: of other groups, or sent to another address. */
    private boolean isHere(InetAddress destination, VirtualRouter router) {
        InetAddress group = key.group();
        return destination.equals(group == null ? router.state().source() : group);
    }

    private long unixNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public void close() {
        socket.close();
    }
}
