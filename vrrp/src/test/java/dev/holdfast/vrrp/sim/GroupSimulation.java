package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.ProtocolTimes;
import dev.holdfast.vrrp.state.SyncGroupState;
import dev.holdfast.vrrp.state.SyncGroupTransition;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
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
 * One run of two to five hosts with a sync group each, on one to three segments: a time of faults, then whole segments on which after
 * the protocol's bound one host is master of all; then that one hands over, and another must follow and stay. A group of one
 * instance is an instance by itself. Groups whose instances differ in priority may beat each other on a segment each, and do so again
 * and again when their timers agree: of them only what a step may do is asked, whole segments or not.
 */
final class GroupSimulation implements Run {
    private static final TrackedId NUMBER = new TrackedId(TrackedId.Kind.FILE, "number");
    private static final TrackedId CHECK = new TrackedId(TrackedId.Kind.SCRIPT, "check");
    private static final int TRACE = 60;

    private record Packet(long at, long sequence, int to, int segment, ReceivedAdvert advert) {}

    private final GroupMachine machine;
    private final SplittableRandom random;
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final PriorityQueue<Packet> wire =
            new PriorityQueue<>(Comparator.comparingLong(Packet::at).thenComparing(Packet::sequence));
    private final Deque<Supplier<String>> trace = new ArrayDeque<>();
    private final int segments;
    private final boolean unicast;
    private final boolean unequal;
    private final boolean[][][] cut;
    private final long interval;
    private final long longestDelay;
    private long now;
    private long sent;
    private double loss;
    private int steps;

    GroupSimulation(long seed, GroupMachine machine) {
        this.machine = machine;
        random = new SplittableRandom(seed);
        int count = random.nextInt(2, 6);
        segments = random.nextInt(1, 4);
        unicast = random.nextBoolean();
        cut = new boolean[segments][count][count];
        VrrpVersion version = random.nextBoolean() ? VrrpVersion.V2 : VrrpVersion.V3;
        int centis = version == VrrpVersion.V2 ? 100 : random.nextInt(10, 100);
        interval = ProtocolTimes.centisToNanos(centis);
        longestDelay = 1_000_000;
        unequal = random.nextInt(4) == 0;
        boolean nopreempt = random.nextInt(4) == 0;
        long preemptDelay = random.nextInt(4) == 0 ? interval * random.nextInt(1, 4) : 0;
        for (int host = 0; host < count; host++) {
            int priority = random.nextInt(3) == 0 ? 100 : random.nextInt(1, 255);
            List<InstanceConfig> configs = new ArrayList<>();
            for (int segment = 0; segment < segments; segment++) {
                configs.add(InstanceConfig.builder("VI_" + segment, "eth" + segment, segment + 1)
                        .version(version)
                        .advertIntervalCentis(centis)
                        .basePriority(unequal ? random.nextInt(1, 255) : priority)
                        .nopreempt(nopreempt)
                        .preemptDelayNanos(preemptDelay)
                        .grouped(true)
                        .addresses(List.of(VirtualAddress.of(Ipv4Packets.address("10.0." + segment + ".100"), 24)))
                        .tracked(List.of(new TrackedItem(NUMBER, 1, false), new TrackedItem(CHECK, 0, false)))
                        .build());
            }
            hosts.add(new SimulatedHost(host, configs, random.nextLong(), random.nextInt(-2000, 2001)));
        }
    }

    @Override
    public void run() {
        try {
            hosts.forEach(this::start);
            for (int fault = random.nextInt(5, 30); fault > 0; fault--) {
                disturb();
                runUntil(now + random.nextLong(interval * 3));
            }
            makeWhole();
            runUntil(now + bound());
            if (unequal) {
                return;
            }
            checkFor(2 * interval);
            handOver();
        } catch (AssertionError | RuntimeException e) {
            String events = trace.stream().map(Supplier::get).collect(Collectors.joining("\n  "));
            throw new AssertionError(e + "\n  " + events, e);
        }
    }

