package dev.holdfast.controller.router;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.global.HostSettings.InterfaceDelay;
import dev.holdfast.controller.config.vrrp.Transport;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.vrrp.state.Deadline;
import dev.holdfast.vrrp.state.ProtocolTimes;
import java.net.InetAddress;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How an instance stands with its own interface: whether it can speak there, and from which address. */
final class OwnInterface {
    private final InterfaceTable interfaces;
    private final LongSupplier nanoTime;
    private final Predicate<InetAddress> isVirtual;
    private final LinkDelays delays = new LinkDelays();
    private final TimerQueue.Timer delayed;

    /**
     * @param delayed fires when a delay ends and everything should be asked again
     * @param isVirtual whether an address is one that instances move about
     */
    OwnInterface(
            InterfaceTable interfaces,
            TimerQueue.Timer delayed,
            LongSupplier nanoTime,
            Predicate<InetAddress> isVirtual) {
        this.interfaces = interfaces;
        this.delayed = delayed;
        this.nanoTime = nanoTime;
        this.isVirtual = isVirtual;
    }

    /** Puts the delays of interfaces in force. */
    void use(Configuration configuration) {
        delays.use(limited(configuration));
    }

    /**
     * The delays of interfaces, none so long that a backup would take over before this machine noticed: less than the silence that it
     * waits for beyond one advert.
     */
    private static List<InterfaceDelay> limited(Configuration configuration) {
        return configuration.blocks().host().interfaceDelays().stream()
                .map(delay -> {
                    long most = configuration.instances().stream()
                            .map(RouterConfig::protocol)
                            .filter(config -> delay.name().equals(config.interfaceName()))
                            .mapToLong(config -> (config.downTimerAdverts() - 1)
                                    * ProtocolTimes.centisToNanos(config.advertIntervalCentis()))
                            .min()
                            .orElse(Long.MAX_VALUE);
                    return new InterfaceDelay(
                            delay.name(), Math.min(delay.downNanos(), most), Math.min(delay.upNanos(), most));
                })
                .toList();
    }

    /** The instance's interface, or null. */
    @Nullable Link link(VirtualRouter router) {
        String name = router.config().interfaceName();
        return name == null ? null : interfaces.link(name);
    }

    /** Whether the interface of that name is up, by its delays; asks again when one ends. */
    boolean counts(String name) {
        boolean counts = delays.counts(name, interfaces.isUp(name), nanoTime.getAsLong());
        Deadline next = delays.next();
        if (next.isSet()) {
            delayed.set(next.nanos());
        } else {
            delayed.clear();
        }
        return counts;
    }

    /** Whether the instance can speak. Without tracking of its own interface it is enough that it is there. */
    boolean canSpeak(VirtualRouter router) {
        String name = router.config().interfaceName();
        if (canNeverSpeak(router.applied())) {
            return false;
        }
        if (name == null) {
            // Its socket is on no interface, and the kernel finds the way to its peers, or none.
            return router.segment() != null;
        }
        boolean there = router.wanted().settings().ownInterfaceTracked() ? counts(name) : interfaces.link(name) != null;
        return there && speaks(router);
    }

    private boolean speaks(VirtualRouter router) {
        Segment segment = router.segment();
        Integer base = router.baseIndex();
        return segment != null && ((base != null && base == segment.index()) || interfaces.isUp(segment.index()));
    }

    /** Whether adverts go to peers, and there are none. */
    static boolean canNeverSpeak(RouterConfig config) {
        return config.wire().unicast() && config.wire().peers().isEmpty();
    }

    /** The address that adverts are sent from: the one given, otherwise the interface's own; null while there is none. */
    @Nullable InetAddress source(VirtualRouter router) {
        Transport transport = router.applied().settings().transport();
        InetAddress given = transport.source();
        if (given == null) {
            return ofInterface(router);
        }
        Link link = link(router);
        boolean missing = transport.trackSource() && (link == null || !interfaces.has(link.index(), given));
        return missing ? null : given;
    }

    /** An ipvlan speaks from an address of its own; a VMAC has none, and speaks from that of the interface below. */
    private @Nullable InetAddress ofInterface(VirtualRouter router) {
        VirtualInterface own = router.applied().settings().virtualInterface();
        Segment segment = router.segment();
        if (own.kind() == VirtualInterface.Kind.IPVLAN) {
            return segment == null ? null : ofIpvlan(router, segment.index(), own.address());
        }
        Link link = link(router);
        return link == null
                ? null
                : interfaces.primary(link.index(), router.config().family(), isVirtual);
    }

    private @Nullable InetAddress ofIpvlan(VirtualRouter router, int index, @Nullable InetAddress given) {
        if (given == null) {
            return interfaces.primary(index, router.config().family(), isVirtual);
        }
        return interfaces.has(index, given) ? given : null;
    }
}
