package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import java.util.List;
import java.util.function.UnaryOperator;

/** One machine and its clock, driven by hand. The clock starts so that it overflows within the first second. */
final class Router {
    static final long SECOND = 1_000_000_000L;
    static final VirtualAddress VIP = VirtualAddress.of(Ipv4Packets.address("192.0.2.100"), 24);

    InstanceState state;
    long now = Long.MAX_VALUE - SECOND / 2;
    List<Effect> effects = List.of();

    private Router(InstanceConfig config) {
        state = VrrpMachine.initial(config);
    }

    /** A router at 192.0.2.5 that has not started. */
    static Router with(VrrpVersion version, int priority, UnaryOperator<InstanceConfig.Builder> more) {
        return new Router(more.apply(InstanceConfig.builder("VI_1", "eth0", 51)
                        .version(version)
                        .basePriority(priority)
                        .addresses(List.of(VIP)))
                .build());
    }

    static Router with(VrrpVersion version, int priority) {
        return with(version, priority, builder -> builder);
    }

    Router on(Event event) {
        Transition transition = VrrpMachine.step(state, event, now);
        state = transition.state();
        effects = transition.effects();
        return this;
    }

    Router start() {
        return on(new Event.Started(true, Ipv4Packets.address("192.0.2.5"), false));
    }

    Router startAsMaster() {
        start();
        return state.role() == Role.MASTER ? this : expire();
    }

    /** Lets the time pass to the deadline. */
    Router expire() {
        now = state.deadlineNanos();
        return on(new Event.TimerFired());
    }

    Router after(long nanos) {
        now += nanos;
        return on(new Event.TimerFired());
    }

    Router hear(String from, int priority) {
        return hear(from, priority, state.config().advertIntervalCentis());
    }

    Router hear(String from, int priority, int centis) {
        InstanceConfig config = state.config();
        return on(new Event.AdvertReceived(new ReceivedAdvert(
                new Advert(
                        config.version(),
                        config.vrid(),
                        priority,
                        centis,
                        config.advertisedAddresses(),
                        config.authentication()),
                from.contains(":") ? Ipv4Packets.ipv6(from) : Ipv4Packets.address(from),
                Ipv4Packets.GROUP,
                255)));
    }

    /** How long until the deadline. */
    long untilDeadline() {
        return state.deadlineNanos() - now;
    }

    /** The priorities of the adverts of the last step. */
    List<Integer> sentPriorities() {
        return effects.stream()
                .filter(Effect.SendAdvert.class::isInstance)
                .map(effect -> ((Effect.SendAdvert) effect).advert().priority())
                .toList();
    }

    /** The last step's effects without the reports. */
    List<Class<?>> actions() {
        return effects.stream()
                .filter(effect -> !(effect instanceof Effect.Report))
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    /** The last step's notices. */
    List<Notice> notices() {
        return effects.stream()
                .filter(Effect.Report.class::isInstance)
                .map(effect -> ((Effect.Report) effect).notice())
                .toList();
    }
}
