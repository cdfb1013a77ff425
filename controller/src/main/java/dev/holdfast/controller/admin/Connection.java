package dev.holdfast.controller.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** One connection, whose other end may be as slow as it likes: everything together takes no longer than it may. */
final class Connection implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long deadlineNanos;

    private Connection(SocketChannel channel, Selector selector, SelectionKey key, long deadlineNanos) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
        this.deadlineNanos = deadlineNanos;
    }

    /** Takes over a connected channel, which is closed with this. */
    static Connection of(SocketChannel channel, long limitNanos) throws IOException {
        long deadlineNanos = System.nanoTime() + limitNanos;
        Selector selector = null;
        try {
            selector = Selector.open();
            channel.configureBlocking(false);
            return new Connection(channel, selector, channel.register(selector, 0), deadlineNanos);
        } catch (IOException e) {
            try (channel) {
                if (selector != null) {
                    selector.close();
                }
            }
            throw e;
        }
    }

    /** Sends text. */
    void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            channel.write(bytes);
        }
    }

    /**
     * Receives up to and without the first line end, or the end of the connection.
     *
     * @param most how many bytes there may be before that
     * @throws IOException if there are more, or nothing comes for too long
     */
    String receiveLine(int most) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(most + 1);
        int end = -1;
        while (end < 0) {
            await(SelectionKey.OP_READ);
            int from = bytes.position();
            if (channel.read(bytes) < 0) {
                end = bytes.position();
            }
            for (int i = from; i < bytes.position() && end < 0; i++) {
                if (bytes.get(i) == '\n') {
                    end = i;
                }
            }
            if (end < 0 && !bytes.hasRemaining()) {
                throw new IOException("more than " + most + " bytes without a line end");
            }
        }
        return new String(bytes.array(), 0, end, StandardCharsets.UTF_8);
    }

    /** Receives everything up to the end of the connection. */
    String receiveAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        while (true) {
            await(SelectionKey.OP_READ);
            if (channel.read(bytes) < 0) {
                return all.toString(StandardCharsets.UTF_8);
            }
            all.write(bytes.array(), 0, bytes.position());
            bytes.clear();
        }
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        do {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
            selector.selectedKeys().clear();
        } while ((key.readyOps() & operation) == 0);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            selector.close();
        }
    }
}
