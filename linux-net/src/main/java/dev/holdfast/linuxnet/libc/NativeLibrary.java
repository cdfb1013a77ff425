package dev.holdfast.linuxnet.libc;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Puts JNA's library for this machine into a directory, which the launcher names as {@code jna.boot.library.path}: otherwise
 * JNA unpacks it into a temporary directory at every start. A program of its own, for the launcher's {@code make-archive}.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Writes the library, or says in a line why it could not, and ends with 1.
     *
     * @param args one directory that is there; a library of another version in it is replaced
     */
    public static void main(String[] args) {
        try {
            write(Path.of(args[0]));
        } catch (IOException e) {
            System.err.println("holdfast: " + args[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void write(Path directory) throws IOException {
        String name = System.mapLibraryName("jnidispatch");
        String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + name;
        Path unfinished = Files.createTempFile(directory, name, null);
        try (InputStream library = Native.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new FileNotFoundException("JNA has no library for this machine (expected " + resource + ")");
            }
            Files.copy(library, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