    @Override
    public int steps() {
        return steps;
    }

    /** A preemption after its delay, a lost election and another: each at most a master-down time, in v2 with a skew of a second. */
    private long bound() {
        return 3 * interval + 3 * (4 * interval + 1_000_000_000L) + 20 * longestDelay;
    }

    private void checkFor(long nanos) {
        for (int i = 0; i < 10; i++) {
            runUntil(now + nanos / 10);
            Invariants.ofSegments(hosts, segments);
        }
    }

    private void handOver() {
        SimulatedHost old =
                hosts.stream().filter(host -> host.isMaster(0)).findFirst().orElseThrow();
        while (!wire.isEmpty()) {
            // An advert that overtakes the last word of its sender is not what a segment does.
            runUntil(now + longestDelay / 7);
        }
        step(old, 0, new Event.FailoverRequested());
        runUntil(now + 2 * (interval + 1_000_000_000L));
        checkFor(4 * interval);
        if (old.isMaster(0)) {
            throw new AssertionError("who handed over is not master while another can be: " + hosts);
        }
    }

    private void makeWhole() {
        note(() -> "the segments are whole");
        loss = 0;
        for (boolean[][] segment : cut) {
            for (boolean[] row : segment) {
                Arrays.fill(row, false);
            }
        }
        for (SimulatedHost host : hosts) {
            resume(host);
            start(host);
            track(host, CHECK, TrackStatus.Condition.UP);
            for (int segment = 0; segment < segments; segment++) {
                link(host, segment, true);
            }
        }
    }

    private void disturb() {
        SimulatedHost host = hosts.get(random.nextInt(hosts.size()));
        int segment = random.nextInt(segments);
        switch (random.nextInt(12)) {
            case 0 -> loss = random.nextInt(3) == 0 ? 0.5 : 0;
            case 1 -> {
                int other = random.nextInt(hosts.size());
                cut[segment][host.number][other] = !cut[segment][host.number][other];
            }
            case 2 -> partition(segment, host.number);
            case 3 -> host.paused = host.running;
            case 4 -> resume(host);
            case 5 -> {
                note(() -> "crash of " + host);
                host.running = false;
                host.paused = false;
            }
            case 6 -> start(host);
            case 7 -> link(host, segment, false);
            case 8 -> link(host, segment, true);
            case 9 -> track(host, NUMBER, new TrackStatus.Value(random.nextInt(-100, 100)));
            case 10 -> track(host, CHECK, random.nextBoolean() ? TrackStatus.Condition.UP : TrackStatus.Condition.DOWN);
            default -> step(host, segment, new Event.FailoverRequested());
        }
    }

    private void partition(int segment, int host) {
        boolean apart = random.nextBoolean();
        for (int other = 0; other < hosts.size(); other++) {
            cut[segment][host][other] = apart;
            cut[segment][other][host] = apart;
        }
    }

    private void start(SimulatedHost host) {
        if (host.running) {
            return;
        }
        host.running = true;
        host.unread.clear();
        host.state = host.initial();
        track(host, CHECK, TrackStatus.Condition.UP);
        for (int segment = 0; segment < segments; segment++) {
            boolean present = !host.kernels.get(segment).isEmpty();
            step(host, segment, new Event.Started(host.linkUp[segment], host.address(segment), present));
        }
    }

    private void resume(SimulatedHost host) {
        if (!host.paused) {
            return;
        }
        host.paused = false;
        for (int segment = 0; segment < segments; segment++) {
            link(host, segment, host.linkUp[segment]);
        }
        while (!host.unread.isEmpty()) {
            SimulatedHost.Unread next = host.unread.remove();
            step(host, next.segment(), new Event.AdvertReceived(next.advert()));
        }
    }

    private void link(SimulatedHost host, int segment, boolean up) {
        host.linkUp[segment] = up;
        step(host, segment, up ? new Event.InterfaceUp(host.address(segment)) : new Event.InterfaceDown("down"));
    }

