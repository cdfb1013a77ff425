package dev.holdfast.linuxnet.file;

import dev.holdfast.linuxnet.libc.Libc;

/** The permissions that files and directories made by this process, and by those it starts, do not get: umask(2). */
public final class CreationMask {
    /** All of them. */
    public static final int MOST = 0777;

    private CreationMask() {}

    /**
     * Sets it for the whole process.
     *
     * @param mask 0..0777
     * @return the mask so far
     * @throws IllegalArgumentException for another mask
     */
    public static int set(int mask) {
        if (mask < 0 || mask > MOST) {
            throw new IllegalArgumentException("umask 0" + Integer.toOctalString(mask) + " (expected 0..0777)");
        }
        return Libc.umask(mask);
    }
}
