package dev.holdfast.vrrp.sim;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** One host: its process, which can crash or stall, and its kernel, whose addresses outlive the process. */
final class SimulatedRouter {
    /** A raw socket's receive buffer does not hold more. */
    static final int SOCKET_BUFFER = 30;

    final Inet4Address address;
    final Set<VirtualAddress> kernel = new HashSet<>();
    final Deque<ByteBuffer> unread = new ArrayDeque<>();
    InstanceConfig config;
    InstanceState state;
    boolean running;
    boolean paused;
    boolean interfaceUp = true;

    SimulatedRouter(InstanceConfig config, Inet4Address address) {
        this.config = config;
        this.address = address;
        state = VrrpMachine.initial(config);
    }

    boolean isMaster() {
        return running && state.role() == Role.MASTER;
    }

    boolean isBackup() {
        return running && state.role() == Role.BACKUP;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "(" + (running ? state.role() : "-") + " " + state.priority() + ")";
    }
}
