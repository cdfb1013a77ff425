package dev.holdfast.controller.realserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a real server needs besides its VIPs, from proc(5): programs that listen, and a way back to clients.
 *
 * @param listeners the TCP sockets that listen
 * @param ipv4DefaultRoute whether there is a default route for IPv4
 * @param ipv6DefaultRoute whether there is one for IPv6
 */
record Services(List<Listener> listeners, boolean ipv4DefaultRoute, boolean ipv6DefaultRoute) {

    /**
     * A TCP socket that listens.
     *
     * @param address its address, perhaps the wildcard of its family
     * @param port 1 to 65535
     */
    record Listener(InetAddress address, int port) {}

    /** Of the calling thread's network namespace. */
    private static final Path NET = Path.of("/proc/thread-self/net");

    private static final String LISTEN = "0A";
    private static final int RTF_UP = 0x1;
    private static final int RTF_REJECT = 0x200;

    Services {
        listeners = List.copyOf(listeners);
    }

    static Services read() throws IOException {
        List<Listener> listeners = new ArrayList<>(listeners(lines("tcp"), ByteOrder.nativeOrder()));
        listeners.addAll(listeners(lines("tcp6"), ByteOrder.nativeOrder()));
        return new Services(listeners, ipv4Default(lines("route")), ipv6Default(lines("ipv6_route")));
    }

    /** The ports on which the VIP is listened to. A wildcard of IPv6 is taken for one of IPv4, too, as it is by default. */
    SortedSet<Integer> portsOf(Vip vip) {
        SortedSet<Integer> ports = new TreeSet<>();
        for (Listener listener : listeners) {
            boolean wildcard = listener.address().isAnyLocalAddress()
                    && (vip.ipv4()
                            || listener.address().getAddress().length
                                    == vip.address().getAddress().length);
            if (wildcard || listener.address().equals(vip.address())) {
                ports.add(listener.port());
            }
        }
        return ports;
    }

    /** The ports on which another address of the VIP's family is listened to, but not the VIP. */
    SortedSet<Integer> portsOfOthers(Vip vip) {
        SortedSet<Integer> ports = new TreeSet<>();
        for (Listener listener : listeners) {
            if (!listener.address().isLoopbackAddress()
                    && listener.address().getAddress().length == vip.address().getAddress().length) {
                ports.add(listener.port());
            }
        }
        ports.removeAll(portsOf(vip));
        return ports;
    }

    boolean defaultRoute(Vip vip) {
        return vip.ipv4() ? ipv4DefaultRoute : ipv6DefaultRoute;
    }

    /** The listeners of a table of /proc/net/tcp or tcp6, whose addresses are words in the machine's order. */
    static List<Listener> listeners(List<String> lines, ByteOrder order) throws IOException {
        List<Listener> listeners = new ArrayList<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] words = line.strip().split(" +", -1);
            if (words.length > 3 && words[3].equals(LISTEN)) {
                int colon = words[1].indexOf(':');
                listeners.add(new Listener(
                        address(words[1].substring(0, colon), order),
                        Integer.parseInt(words[1].substring(colon + 1), 16)));
            }
        }
        return listeners;
    }

    private static InetAddress address(String hex, ByteOrder order) throws UnknownHostException {
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        ByteBuffer address = ByteBuffer.allocate(words.capacity()).order(order);
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        return InetAddress.getByAddress(address.array());
    }

    /** Whether /proc/net/route has one: interface, destination, gateway, flags, three numbers, mask. */
    static boolean ipv4Default(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(words -> words.length > 7
                        && words[1].equals("00000000")
                        && words[7].equals("00000000")
                        && usable(words[3]));
    }

    /** Whether /proc/net/ipv6_route has one: destination, its prefix length, six more, flags, interface. */
    static boolean ipv6Default(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .anyMatch(words -> words.length > 9
                        && words[0].equals("0".repeat(32))
                        && words[1].equals("00")
                        && !words[9].equals(Forwarding.LOOPBACK)
                        && usable(words[8]));
    }

    private static boolean usable(String flags) {
        try {
            return (Integer.parseUnsignedInt(flags, 16) & (RTF_UP | RTF_REJECT)) == RTF_UP;
        } catch (NumberFormatException e) {
            // The title of the table.
            return false;
        }
    }

    private static List<String> lines(String table) throws IOException {
        try {
            return Files.readAllLines(NET.resolve(table));
        } catch (NoSuchFileException e) {
            // A kernel without IPv6.
            return List.of();
        }
    }
}
