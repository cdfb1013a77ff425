package dev.holdfast.controller.router;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.global.ReceiveBuffers;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sockets of all instances: opened for the first that needs one, and closed after the last. */
final class AdvertSockets implements AutoCloseable {
    private static final int USUAL_MTU = 1500;

    private final EventLoop loop;
    private final EventBus bus;
    private final Function<VirtualRouter, @Nullable Link> speakingLink;
    private final InstantSource clock = InstantSource.system();
    private final Map<Segment.Key, Segment> segments = new HashMap<>();
    private @Nullable ReceiveBuffers buffers;
    private boolean logsUnknown;

    /**
     * None are open yet.
     *
     * @param speakingLink the interface that an instance's adverts leave by, null while it is not there
     */
    AdvertSockets(EventLoop loop, EventBus bus, Function<VirtualRouter, @Nullable Link> speakingLink) {
        this.loop = loop;
        this.bus = bus;
        this.speakingLink = speakingLink;
    }

    /** The socket that the instance should have; null while its interface is not there. */
    private Segment.@Nullable Key key(VirtualRouter router) {
        if (router.config().interfaceName() == null
                && router.applied().settings().vrf() == null) {
            return Segment.Key.of(router.applied().wire(), null);
        }
        Link speaking = speakingLink.apply(router);
        return speaking == null ? null : Segment.Key.of(router.applied().wire(), speaking);
    }

    /** Whether the instance has the socket it should have. */
    boolean isAttached(VirtualRouter router) {
        Segment segment = router.segment();
        return Objects.equals(key(router), segment == null ? null : segment.key());
    }

    /** Whether the socket that the instance should have is on the interface of the one it has. */
    boolean staysOnItsInterface(VirtualRouter router) {
        Segment segment = router.segment();
        Segment.Key key = key(router);
        return segment != null && key != null && segment.index() == key.index();
    }

    /** Gives the instance the socket it should have. One that cannot be opened is told of, and missing. */
    void attach(VirtualRouter router) {
        detach(router);
        Segment.Key key = key(router);
        if (key == null) {
            return;
        }
        Segment segment = segments.get(key);
        try {
            if (segment == null) {
                segment = open(key);
            }
            segment.join(router);
            router.attach(segment);
        } catch (LinuxException e) {
            bus.say(
                    Part.VRRP,
                    Severity.ERROR,
                    "(" + router.config().name() + ") no VRRP socket on " + key.text() + ": " + e.getMessage());
        }
    }

    /** Puts into force what global_defs says of sockets. */
    void use(GlobalDefs globals) {
        buffers = globals.buffers();
        logsUnknown = globals.vrrp().logUnknownRouterIds();
    }

    /** Gives every socket the room that its instances ask for. */
    void makeRoom() {
        ReceiveBuffers wanted = buffers;
        if (wanted == null) {
            return;
        }
        for (Segment segment : segments.values()) {
            List<VirtualRouter> routers = segment.routers();
            Link link = routers.isEmpty() ? null : speakingLink.apply(routers.get(0));
            try {
                segment.makeRoom(AdvertRoom.of(routers, wanted, link == null ? USUAL_MTU : link.mtu()));
            } catch (LinuxException e) {
                bus.say(
                        Part.VRRP,
                        Severity.WARNING,
                        "VRRP socket on " + segment.interfaceName() + ": " + e.getMessage());
            }
        }
    }

    /** Takes away the instance's socket. */
    void detach(VirtualRouter router) {
        Segment old = router.segment();
        if (old != null && old.leave(router)) {
            segments.remove(old.key(), old);
            loop.unwatch(old.socket());
            old.close();
        }
        router.attach(null);
    }

    private Segment open(Segment.Key key) throws LinuxException {
        Segment segment = Segment.open(key, clock);
        segments.put(key, segment);
        loop.watch(segment.socket(), () -> receive(segment));
        return segment;
    }

    private void receive(Segment segment) {
        try {
            segment.receive(
                    vrid -> unknown(segment, vrid),
                    rejected -> bus.publish(new DirectorEvent.PacketDropped(
                            segment.interfaceName(), rejected.reason().name(), rejected.detail())));
        } catch (LinuxException e) {
            // ENETDOWN and the like: the interface's own event follows and settles it.
            bus.say(Part.VRRP, Severity.DETAIL, "receive on " + segment.interfaceName() + ": " + e.getMessage());
        }
    }

    /** Sockets that differ in what is sent by them are given the same packets: the first of them tells. */
    private void unknown(Segment segment, int vrid) {
        if (!logsUnknown) {
            return;
        }
        List<Segment> same = segments.values().stream()
                .filter(other -> other.key().hearsWhat(segment.key()))
                .toList();
        if (same.get(0) == segment && same.stream().noneMatch(other -> other.knows(vrid))) {
            bus.say(
                    Part.VRRP,
                    Severity.INFO,
                    "Unknown VRID(" + vrid + ") received on interface(" + segment.interfaceName() + "). ignoring...");
        }
    }

    @Override
    public void close() {
        for (Segment segment : segments.values()) {
            loop.unwatch(segment.socket());
            segment.close();
        }
        segments.clear();
    }
}
