package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.VrrpCodec;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.ProtocolTimes;
import dev.holdfast.vrrp.state.Transition;
import dev.holdfast.vrrp.state.VrrpMachine;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One run: a time of faults, then a whole segment on which, after the protocol's bound, there must be exactly one master;
 * then that master leaves politely and another must follow within the skew.
 */
final class Simulation implements Run {
    private static final TrackedId TRACKED = new TrackedId(TrackedId.Kind.FILE, "number");
    private static final int TRACE = 40;
    private static final List<VirtualAddress> ADDRESSES = List.of(
            VirtualAddress.of(Ipv4Packets.address("10.0.0.100"), 24),
            VirtualAddress.of(Ipv4Packets.address("10.0.0.101"), 24));
    /** What a reload may make of the excluded addresses: it adds some, takes some away, or does both. */
    private static final List<List<VirtualAddress>> EXCLUDED = List.of(
            List.of(),
            List.of(VirtualAddress.of(Ipv4Packets.address("10.0.1.100"), 32)),
            List.of(VirtualAddress.of(Ipv4Packets.address("10.0.1.101"), 32)));

    private record Packet(long atNanos, long sequence, int to, ByteBuffer bytes) {}

    private final Machine machine;
    private final SplittableRandom random;
    private final VrrpVersion version;
    private final List<SimulatedRouter> routers = new ArrayList<>();
    private final PriorityQueue<Packet> wire =
            new PriorityQueue<>(Comparator.<Packet>comparingLong(packet -> packet.atNanos() - startNanos())
                    .thenComparing(Packet::sequence));
    private final boolean[][] cut;
    private final Deque<Supplier<String>> trace = new ArrayDeque<>();
    private final long start;
    private final boolean sameIntervals;
    private final long longestInterval;
    private final long longestDelay;
    private long now;
    private long sent;
    private double loss;
    private double failures;
    private int steps;

    Simulation(long seed, Machine machine) {
        this.machine = machine;
        random = new SplittableRandom(seed);
        version = random.nextBoolean() ? VrrpVersion.V2 : VrrpVersion.V3;
        start = random.nextBoolean() ? Long.MAX_VALUE - random.nextLong(60_000_000_000L) : random.nextLong();
        now = start;
        int count = random.nextInt(2, 6);
        cut = new boolean[count][count];
        int owner = random.nextInt(8) == 0 ? random.nextInt(count) : -1;
        int sharedPriority = random.nextInt(1, 255);
        sameIntervals = version == VrrpVersion.V2 || random.nextBoolean();
        int sharedInterval = version == VrrpVersion.V2 ? 100 : random.nextInt(1, 100);
        int longestCentis = 0;
        for (int i = 0; i < count; i++) {
            int centis = sameIntervals ? sharedInterval : random.nextInt(10, 100);
            longestCentis = Math.max(longestCentis, centis);
            int priority = i == owner ? 255 : random.nextInt(3) == 0 ? sharedPriority : random.nextInt(1, 255);
            routers.add(new SimulatedRouter(
                    InstanceConfig.builder("VI_1", "eth0", 51)
                            .version(version)
                            .basePriority(priority)
                            .advertIntervalCentis(centis)
                            .nopreempt(i != owner && random.nextInt(3) == 0)
                            .authentication(Authentication.NONE)
                            .tracked(List.of(new TrackedItem(TRACKED, 1, false)))
                            .addresses(ADDRESSES)
                            .build(),
                    Ipv4Packets.address("10.0.0." + (i + 1))));
        }
        longestInterval = ProtocolTimes.centisToNanos(longestCentis);
        // Well below the shortest interval, or a delayed advert would be a dead master.
        longestDelay = ProtocolTimes.centisToNanos(1) / 10;
    }

