package dev.holdfast.linuxnet.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** System calls that change what the calling thread is and no other: for tests. They return negated error numbers. */
public final class ThreadCalls {

    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    /** {@code _LINUX_CAPABILITY_VERSION_3} of linux/capability.h. */
    private static final int CAPABILITY_VERSION = 0x20080522;

    private ThreadCalls() {}

    /** Moves the calling thread into a network namespace, for the rest of its life: setns(2). */
    public static int enterNetworkNamespace(Path namespace) {
        byte[] path = namespace.toString().getBytes(StandardCharsets.UTF_8);
        NativeBuffer name = NativeBuffer.allocate(path.length + 1);
        name.bytes().put(0, path);
        try {
            int fd = result(Calls.open(name.addressOf(0), O_RDONLY | O_CLOEXEC));
            if (fd < 0) {
                return fd;
            }
            int entered = result(Calls.setns(fd, CLONE_NEWNET));
            Libc.close(fd);
            return entered;
        } finally {
            Reference.reachabilityFence(name);
        }
    }

    /** Takes every capability from the calling thread, for the rest of its life: capset(2). */
    public static int dropCapabilities() {
        NativeBuffer header = NativeBuffer.allocate(8);
        // Two structures of effective, permitted and inheritable capabilities, all zero.
        NativeBuffer none = NativeBuffer.allocate(24);
        header.bytes().putInt(0, CAPABILITY_VERSION);
        try {
            return result(Calls.capset(header.addressOf(0), none.addressOf(0)));
        } finally {
            Reference.reachabilityFence(header);
            Reference.reachabilityFence(none);
        }
    }

    private static int result(int returned) {
        return returned >= 0 ? returned : -Native.getLastError();
    }

    private static final class Calls {

        static {
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int open(long path, int flags);

        static native int setns(int fd, int kind);

        static native int capset(long header, long data);
    }
}
