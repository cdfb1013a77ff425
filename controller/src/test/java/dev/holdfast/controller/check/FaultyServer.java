package dev.holdfast.controller.check;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Servers that say something and then do what a working one never would. They listen where the thread that makes them is. */
final class FaultyServer implements AutoCloseable {
    private static final int MOST_REQUEST = 65_536;
    private static final long DRIP_MILLIS = 20;

    /** What follows what was said. */
    enum Ending {
        /** The connection is closed. */
        CLOSE,
        /** It is reset. */
        RESET,
        /** Nothing. */
        SILENCE,
        /** The same again, without end and as fast as it is taken. */
        AGAIN,
        /** A byte now and then, without end. */
        DRIP
    }

    private final InetAddress address;
    private final List<Closeable> sockets = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    FaultyServer(InetAddress address) {
        this.address = address;
    }

    /** How much has been sent without end, in bytes. */
    long sentWithoutEnd() {
        return sent.get();
    }

    /** Accepts nothing: the kernel answers, and nobody else. Returns the port. */
    int half() throws IOException {
        ServerSocket listening = new ServerSocket(0, 16, address);
        keep(listening);
        return listening.getLocalPort();
    }

    /** A port where nobody listens. */
    int nobody() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 16, address)) {
            return listening.getLocalPort();
        }
    }

    /** Says something when it is asked. */
    int asked(String said, Ending ending) throws IOException {
        return tcp(true, said.getBytes(StandardCharsets.ISO_8859_1), ending);
    }

    /** Says something at once. */
    int greets(String said, Ending ending) throws IOException {
        return tcp(false, said.getBytes(StandardCharsets.ISO_8859_1), ending);
    }

    private int tcp(boolean waits, byte[] said, Ending ending) throws IOException {
        ServerSocket listening = new ServerSocket(0, 16, address);
        keep(listening);
        thread(() -> {
            while (true) {
                Socket socket = listening.accept();
                keep(socket);
                thread(() -> serve(socket, waits, said, ending));
            }
        });
        return listening.getLocalPort();
    }

    private void serve(Socket socket, boolean waits, byte[] said, Ending ending) throws IOException {
        if (waits) {
            socket.getInputStream().read(new byte[MOST_REQUEST]);
        }
        OutputStream out = socket.getOutputStream();
        out.write(said);
        switch (ending) {
            case CLOSE -> socket.close();
            case RESET -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case SILENCE -> {}
            case AGAIN -> {
                byte[] much = new String(said, StandardCharsets.ISO_8859_1)
                        .repeat(MOST_REQUEST / Math.max(1, said.length))
                        .getBytes(StandardCharsets.ISO_8859_1);
                while (true) {
                    out.write(much);
                    sent.addAndGet(much.length);
                }
            }
            case DRIP -> {
                while (true) {
                    out.write('x');
                    pause();
                }
            }
        }
    }

    /** Slowness is what this is for. */
    private static void pause() {
        try {
            Thread.sleep(DRIP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers datagrams with these bytes, or not at all. */
    int datagrams(byte @Nullable [] answer) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
        keep(socket);
        thread(() -> {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[MOST_REQUEST], MOST_REQUEST);
                socket.receive(packet);
                if (answer != null) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        });
        return socket.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The other side has gone, or this was closed.
                    }
                },
                "faulty-server");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void keep(Closeable socket) {
        sockets.add(socket);
    }

    @Override
    public synchronized void close() throws IOException {
        for (Closeable socket : sockets) {
            socket.close();
        }
    }
}
