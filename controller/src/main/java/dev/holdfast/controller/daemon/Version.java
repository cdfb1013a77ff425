package dev.holdfast.controller.daemon;

/** The program's version, from its jar's manifest. */
public final class Version {
    private Version() {}

    /** For example {@code 0.1.0}; {@code (development)} when it does not run from a jar. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : "v" + version;
    }
}
