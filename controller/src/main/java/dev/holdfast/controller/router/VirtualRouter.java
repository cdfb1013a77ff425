package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.controller.status.InstanceStatus;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.AdvertWire;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.IpPacket;
import dev.holdfast.vrrp.packet.RejectReason;
import dev.holdfast.vrrp.packet.WireState;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.ProtocolTimes;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.Transition;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One running instance: its state, its timer, and the effects of each step carried out in order. */
final class VirtualRouter {
    /** Carries out effects. */
    interface EffectRunner {
        /** Carries out one effect; empty when done, otherwise why not, for people. */
        Optional<String> run(VirtualRouter router, Effect effect);

        /** Every effect of an event has been carried out. */
        default void settled(VirtualRouter router) {}
    }

    private final EffectRunner effects;
    private static final int MOST_SHARES = 256;

    private final LongSupplier nanoClock;
    private final TimerQueue.Timer timer;
    private final Deque<Event> pending = new ArrayDeque<>();
    private final Map<VirtualAddress, Integer> places = new HashMap<>();
    private InstanceState state;
    private long roleSinceNanos;
    private RouterConfig applied;
    private RouterConfig wanted;
    private @Nullable Segment segment;
    private @Nullable SyncedRouters group;
    private WireState wire = WireState.INITIAL;
    private final Map<RejectReason, Long> rejections = new EnumMap<>(RejectReason.class);
    private @Nullable Integer baseIndex;
    private boolean stepping;
    private boolean listening;
    private long listenUntilNanos;
    private IntSupplier company = () -> 0;

    /**
     * An instance that has not started.
     *
     * @param timers makes a timer that runs its action
     */
    VirtualRouter(
            RouterConfig config,
            Function<Runnable, TimerQueue.Timer> timers,
            LongSupplier nanoClock,
            EffectRunner effects) {
        this.state = VrrpMachine.initial(config.protocol());
        this.applied = config;
        this.wanted = config;
        this.effects = effects;
        this.nanoClock = nanoClock;
        this.roleSinceNanos = nanoClock.getAsLong();
        this.timer = timers.apply(() -> on(new Event.TimerFired()));
    }

    /** Lets its adverts wait for those of others, the more of them there are; without this they wait for nobody. */
    void shareTurns(IntSupplier instances) {
        company = instances;
    }

    InstanceConfig config() {
        return state.config();
    }

    InstanceState state() {
        return state;
    }

    /** How it stands, for people. */
    InstanceStatus status() {
        long roleNanos = nanoClock.getAsLong() - roleSinceNanos;
        return new InstanceStatus(state, roleNanos, group == null ? null : group.name(), rejections);
    }

    /** Tells that it will be reconfigured to this, by {@link #reconfigure}, in the same turn. */
    void prepare(RouterConfig config) {
        wanted = config;
    }

    /** Puts into force what was prepared. */
    void reconfigure() {
        if (!state.config().equals(wanted.protocol())) {
            on(new Event.Reconfigured(wanted.protocol()));
        } else {
            effects.settled(this);
        }
        applied = wanted;
    }

    /** The configuration in force, as the file has it. */
    RouterConfig applied() {
        return applied;
    }

    /** The configuration in force, or the one about to be. */
    RouterConfig wanted() {
        return wanted;
    }

    /** The index of the interface that one of its addresses was put on, or null while it is on none. */
    @Nullable Integer placeOf(VirtualAddress address) {
        return places.get(address);
    }

    /** Remembers where an address was put: its interface may have another name when it is to be removed. */
    void placed(VirtualAddress address, int interfaceIndex) {
        places.put(address, interfaceIndex);
    }

    /** Forgets where an address was. */
    void taken(VirtualAddress address) {
        places.remove(address);
    }

    /** The socket of the interface the instance is on; null while there is no such interface. */
    @Nullable Segment segment() {
        return segment;
    }

    void attach(@Nullable Segment newSegment) {
        segment = newSegment;
    }

    /** Whether its adverts go to this peer. */
    boolean hasPeer(InetAddress address) {
        return applied.wire().destinations().contains(address);
    }

    /**
     * Makes an advert ready to send.
     *
     * @param unixNanos the time of day in nanoseconds since 1970
     */
    byte[] seal(Advert advert, InetAddress source, InetAddress destination, long unixNanos) {
        AdvertWire.Sealed sealed = AdvertWire.seal(applied.wire(), wire, advert, source, destination, unixNanos);
        wire = sealed.state();
        return sealed.bytes();
    }

