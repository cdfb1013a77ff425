package dev.holdfast.ipvs.proc;

import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.netlink.IpvsUnavailableException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kernel's connection table entry by entry; a table of millions takes no more memory than one of ten. The kernel may
 * change the table while it is read, and finds its place again by counting the entries of all network namespaces: when some
 * come or go meanwhile, others may be missing or come twice. Used by one thread at a time.
 */
public final class ConnectionReader implements Closeable {
    /** The calling thread's network namespace, which is not always that of the process ({@code /proc/net}). */
    private static final Path DIRECTORY = Path.of("/proc/thread-self/net");

    private final BufferedReader lines;
    private @Nullable ConnectionLine format;
    private long lineNumber;

    private ConnectionReader(BufferedReader lines) {
        this.lines = lines;
    }

    /**
     * Opens {@code ip_vs_conn} of the calling thread's network namespace: entries with what their persistence engine keeps.
     *
     * @throws IpvsUnavailableException when the kernel has no IPVS
     * @throws IOException when the file cannot be opened
     */
    public static ConnectionReader open() throws IOException {
        return open("ip_vs_conn");
    }

    /**
     * Opens {@code ip_vs_conn_sync} of the calling thread's network namespace: entries with their origin.
     *
     * @throws IpvsUnavailableException when the kernel has no IPVS
     * @throws IOException when the file cannot be opened
     */
    public static ConnectionReader openSync() throws IOException {
        return open("ip_vs_conn_sync");
    }

    /** Reads a copy of one of the two files; its first line says which it is. Closes {@code table} when it is closed. */
    public static ConnectionReader over(InputStream table) {
        // Every byte is a character, so that no data of a persistence engine is an encoding error.
        return new ConnectionReader(
                new BufferedReader(new InputStreamReader(table, StandardCharsets.ISO_8859_1), 1 << 16));
    }

    private static ConnectionReader open(String name) throws IOException {
        Path file = DIRECTORY.resolve(name);
        try {
            return over(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new IpvsUnavailableException("read " + file, "this kernel has no such file (try: modprobe ip_vs)", e);
        }
    }

    /**
     * The next entry.
     *
     * @return null after the last one
     * @throws MalformedConnectionException when the line is not what the kernel writes; the next call goes on behind it
     * @throws IOException when the file cannot be read
     */
    public @Nullable Connection next() throws IOException {
        if (format == null) {
            String names = nextLine();
            format = names == null ? null : ConnectionLine.format(lineNumber, names);
        }
        String line = nextLine();
        return format == null || line == null ? null : format.parse(lineNumber, line);
    }

    /**
     * Gives every remaining entry to {@code consumer}.
     *
     * @throws IOException as {@link #next()} does
     */
    public void forEach(Consumer<? super Connection> consumer) throws IOException {
        for (Connection connection = next(); connection != null; connection = next()) {
            consumer.accept(connection);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private @Nullable String nextLine() throws IOException {
        String line = lines.readLine();
        lineNumber++;
        return line;
    }
}