    private void track(SimulatedHost host, TrackedId id, TrackStatus status) {
        for (int segment = 0; segment < segments; segment++) {
            step(host, segment, new Event.TrackedChanged(id, status));
        }
    }

    private void runUntil(long until) {
        while (true) {
            long next = until;
            SimulatedHost due = null;
            int member = 0;
            for (SimulatedHost host : hosts) {
                for (int i = 0; i < segments && host.running && !host.paused; i++) {
                    InstanceState state = host.state.members().get(i);
                    if (state.hasDeadline() && host.time(state.deadlineNanos()) < next) {
                        next = host.time(state.deadlineNanos());
                        due = host;
                        member = i;
                    }
                }
            }
            Packet packet = wire.peek();
            if (packet != null && packet.at() <= next) {
                wire.remove();
                now = Math.max(now, packet.at());
                arrive(packet);
            } else if (due != null) {
                now = Math.max(now, next);
                step(due, member, new Event.TimerFired());
            } else {
                now = until;
                return;
            }
        }
    }

    private void arrive(Packet packet) {
        SimulatedHost host = hosts.get(packet.to());
        if (!host.running || !host.linkUp[packet.segment()]) {
            return;
        }
        if (!host.paused) {
            step(host, packet.segment(), new Event.AdvertReceived(packet.advert()));
        } else if (host.unread.size() < SimulatedRouter.SOCKET_BUFFER) {
            host.unread.add(new SimulatedHost.Unread(packet.segment(), packet.advert()));
        }
    }

    private void step(SimulatedHost host, int member, Event event) {
        if (!host.running || host.paused) {
            return;
        }
        steps++;
        long clock = host.clock(now);
        SyncGroupState before = host.state;
        SyncGroupTransition transition = machine.step(before, member, event, clock);
        host.state = transition.state();
        note(() -> host.number + "/" + member + " " + event + " -> " + transition.effects() + " = "
                + transition.state().role());
        Invariants.ofGroupStep(before, event, transition, clock);
        for (SyncGroupTransition.Output output : transition.effects()) {
            if (output instanceof SyncGroupTransition.OfMember one) {
                carryOut(host, one.member(), one.effect());
            }
        }
        Invariants.ofGroupAddresses(host);
    }

    private void carryOut(SimulatedHost host, int segment, Effect effect) {
        if (effect instanceof Effect.SendAdvert send) {
            broadcast(host, segment, send.advert());
        } else if (effect instanceof Effect.AddAddresses add) {
            host.kernels.get(segment).addAll(add.addresses());
        } else if (effect instanceof Effect.RemoveAddresses remove) {
            remove.addresses().forEach(host.kernels.get(segment)::remove);
        }
    }

    /** Multicast: what is lost on the way into the switch is lost for all. Unicast: each peer's packet goes its own way. */
    private void broadcast(SimulatedHost from, int segment, Advert advert) {
        if (!from.linkUp[segment] || (!unicast && random.nextDouble() < loss)) {
            return;
        }
        for (SimulatedHost to : hosts) {
            boolean lost = unicast && random.nextDouble() < loss;
            if (to == from || cut[segment][from.number][to.number] || lost) {
                continue;
            }
            for (int copies = random.nextInt(10) == 0 ? 2 : 1; copies > 0; copies--) {
                wire.add(new Packet(
                        now + random.nextLong(1, longestDelay),
                        sent++,
                        to.number,
                        segment,
                        new ReceivedAdvert(
                                advert,
                                from.address(segment),
                                unicast ? to.address(segment) : Ipv4Packets.GROUP,
                                255)));
            }
        }
    }

    private void note(Supplier<String> line) {
        if (trace.size() == TRACE) {
            trace.remove();
        }
        long at = now;
        trace.add(() -> at + " ns: " + line.get());
    }
}