    /**
     * Takes a packet with its VRID off the wire.
     *
     * @param unixNanos the time of day in nanoseconds since 1970
     */
    void receive(IpPacket packet, long unixNanos) {
        AdvertWire.Opened opened = AdvertWire.open(applied.wire(), wire, packet, unixNanos);
        boolean turnsOld = opened.state().oldChecksum() && !wire.oldChecksum();
        wire = opened.state();
        if (turnsOld) {
            effects.run(this, new Effect.Report(new Notice.OldChecksumHeard(packet.source())));
        }
        if (opened.decoded() instanceof Decoded.Accepted accepted) {
            on(new Event.AdvertReceived(accepted.advert()));
        } else if (opened.decoded() instanceof Decoded.Rejected rejected) {
            rejections.merge(rejected.reason(), 1L, Long::sum);
            effects.run(
                    this,
                    new Effect.Report(
                            new Notice.AdvertRejected(packet.source(), rejected.reason(), rejected.detail())));
        }
    }

    /** The index of the interface it is configured on, under whichever name; null while there is no such interface. */
    @Nullable Integer baseIndex() {
        return baseIndex;
    }

    void stand(@Nullable Integer interfaceIndex) {
        baseIndex = interfaceIndex;
    }

    /** The last known address and state of the interface, as the machine has them. */
    boolean knowsInterface(boolean up, @Nullable InetAddress primary) {
        return up == state.interfaceUp() && (primary == null ? state.source() == null : primary.equals(state.source()));
    }

    /** Belongs to this sync group from now on, or to none. */
    void join(@Nullable SyncedRouters synced) {
        group = synced;
    }

    /** The sync group it belongs to, or null. */
    @Nullable SyncedRouters group() {
        return group;
    }

    /** Gives the machine an event, and carries out what follows from it. An effect's failure is an event as well. */
    void on(Event event) {
        SyncedRouters synced = group;
        if (synced != null) {
            synced.on(this, event);
        } else {
            onItsOwn(event);
        }
    }

    private void onItsOwn(Event event) {
        pending.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (Event next = pending.poll(); next != null; next = pending.poll()) {
                step(next);
            }
        } finally {
            stepping = false;
        }
        settle();
    }

    /** Brings in line with its state what is not an effect of it, and waits for its deadline. */
    void settle() {
        effects.settled(this);
        setTimer();
    }

    /**
     * Adverts may have been missed until now: a backup listens for as long as a living master takes to be heard, an interval and
     * the skew, before it believes that there is none.
     */
    void listenAgain() {
        if (state.role() == Role.BACKUP) {
            listening = true;
            listenUntilNanos = nanoClock.getAsLong()
                    + ProtocolTimes.centisToNanos(state.masterIntervalCentis())
                    + ProtocolTimes.skewNanos(config().version(), state.priority(), state.masterIntervalCentis());
            setTimer();
        }
    }

    /** Waits for the state's deadline, or longer where it may. */
    private void setTimer() {
        if (!state.hasDeadline()) {
            timer.clear();
            return;
        }
        long deadlineNanos = state.deadlineNanos();
        listening &= state.role() == Role.BACKUP && nanoClock.getAsLong() - listenUntilNanos < 0;
        if (listening && deadlineNanos - listenUntilNanos < 0) {
            timer.set(listenUntilNanos);
        } else {
            timer.set(deadlineNanos, state.role() == Role.MASTER ? slackNanos() : 0);
        }
    }

    /**
     * How long a master's advert may wait for those of others, so that many go out at once: with one instance a 65536th of its
     * interval, with 256 or more a 256th, which is one step of priority in a backup's skew.
     */
    private long slackNanos() {
        return ProtocolTimes.centisToNanos(config().advertIntervalCentis())
                / MOST_SHARES
                * Math.min(MOST_SHARES, company.getAsInt())
                / MOST_SHARES;
    }

    private void step(Event event) {
        Transition transition = VrrpMachine.step(state, event, nanoClock.getAsLong());
        take(transition.state());
        for (Effect effect : transition.effects()) {
            carryOut(effect).ifPresent(pending::add);
        }
    }

    /** Keeps its next state, which the machine or the sync group's coordinator made. */
    void take(InstanceState next) {
        if (next.role() != state.role()) {
            roleSinceNanos = nanoClock.getAsLong();
        }
        state = next;
    }

    /** Carries out one effect; its failure, if it fails. */
    Optional<Event> carryOut(Effect effect) {
        return effects.run(this, effect).map(reason -> new Event.EffectFailed(effect, reason));
    }
}
