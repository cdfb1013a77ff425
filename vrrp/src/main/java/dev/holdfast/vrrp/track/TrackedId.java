package dev.holdfast.vrrp.track;

/**
 * Something that can be tracked.
 *
 * @param kind what it is
 * @param name an interface's name, or what its block in the configuration is called; 1 character or more
 */
public record TrackedId(Kind kind, String name) {
    /** What can be tracked. */
    public enum Kind {
        /** An interface ({@code track_interface}). */
        INTERFACE,
        /** A vrrp_script ({@code track_script}). */
        SCRIPT,
        /** The number in a file ({@code track_file}). */
        FILE,
        /** The processes of a name ({@code track_process}). */
        PROCESS,
        /** A BFD session ({@code track_bfd}). */
        BFD
    }

    /** Checks the name. */
    public TrackedId {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name of a tracked " + kind + " '' (expected at least one character)");
        }
    }
}
