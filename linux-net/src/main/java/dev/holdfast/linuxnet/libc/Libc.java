package dev.holdfast.linuxnet.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;

/**
 * The system calls this module makes.
 *
 * <p>Each method returns what the manual page of its name says, except that a failure is the negated error number instead of -1
 * and {@code errno}. None of them retries, and none allocates. They may be called from any thread: the error number is the calling
 * thread's own.
 */
public final class Libc {

    /** resource.h; to the kernel a thread is a process here. */
    private static final int PRIO_PROCESS = 0;

    private Libc() {}

    /** socket(2). */
    public static int socket(int domain, int type, int protocol) {
        return result(Calls.socket(domain, type, protocol));
    }

    /** bind(2) to the address at the start of {@code address}. */
    public static int bind(int fd, NativeBuffer address, int length) {
        try {
            return result(Calls.bind(fd, address.addressOf(0), length));
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /**
     * getsockname(2).
     *
     * @param address receives the name; its last four bytes hold {@code addrlen}, before and after
     */
    public static int getsockname(int fd, NativeBuffer address) {
        int lengthAt = address.capacity() - Integer.BYTES;
        address.bytes().putInt(lengthAt, lengthAt);
        try {
            return result(Calls.getsockname(fd, address.addressOf(0), address.addressOf(lengthAt)));
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** setsockopt(2) with {@code length} bytes from the start of {@code value}. */
    public static int setsockopt(int fd, int level, int option, NativeBuffer value, int length) {
        try {
            return result(Calls.setsockopt(fd, level, option, value.addressOf(0), length));
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    /** setsockopt(2) with an {@code int}. */
    public static int setsockopt(int fd, int level, int option, int value) {
        NativeBuffer buffer = NativeBuffer.allocate(Integer.BYTES);
        buffer.bytes().putInt(0, value);
        return setsockopt(fd, level, option, buffer, Integer.BYTES);
    }

    /** getsockopt(2) of an {@code int} option whose values are not negative. */
    public static int getsockopt(int fd, int level, int option) {
        NativeBuffer buffer = NativeBuffer.allocate(2 * Integer.BYTES);
        buffer.bytes().putInt(Integer.BYTES, Integer.BYTES);
        try {
            int result =
                    result(Calls.getsockopt(fd, level, option, buffer.addressOf(0), buffer.addressOf(Integer.BYTES)));
            return result < 0 ? result : buffer.bytes().getInt(0);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** send(2) of {@code length} bytes from {@code offset}. */
    public static int send(int fd, NativeBuffer data, int offset, int length, int flags) {
        try {
            return result(Calls.send(fd, data.addressOf(offset), length, flags));
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /** sendto(2) of {@code length} bytes from {@code offset}, to the address at {@code addressOffset} of the same buffer. */
    public static int sendto(
            int fd, NativeBuffer data, int offset, int length, int flags, int addressOffset, int addressLength) {
        try {
            return result(Calls.sendto(
                    fd, data.addressOf(offset), length, flags, data.addressOf(addressOffset), addressLength));
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /** sendmsg(2) of the {@code struct msghdr} at {@code offset}, which points into the same buffer. */
    public static int sendmsg(int fd, NativeBuffer message, int offset, int flags) {
        try {
            return result(Calls.sendmsg(fd, message.addressOf(offset), flags));
        } finally {
            Reference.reachabilityFence(message);
        }
    }

    /** recvmsg(2) with the {@code struct msghdr} at the start of {@code message}, which points into the same buffer. */
    public static int recvmsg(int fd, NativeBuffer message, int flags) {
        try {
            return result(Calls.recvmsg(fd, message.addressOf(0), flags));
        } finally {
            Reference.reachabilityFence(message);
        }
    }

    /** recv(2) into the start of {@code data}. */
    public static int recv(int fd, NativeBuffer data, int length, int flags) {
        try {
            return result(Calls.recv(fd, data.addressOf(0), length, flags));
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /**
     * recvfrom(2) into the start of {@code data}.
     *
     * @param from receives the sender's address; its last four bytes hold {@code addrlen}, before and after
     */
    public static int recvfrom(int fd, NativeBuffer data, int length, int flags, NativeBuffer from) {
        int lengthAt = from.capacity() - Integer.BYTES;
        from.bytes().putInt(lengthAt, lengthAt);
        try {
            return result(
                    Calls.recvfrom(fd, data.addressOf(0), length, flags, from.addressOf(0), from.addressOf(lengthAt)));
        } finally {
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(from);
        }
    }

    /**
     * ppoll(2) with the signal mask unchanged.
     *
     * @param descriptors holds {@code count} structures {@code pollfd} at its start
     * @param timeoutOffset where in the same buffer the {@code struct timespec} is, or negative to wait without limit
     */
    public static int ppoll(NativeBuffer descriptors, int count, int timeoutOffset) {
        long timeout = timeoutOffset < 0 ? 0 : descriptors.addressOf(timeoutOffset);
        try {
            return result(Calls.ppoll(descriptors.addressOf(0), count, timeout, 0));
        } finally {
            Reference.reachabilityFence(descriptors);
        }
    }

    /** eventfd(2). */
    public static int eventfd(int initialValue, int flags) {
        return result(Calls.eventfd(initialValue, flags));
    }

    /** read(2) into the start of {@code data}. */
    public static int read(int fd, NativeBuffer data, int length) {
        try {
            return result(Calls.read(fd, data.addressOf(0), length));
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /** write(2) from the start of {@code data}. */
    public static int write(int fd, NativeBuffer data, int length) {
        try {
            return result(Calls.write(fd, data.addressOf(0), length));
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /**
     * inotify_init1(2).
     *
     * @param flags {@code IN_CLOEXEC} and {@code IN_NONBLOCK}
     */
    public static int inotifyInit(int flags) {
        return result(Calls.inotify_init1(flags));
    }

    /** inotify_add_watch(2) of the path at the start of {@code path}, ended by a zero byte. */
    public static int inotifyAddWatch(int fd, NativeBuffer path, int mask) {
        try {
            return result(Calls.inotify_add_watch(fd, path.addressOf(0), mask));
        } finally {
            Reference.reachabilityFence(path);
        }
    }

    /** inotify_rm_watch(2). */
    public static int inotifyRemoveWatch(int fd, int watch) {
        return result(Calls.inotify_rm_watch(fd, watch));
    }

    /** umask(2), which cannot fail; returns the mask so far. */
    public static int umask(int mask) {
        return Calls.umask(mask);
    }

    /** mkfifo(3) of the path at the start of {@code path}, ended by a zero byte. */
    public static int mkfifo(NativeBuffer path, int mode) {
        try {
            return result(Calls.mkfifo(path.addressOf(0), mode));
        } finally {
            Reference.reachabilityFence(path);
        }
    }

    /** kill(2); a negative number is a process group. */
    public static int kill(int process, int signal) {
        return result(Calls.kill(process, signal));
    }

    /** geteuid(2), which never fails; 0..4294967295. */
    public static long geteuid() {
        return Integer.toUnsignedLong(Calls.geteuid());
    }

    /** getegid(2), which never fails; 0..4294967295. */
    public static long getegid() {
        return Integer.toUnsignedLong(Calls.getegid());
    }

    /**
     * getpwnam_r(3).
     *
     * @param buffer begins with the name, ended by a zero byte; receives {@code struct passwd} at {@code at}, the pointer to it in
     *     the eight bytes before, and its strings behind it
     * @return 0, also when there is no such user (the pointer is 0 then), or a negated error number
     */
    public static int getpwnam(NativeBuffer buffer, int at, int structLength) {
        return lookUp(buffer, at, structLength, true);
    }

    /** getgrnam_r(3), in the same way, of {@code struct group}. */
    public static int getgrnam(NativeBuffer buffer, int at, int structLength) {
        return lookUp(buffer, at, structLength, false);
    }

    private static int lookUp(NativeBuffer buffer, int at, int structLength, boolean user) {
        long name = buffer.addressOf(0);
        long found = buffer.addressOf(at - Long.BYTES);
        long entry = buffer.addressOf(at);
        long strings = buffer.addressOf(at + structLength);
        long room = buffer.capacity() - at - (long) structLength;
        try {
            // These two return the error number itself.
            return user
                    ? -Calls.getpwnam_r(name, entry, strings, room, found)
                    : -Calls.getgrnam_r(name, entry, strings, room, found);
        } finally {
            Reference.reachabilityFence(buffer);
        }
    }

    /** close(2). The descriptor is gone even when an error is returned. */
    public static int close(int fd) {
        return result(Calls.close(fd));
    }

    /** sched_setscheduler(2) of a thread; {@code parameter} holds a {@code struct sched_param}, which is one int. */
    public static int sched_setscheduler(int thread, int policy, NativeBuffer parameter) {
        try {
            return result(Calls.sched_setscheduler(thread, policy, parameter.addressOf(0)));
        } finally {
            Reference.reachabilityFence(parameter);
        }
    }

    /** sched_setaffinity(2) of a thread; {@code set} is a bit mask of processors. */
    public static int sched_setaffinity(int thread, NativeBuffer set) {
        try {
            return result(Calls.sched_setaffinity(thread, set.capacity(), set.addressOf(0)));
        } finally {
            Reference.reachabilityFence(set);
        }
    }

    /** setpriority(2) of one thread. */
    public static int setThreadPriority(int thread, int niceness) {
        return result(Calls.setpriority(PRIO_PROCESS, thread, niceness));
    }

    /** mlockall(2). */
    public static int mlockall(int flags) {
        return result(Calls.mlockall(flags));
    }

    /** munlockall(2). */
    public static int munlockall() {
        return result(Calls.munlockall());
    }

    /** setrlimit(2) with the {@code struct rlimit} at the start of {@code limit}. */
    public static int setrlimit(int resource, NativeBuffer limit) {
        try {
            return result(Calls.setrlimit(resource, limit.addressOf(0)));
        } finally {
            Reference.reachabilityFence(limit);
        }
    }

    /**
     * signal(2) with a handler that does nothing: abs(3), which may be called at any time (signal-safety(7) forbids only what has
     * state) and whose result nobody takes.
     */
    public static int signalDoNothing(int signal) {
        // The former handler is an address, which may look negative; only SIG_ERR (-1) is a failure.
        return Calls.signal(signal, Calls.addressOf("abs")) == -1 ? -Native.getLastError() : 0;
    }

    private static int result(long returned) {
        // JNA saves errno right after the call, in a place of the calling thread's own, so nothing the virtual machine
        // does in
        // between can change it.
        return returned >= 0 ? (int) returned : -Native.getLastError();
    }

    /** A holder of its own, so that JNA is loaded at the first call and only once. */
    private static final class Calls {

        static {
            // Finding libraries is JNA's slowest step (it runs ldconfig(8)). Nothing needs finding: libc is in the
            // process.
            if (System.getProperty("jna.platform.library.path") == null) {
                System.setProperty("jna.platform.library.path", "");
            }
            if (Native.POINTER_SIZE != Long.BYTES) {
                throw new UnsupportedOperationException(
                        "pointers of " + Native.POINTER_SIZE + " bytes (expected 8: 64-bit Linux)");
            }
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        /** A function's; here, because JNA must not be asked before it is told not to look for libraries. */
        static long addressOf(String function) {
            return Pointer.nativeValue(NativeLibrary.getProcess().getFunction(function));
        }

        static native int socket(int domain, int type, int protocol);

        static native int bind(int fd, long address, int length);

        static native int getsockname(int fd, long address, long lengthAddress);

        static native int setsockopt(int fd, int level, int option, long value, int length);

        static native int getsockopt(int fd, int level, int option, long value, long lengthAddress);

        static native long send(int fd, long data, long length, int flags);

        static native long sendto(int fd, long data, long length, int flags, long address, int addressLength);

        static native long sendmsg(int fd, long message, int flags);

        static native long recvmsg(int fd, long message, int flags);

        static native long recv(int fd, long data, long length, int flags);

        static native long recvfrom(int fd, long data, long length, int flags, long address, long lengthAddress);

        static native int ppoll(long descriptors, long count, long timeout, long signalMask);

        static native int eventfd(int initialValue, int flags);

        static native long read(int fd, long data, long length);

        static native long write(int fd, long data, long length);

        static native int inotify_init1(int flags);

        static native int inotify_add_watch(int fd, long path, int mask);

        static native int inotify_rm_watch(int fd, int watch);

        static native int mkfifo(long path, int mode);

        static native int umask(int mask);

        static native int kill(int process, int signal);

        static native int geteuid();

        static native int getegid();

        static native int getpwnam_r(long name, long entry, long strings, long room, long found);

        static native int getgrnam_r(long name, long entry, long strings, long room, long found);

        static native int close(int fd);

        static native long signal(int signal, long handler);

        static native int sched_setscheduler(int pid, int policy, long parameter);

        static native int sched_setaffinity(int pid, long size, long set);

        static native int setpriority(int which, int who, int priority);

        static native int mlockall(int flags);

        static native int munlockall();

        static native int setrlimit(int resource, long limit);
    }
}
