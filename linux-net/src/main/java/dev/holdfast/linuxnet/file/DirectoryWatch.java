package dev.holdfast.linuxnet.file;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.Pollable;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Tells when a file of a directory has another content: it was written and closed, made, moved in or out, or removed. By
 * inotify(7), since the JDK's WatchService tells while a file is still being written. Used by one thread.
 *
 * <pre>
 *  struct inotify_event (sys/inotify.h)
 *  0       4      8        12       16
 *  | watch | mask | cookie | length | name, padded with zero bytes …
 * </pre>
 */
public final class DirectoryWatch implements Pollable {

    // sys/inotify.h and linux/inotify.h
    private static final int IN_CLOEXEC = 0x80000;
    private static final int IN_NONBLOCK = 0x800;
    private static final int IN_CLOSE_WRITE = 0x8;
    private static final int IN_MOVED_FROM = 0x40;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_DELETE = 0x200;
    private static final int IN_MOVE_SELF = 0x800;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_IGNORED = 0x8000;
    private static final int IN_ONLYDIR = 0x0100_0000;

    private static final int MASK_AT = 4;
    private static final int LENGTH_AT = 12;
    private static final int HEADER_LENGTH = 16;
    /** Room for some events with the longest names, 255 bytes. */
    private static final int BUFFER = 16 * 1024;

    private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
    private int fd;

    private DirectoryWatch(int fd) {
        this.fd = fd;
    }

    /** What {@link #drain} calls. */
    public interface Handler {

        /** A file of a watched directory may have another content, or be gone. */
        void changed(int watch, String name);

        /** The directory is gone, or is elsewhere now; a watch of that number is no more. */
        void ended(int watch);

        /** Events were lost: any file may have changed. */
        void lost();
    }

    /** Opens one that watches nothing; {@code EMFILE} when the user has too many. */
    public static DirectoryWatch open() throws LinuxException {
        return new DirectoryWatch(LinuxException.check(Libc.inotifyInit(IN_CLOEXEC | IN_NONBLOCK), "open inotify"));
    }

    /**
     * Watches a directory.
     *
     * @return the number of the watch; the same for the same directory
     * @throws LinuxException {@code ENOENT} when there is none, {@code ENOSPC} when the user watches too much
     */
    public int add(Path directory) throws LinuxException {
        int mask = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_MOVE_SELF | IN_ONLYDIR;
        return LinuxException.check(
                Libc.inotifyAddWatch(fd, NativeBuffer.text(directory.toString()), mask),
                "watch directory " + directory);
    }

    /** Ends a watch; one that has ended already is left alone. */
    public void remove(int watch) {
        Libc.inotifyRemoveWatch(fd, watch);
    }

    /** Hands over what is there, without waiting. */
    public void drain(Handler handler) throws LinuxException {
        int length = Libc.read(fd, buffer, BUFFER);
        while (length > 0) {
            handOver(
                    buffer.bytes()
                            .duplicate()
                            .order(buffer.bytes().order())
                            .clear()
                            .limit(length),
                    handler);
            length = Libc.read(fd, buffer, BUFFER);
        }
        if (length != -Errno.EAGAIN && length != -Errno.EINTR) {
            LinuxException.check(length, "read inotify events");
        }
    }

    private void handOver(ByteBuffer events, Handler handler) {
        while (events.remaining() >= HEADER_LENGTH) {
            int start = events.position();
            int watch = events.getInt(start);
            int mask = events.getInt(start + MASK_AT);
            byte[] name = new byte[Math.min(events.getInt(start + LENGTH_AT), events.remaining() - HEADER_LENGTH)];
            events.get(start + HEADER_LENGTH, name).position(start + HEADER_LENGTH + name.length);
            if ((mask & IN_Q_OVERFLOW) != 0) {
                handler.lost();
            } else if ((mask & IN_MOVE_SELF) != 0) {
                // It goes on watching the directory under its new name; that is not what was asked for.
                remove(watch);
            } else if ((mask & IN_IGNORED) != 0) {
                handler.ended(watch);
            } else if (name.length > 0) {
                handler.changed(watch, text(name));
            }
        }
    }

    private static String text(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
        }
    }
}
