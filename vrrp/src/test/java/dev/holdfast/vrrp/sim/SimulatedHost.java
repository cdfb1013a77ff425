package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.SyncGroupState;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.net.Inet4Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A host with a sync group: one instance on each segment, and a clock of its own that runs a little fast or slow. */
final class SimulatedHost {
    private static final long MILLION = 1_000_000;

    /** What waits in a stopped process's sockets. */
    record Unread(int segment, ReceivedAdvert advert) {}

    final int number;
    final List<InstanceConfig> configs;
    final List<Set<VirtualAddress>> kernels = new ArrayList<>();
    final boolean[] linkUp;
    final Deque<Unread> unread = new ArrayDeque<>();
    SyncGroupState state;
    boolean running;
    boolean paused;

    private final long clockStart;
    private final long partsPerMillion;

    SimulatedHost(int number, List<InstanceConfig> configs, long clockStart, long partsPerMillion) {
        this.number = number;
        this.configs = configs;
        this.clockStart = clockStart;
        this.partsPerMillion = partsPerMillion;
        linkUp = new boolean[configs.size()];
        Arrays.fill(linkUp, true);
        configs.forEach(config -> kernels.add(new HashSet<>()));
        state = initial();
    }

    SyncGroupState initial() {
        return new SyncGroupState(
                "G1",
                Role.INITIALIZE,
                configs.stream().map(VrrpMachine::initial).toList());
    }

    Inet4Address address(int segment) {
        return Ipv4Packets.address("10.0." + segment + "." + (number + 1));
    }

    /** This host's clock at that time. */
    long clock(long time) {
        return clockStart + time + time / MILLION * partsPerMillion + time % MILLION * partsPerMillion / MILLION;
    }

    /** The first time at which this host's clock is not before that. */
    long time(long clock) {
        long time = clock - clockStart - (clock - clockStart) / MILLION * partsPerMillion;
        for (long missing = clock - clock(time); missing > 0; missing = clock - clock(time)) {
            time += missing;
        }
        return time;
    }

    boolean isMaster(int segment) {
        return running && state.members().get(segment).role() == Role.MASTER;
    }

    @Override
    public String toString() {
        return "host " + number + "("
                + (running
                        ? state.role() + " "
                                + state.members().stream()
                                        .map(SimulatedHost::text)
                                        .toList()
                        : "-")
                + ")";
    }

    private static String text(InstanceState state) {
        return state.role() + " " + state.priority();
    }
}
