package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Mail servers on port 25 of every address of a network. Each does what it should, or for a while what its address is given here. */
final class MailServers implements AutoCloseable {
    /** Instead of something to say: wait for a line. */
    static final String HEAR = "<hear>";
    /** Close the connection. */
    static final String CLOSE = "<close>";
    /** Reset it. */
    static final String RESET = "<reset>";
    /** Say nothing more. */
    static final String SILENCE = "<silence>";
    /** What follows is said a byte at a time. */
    static final String SLOWLY = "<slowly>";

    static final String GREETING = "220 mail.example.test\r\n";
    static final String HELLO = "250 hello\r\n";
    static final String GOODBYE = "221 goodbye\r\n";
    private static final List<String> WELL = List.of(GREETING, HEAR, HELLO, HEAR, GOODBYE, HEAR);
    private static final long SLOW_MILLIS = 50;

    private final Map<Integer, List<String>> faults;
    private final ServerSocket listener;
    private volatile boolean faulty = true;

    /**
     * Begins with the faults.
     *
     * @param faults what those do that have one, by the last number of their addresses
     */
    MailServers(NetworkNamespace namespace, Map<Integer, List<String>> faults) throws Exception {
        this.faults = faults;
        listener = namespace.inside(() -> new ServerSocket(25, 100));
        thread(this::accept);
    }

    /** From the next connection on they do what they should, or not. */
    void faulty(boolean are) {
        faulty = are;
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            int number = socket.getLocalAddress().getAddress()[3] & 0xff;
            List<String> steps = faulty ? faults.getOrDefault(number, WELL) : WELL;
            thread(() -> serve(socket, steps));
        }
    }

    private static void serve(Socket socket, List<String> steps) throws IOException {
        boolean slowly = false;
        for (String step : steps) {
            switch (step) {
                case HEAR -> hear(socket);
                case CLOSE -> socket.close();
                case RESET -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
                case SILENCE -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                case SLOWLY -> slowly = true;
                default -> say(socket.getOutputStream(), step, slowly);
            }
        }
        socket.close();
    }

    private static void hear(Socket socket) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            line.write(c);
        }
    }

    private static void say(OutputStream out, String text, boolean slowly) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!slowly) {
            out.write(bytes);
            return;
        }
        for (byte one : bytes) {
            out.write(one);
            try {
                // Slowness is what this is for.
                Thread.sleep(SLOW_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
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
                "mail servers");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
