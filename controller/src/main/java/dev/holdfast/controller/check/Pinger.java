package dev.holdfast.controller.check;

import dev.holdfast.controller.loop.EventLoop;
import dev.holdfast.controller.loop.TimerQueue;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.check.OutsideProbes;
import dev.holdfast.healthcheck.policy.ProbeResult;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.socket.RawIpv4Socket;
import dev.holdfast.linuxnet.socket.RawIpv6Socket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends ICMP echoes and matches their replies, for any number of servers, by one raw socket for each family, interface and
 * mark. They are opened when first needed. Everything but {@link #ping} is on the loop's thread.
 */
final class Pinger {
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int HOP_LIMIT = 64;
    /** How many packets are read in one turn; the host's other ICMP comes here too. */
    private static final int MOST_IN_A_TURN = 256;

    /** What a socket is opened for. */
    private record Way(boolean ipv6, @Nullable String interfaceName, long mark) {}

    /** An echo that waits for its reply. */
    private final class Waiting implements OutsideProbes.Attempt {
        private final PingCheckSpec spec;
        private final Consumer<ProbeResult> whenDone;
        private final TimerQueue.Timer timer = loop.timer(this::timedOut);
        private int token;

        Waiting(PingCheckSpec spec, Consumer<ProbeResult> whenDone) {
            this.spec = spec;
            this.whenDone = whenDone;
        }

        @Override
        public void end() {
            loop.execute(this::forget);
        }

        private void forget() {
            timer.clear();
            waiting.remove(token, this);
        }

        private void timedOut() {
            done(new ProbeResult.Failed(FailureReason.FIRST_BYTE_TIMEOUT, "no answer to an ICMP echo"));
        }

        private void done(ProbeResult result) {
            forget();
            whenDone.accept(result);
        }
    }

    private final EventLoop loop;
    private final Map<Way, Pollable> sockets = new HashMap<>();
    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private int lastToken;

    /**
     * One that has sent nothing.
     *
     * @param firstToken where the numbers of echoes begin; another process that pings has others
     */
    Pinger(EventLoop loop, int firstToken) {
        this.loop = loop;
        this.lastToken = firstToken;
    }

    /** Sends an echo; from any thread. */
    OutsideProbes.Attempt ping(PingCheckSpec spec, Consumer<ProbeResult> whenDone) {
        Waiting echo = new Waiting(spec, whenDone);
        loop.execute(() -> send(echo));
        return echo;
    }

    void close() {
        sockets.values().forEach(this::close);
        sockets.clear();
    }

    private void close(Pollable socket) {
        loop.unwatch(socket);
        socket.close();
    }

    private void send(Waiting echo) {
        echo.token = ++lastToken;
        waiting.put(echo.token, echo);
        CheckTarget target = echo.spec.target();
        Way way = new Way(target.address() instanceof Inet6Address, target.bindInterface(), target.firewallMark());
        try {
            Pollable socket = sockets.get(way);
            if (socket == null) {
                socket = open(way);
                sockets.put(way, socket);
            }
            transmit(socket, IcmpEcho.request(echo.token, way.ipv6()), target);
            echo.timer.set(System.nanoTime() + echo.spec.timing().connectTimeoutNanos());
        } catch (LinuxException e) {
            echo.done(outcome(e));
        }
    }

    /** What a failed send says of the server, if anything. */
    private static ProbeResult outcome(LinuxException e) {
        return switch (e.errno()) {
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.ENETDOWN ->
                new ProbeResult.Failed(FailureReason.UNREACHABLE, String.valueOf(e.getMessage()));
            default -> new ProbeResult.NotRun(LocalTrouble.SOCKET, String.valueOf(e.getMessage()));
        };
    }

    private Pollable open(Way way) throws LinuxException {
        int index = indexOf(way.interfaceName());
        if (way.ipv6()) {
            RawIpv6Socket socket = RawIpv6Socket.open(way.interfaceName(), index, ICMPV6, HOP_LIMIT);
            if (way.mark() != 0) {
                socket.setMark(way.mark());
            }
            loop.watch(socket, () -> drain(socket));
            return socket;
        }
        RawIpv4Socket socket = RawIpv4Socket.open(way.interfaceName(), index, ICMP, HOP_LIMIT, false);
        if (way.mark() != 0) {
            socket.setMark(way.mark());
        }
        loop.watch(socket, () -> drain(socket));
        return socket;
    }

    private static int indexOf(@Nullable String name) throws LinuxException {
        if (name == null) {
            return 0;
        }
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found != null) {
                return found.getIndex();
            }
        } catch (SocketException e) {
            // As good as one that is not there.
        }
        throw new LinuxException("find interface " + name, Errno.ENODEV, "it is the bind_if of a PING_CHECK");
    }

    private static void transmit(Pollable socket, byte[] message, CheckTarget target) throws LinuxException {
        InetSocketAddress from = target.bindTo();
        InetAddress source = from != null
                        && from.getAddress().getClass().equals(target.address().getClass())
                ? from.getAddress()
                : anyOf(target.address());
        if (socket instanceof RawIpv6Socket six) {
            six.send(message, (Inet6Address) source, (Inet6Address) target.address());
        } else if (socket instanceof RawIpv4Socket four) {
            four.send(message, (Inet4Address) source, (Inet4Address) target.address());
        }
    }

    private static InetAddress anyOf(InetAddress family) {
        try {
            return InetAddress.getByAddress(new byte[family.getAddress().length]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private void drain(RawIpv4Socket socket) {
        try {
            for (int i = 0; i < MOST_IN_A_TURN; i++) {
                ByteBuffer packet = socket.receive();
                if (packet == null) {
                    return;
                }
                OptionalInt token = IcmpEcho.replyInPacket(packet);
                if (token.isPresent() && packet.limit() >= 16) {
                    byte[] source = new byte[4];
                    packet.get(12, source);
                    answered(token.getAsInt(), source);
                }
            }
        } catch (LinuxException e) {
            reopen(socket);
        }
    }

    private void drain(RawIpv6Socket socket) {
        try {
            for (int i = 0; i < MOST_IN_A_TURN; i++) {
                RawIpv6Socket.Received packet = socket.receive();
                if (packet == null) {
                    return;
                }
                OptionalInt token = IcmpEcho.replyV6(packet.payload());
                if (token.isPresent()) {
                    answered(token.getAsInt(), packet.source().getAddress());
                }
            }
        } catch (LinuxException e) {
            reopen(socket);
        }
    }

    private void answered(int token, byte[] source) {
        Waiting echo = waiting.get(token);
        if (echo != null && Arrays.equals(echo.spec.target().address().getAddress(), source)) {
            echo.done(ProbeResult.Succeeded.INSTANCE);
        }
    }

    /** Its interface is gone: the next echo opens another one, and those under way time out. */
    private void reopen(Pollable broken) {
        sockets.values().removeIf(socket -> socket == broken);
        close(broken);
    }
}