    private long startNanos() {
        return start;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < routers.size(); i++) {
                if (random.nextInt(4) == 0) {
                    routers.get(i).kernel.addAll(ADDRESSES);
                }
                startProcess(i);
            }
            for (int fault = random.nextInt(5, 40); fault > 0; fault--) {
                disturb();
                runUntil(now + random.nextLong(longestInterval * 3));
            }
            makeWhole();
            runUntil(now + 6 * longestInterval + 10 * longestDelay);
            checkFor(3 * longestInterval);
            leavePolitely();
            checkFor(3 * longestInterval);
        } catch (AssertionError | RuntimeException e) {
            String events = trace.stream().map(Supplier::get).collect(Collectors.joining("\n  "));
            throw new AssertionError(e + "\n  " + events, e);
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    private void checkFor(long nanos) {
        for (int i = 0; i < 20; i++) {
            runUntil(now + nanos / 20);
            // An advert may be on its way at this moment; nothing else is in flight on a whole segment.
            Invariants.ofSegment(routers);
        }
    }

    /** The master says that it is leaving: the next is there after the longest skew, not after three intervals. */
    private void leavePolitely() {
        while (!wire.isEmpty()) {
            // An advert that overtakes the last word of its sender is not what a segment does.
            runUntil(now + longestDelay / 7);
        }
        for (int i = 0; i < routers.size(); i++) {
            if (routers.get(i).isMaster()) {
                long unit = version == VrrpVersion.V2 ? 1_000_000_000L : longestInterval;
                if (version == VrrpVersion.V3) {
                    unit = ProtocolTimes.centisToNanos(
                            routers.get(i).state.config().advertIntervalCentis());
                }
                step(i, new Event.ShutdownRequested());
                routers.get(i).running = false;
                runUntil(now + unit + 5 * longestDelay);
                if (!sameIntervals) {
                    // Two may follow at once, and a third learn the interval of the one that yields, which may be so
                    // short that it
                    // takes the other for dead before its next advert (RFC 9568 section 6.4.2).
                    runUntil(now + longestInterval + 5 * longestDelay);
                }
                return;
            }
        }
    }

    private void makeWhole() {
        note(() -> "the segment is whole");
        loss = 0;
        failures = 0;
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
        for (int i = 0; i < routers.size(); i++) {
            resume(i);
            if (!routers.get(i).running) {
                startProcess(i);
            }
            interfaceUp(i);
        }
    }

    private void disturb() {
        int i = random.nextInt(routers.size());
        int j = random.nextInt(routers.size());
        SimulatedRouter router = routers.get(i);
        switch (random.nextInt(12)) {
            case 0 -> loss = random.nextInt(3) == 0 ? 0.5 : 0;
            case 1 -> cut[i][j] = !cut[i][j];
            case 2 -> router.paused = true;
            case 3 -> resume(i);
            case 4 -> crash(i);
            case 5 -> startProcess(i);
            case 6 -> {
                step(i, new Event.ShutdownRequested());
                router.running = router.running && router.paused;
            }
            case 7 -> {
                router.interfaceUp = false;
                step(i, new Event.InterfaceDown("interface down"));
            }
            case 8 -> interfaceUp(i);
            case 9 -> changeConfiguration(i);
            case 10 -> vanish(i);
            default -> failures = random.nextInt(3) == 0 ? 0.3 : 0;
        }
        if (random.nextInt(3) == 0) {
            forge(j);
        }
    }

    private void startProcess(int i) {
        SimulatedRouter router = routers.get(i);
        if (!router.running) {
            router.running = true;
            router.paused = false;
            router.unread.clear();
            router.state = VrrpMachine.initial(router.config);
            step(i, new Event.Started(router.interfaceUp, router.address, !router.kernel.isEmpty()));
        }
    }

    private void crash(int i) {
        note(() -> "crash of " + routers.get(i).address);
        routers.get(i).running = false;
        routers.get(i).paused = false;
    }

    private void resume(int i) {
        SimulatedRouter router = routers.get(i);
        if (!router.paused) {
            return;
        }
        router.paused = false;
        step(i, router.interfaceUp ? new Event.InterfaceUp(router.address) : new Event.InterfaceDown("interface down"));
        while (router.running && !router.unread.isEmpty()) {
            deliver(i, router.unread.poll());
        }
    }

    private void interfaceUp(int i) {
        routers.get(i).interfaceUp = true;
        step(i, new Event.InterfaceUp(routers.get(i).address));
    }

    private void changeConfiguration(int i) {
        SimulatedRouter router = routers.get(i);
        if (!router.running || router.paused) {
            return;
        }
        if (router.config.isOwner() || random.nextBoolean()) {
            router.config = router.config.toBuilder()
                    .excludedAddresses(EXCLUDED.get(random.nextInt(EXCLUDED.size())))
                    .build();
            step(i, new Event.Reconfigured(router.config));
        } else {
            step(i, new Event.TrackedChanged(TRACKED, new TrackStatus.Value(random.nextInt(-253, 254))));
        }
    }

    private void vanish(int i) {
        SimulatedRouter router = routers.get(i);
        if (!router.paused && router.kernel.remove(ADDRESSES.get(1))) {
            step(i, new Event.AddressVanished(ADDRESSES.get(1)));
        }
    }

    /** A packet that no router may take: random bytes, another interval or another list of addresses. */
    private void forge(int to) {
        SimulatedRouter router = routers.get(to);
        byte[] packet = bytes(router.state.advert(255), 200);
        int at = random.nextInt(20, packet.length);
        packet[at] ^= (byte) (1 << random.nextInt(8));
        wire.add(new Packet(now, sent++, to, ByteBuffer.wrap(packet)));
        InstanceConfig other =
                router.config.toBuilder().addresses(List.of(ADDRESSES.get(0))).build();
        wire.add(new Packet(now, sent++, to, packet(VrrpMachine.initial(other).advert(255), 200)));
    }

    private void runUntil(long until) {
        while (true) {
            long next = until;
            int timer = -1;
            for (int i = 0; i < routers.size(); i++) {
                SimulatedRouter router = routers.get(i);
                boolean waits = router.running && !router.paused && router.state.hasDeadline();
                if (waits && router.state.deadlineNanos() - next < 0) {
                    next = router.state.deadlineNanos();
                    timer = i;
                }
            }
            Packet packet = wire.peek();
            if (packet != null && packet.atNanos() - next <= 0) {
                wire.remove();
                advance(packet.atNanos());
                arrive(packet.to(), packet.bytes());
            } else if (timer >= 0) {
                advance(next);
                step(timer, new Event.TimerFired());
            } else {
                advance(until);
                return;
            }
        }
    }

    private void advance(long to) {
        if (to - now > 0) {
            now = to;
        }
    }

    private void arrive(int to, ByteBuffer packet) {
        SimulatedRouter router = routers.get(to);
        if (!router.running || !router.interfaceUp) {
            return;
        }
        if (router.paused) {
            if (router.unread.size() < SimulatedRouter.SOCKET_BUFFER) {
                router.unread.add(packet);
            }
        } else {
            deliver(to, packet);
        }
    }

    private void deliver(int to, ByteBuffer packet) {
        if (Ipv4Packets.decode(packet) instanceof Decoded.Accepted accepted) {
            step(to, new Event.AdvertReceived(accepted.advert()));
        }
    }

    private void step(int i, Event event) {
        SimulatedRouter router = routers.get(i);
        if (!router.running || router.paused) {
            return;
        }
        steps++;
        Transition transition = machine.step(router.state, event, now);
        InstanceState before = router.state;
        note(() -> router.address + " " + before.role() + " " + before.priority() + " " + event + " -> "
                + transition.state().role() + " " + transition.effects());
        Invariants.ofStep(before, event, transition, now);
        router.state = transition.state();
        List<Effect> failed = new ArrayList<>();
        for (Effect effect : transition.effects()) {
            if (!carryOut(i, effect)) {
                failed.add(effect);
            }
        }
        for (Effect effect : failed) {
            step(i, new Event.EffectFailed(effect, "EPERM"));
        }
        if (!(event instanceof Event.EffectFailed)) {
            Invariants.ofAddresses(router);
        }
    }

    private boolean carryOut(int i, Effect effect) {
        SimulatedRouter router = routers.get(i);
        return effect.match(new Effect.Visitor<>() {
            @Override
            public Boolean sendAdvert(Effect.SendAdvert effect) {
                broadcast(i, packet(effect.advert(), i + 1));
                return router.interfaceUp;
            }

            @Override
            public Boolean addAddresses(Effect.AddAddresses effect) {
                boolean fails = random.nextDouble() < failures;
                if (!fails) {
                    router.kernel.addAll(effect.addresses());
                }
                return !fails;
            }

            @Override
            public Boolean removeAddresses(Effect.RemoveAddresses effect) {
                effect.addresses().forEach(router.kernel::remove);
                return true;
            }

            @Override
            public Boolean sendGratuitousArps(Effect.SendGratuitousArps effect) {
                boolean held = router.kernel.containsAll(effect.addresses()) || failures > 0;
                if (!held && !router.state.timers().retry().isSet()) {
                    throw new AssertionError("gratuitous ARP only for addresses that are held");
                }
                return true;
            }

            @Override
            public Boolean report(Effect.Report effect) {
                return true;
            }
        });
    }

    private static ByteBuffer packet(Advert advert, int host) {
        return ByteBuffer.wrap(bytes(advert, host));
    }

    private static byte[] bytes(Advert advert, int host) {
        var source = Ipv4Packets.address("10.0.0." + host);
        return Ipv4Packets.packet(VrrpCodec.encode(advert, source, Ipv4Packets.GROUP), source, Ipv4Packets.GROUP, 255);
    }

    private void broadcast(int from, ByteBuffer packet) {
        if (!routers.get(from).interfaceUp) {
            return;
        }
        for (int to = 0; to < routers.size(); to++) {
            if (to != from && !cut[from][to]) {
                for (int copies = random.nextInt(10) == 0 ? 2 : 1; copies > 0; copies--) {
                    if (random.nextDouble() >= loss) {
                        wire.add(new Packet(now + random.nextLong(1, longestDelay), sent++, to, packet));
                    }
                }
            }
        }
    }

    /** Kept as objects: only a failure needs the text. */
    private void note(Supplier<String> line) {
        if (trace.size() == TRACE) {
            trace.remove();
        }
        long at = now - start;
        trace.add(() -> at + " ns: " + line.get());
    }
}
