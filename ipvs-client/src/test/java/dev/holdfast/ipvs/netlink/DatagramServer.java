package dev.holdfast.ipvs.netlink;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;

/** A server that answers each datagram with its name, one letter. */
final class DatagramServer implements AutoCloseable {
    private final char name;
    private final DatagramSocket socket;

    private DatagramServer(char name, DatagramSocket socket) {
        this.name = name;
        this.socket = socket;
    }

    /** Listens on one address: the answers come from there, as the client expects of the VIP. */
    static DatagramServer start(char name, NetworkNamespace host, SocketAddress address) throws Exception {
        DatagramServer server = new DatagramServer(name, host.inside(() -> new DatagramSocket(address)));
        Thread thread = new Thread(server::answer, "datagram server " + name);
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private void answer() {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        try {
            while (true) {
                socket.receive(packet);
                packet.setData(new byte[] {(byte) name});
                socket.send(packet);
            }
        } catch (IOException e) {
            // The end of the test. A client that gets no answer says so itself.
            close();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
