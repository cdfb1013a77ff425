package dev.holdfast.linuxnet.process;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The machine's users and groups, wherever nsswitch.conf(5) finds them. A look-up may ask the network, and so may take long.
 *
 * <pre>
 *  struct passwd (pwd.h, 64 bit):  name@0 password@8 uid@16 gid@20 …  48 bytes
 *  struct group (grp.h, 64 bit):   name@0 password@8 gid@16 members@24  32 bytes
 * </pre>
 */
public final class Accounts {

    private static final int PASSWD_LENGTH = 48;
    private static final int GROUP_LENGTH = 32;
    private static final int ID_AT = 16;
    private static final int GROUP_OF_USER_AT = 20;
    /** Room for an entry's strings: a group of thousands of members is 64 KiB long. */
    private static final int LEAST_ROOM = 4096;

    private static final int MOST_ROOM = 1 << 20;

    private Accounts() {}

    /**
     * A user.
     *
     * @param uid its number, 0..4294967295
     * @param gid its own group's number, likewise
     */
    public record User(long uid, long gid) {}

    /** An entry of either data base: a look-up that fills the buffer. */
    private interface LookUp {
        int into(NativeBuffer buffer, int at);
    }

    /** Who this process is for the kernel's checks. */
    public static User effective() {
        return new User(Libc.geteuid(), Libc.getegid());
    }

    /** The user of that name; empty when there is none. */
    public static Optional<User> user(String name) throws LinuxException {
        return entry(name, "look up user " + name, (buffer, at) -> Libc.getpwnam(buffer, at, PASSWD_LENGTH))
                .map(found -> new User(found.id(ID_AT), found.id(GROUP_OF_USER_AT)));
    }

    /** The number of the group of that name; empty when there is none. */
    public static OptionalLong group(String name) throws LinuxException {
        return entry(name, "look up group " + name, (buffer, at) -> Libc.getgrnam(buffer, at, GROUP_LENGTH))
                .map(found -> OptionalLong.of(found.id(ID_AT)))
                .orElse(OptionalLong.empty());
    }

    /** A structure in a buffer. */
    private record Found(NativeBuffer buffer, int at) {
        long id(int offset) {
            return Integer.toUnsignedLong(buffer.bytes().getInt(at + offset));
        }
    }

    private static Optional<Found> entry(String name, String operation, LookUp lookUp) throws LinuxException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        // The name with its zero byte, the pointer on an address that is a multiple of eight, the structure, its
        // strings.
        int at = (bytes.length + 1 + 2 * Long.BYTES - 1) / Long.BYTES * Long.BYTES + Long.BYTES;
        int result = -Errno.ERANGE;
        for (int room = LEAST_ROOM; result == -Errno.ERANGE && room <= MOST_ROOM; room *= 4) {
            NativeBuffer buffer = NativeBuffer.allocate(at + PASSWD_LENGTH + room);
            buffer.bytes().put(0, bytes);
            result = lookUp.into(buffer, at);
            boolean found = result == 0 && buffer.bytes().getLong(at - Long.BYTES) != 0;
            if (found) {
                return Optional.of(new Found(buffer, at));
            }
        }
        // The manual has a list of errors that also mean that there is none.
        boolean absent = result == 0 || result == -Errno.ENOENT || result == -Errno.ESRCH || result == -Errno.EPERM;
        LinuxException.check(absent ? 0 : result, operation);
        return Optional.empty();
    }
}
