package dev.holdfast.linuxnet.file;

import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.nio.file.Path;

/** Named pipes, fifo(7); the JDK opens them, but cannot make one. */
public final class NamedPipe {

    private NamedPipe() {}

    /**
     * Makes one.
     *
     * @param mode its permissions, less the process's umask(2)
     * @return false when there is something at that path already
     */
    public static boolean create(Path path, int mode) throws LinuxException {
        int result = Libc.mkfifo(NativeBuffer.text(path.toString()), mode);
        if (result == -Errno.EEXIST) {
            return false;
        }
        LinuxException.check(result, "make pipe " + path);
        return true;
    }
}
