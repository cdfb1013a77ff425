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
 * Puts JNA's library for this machine, and others that are in jars, into a directory, which the launcher names as
 * {@code jna.boot.library.path} and {@code java.library.path}: otherwise they are unpacked into a temporary directory at every start.
 * A program of its own, for the launcher's {@code make-archive}.
 */
final class NativeLibrary {
    private NativeLibrary() {}

    /**
     * Writes the libraries, or says in a line why it could not, and ends with 1.
     *
     * @param args one directory that is there, in which libraries of other versions are replaced; and what the other libraries are
     *     called as resources
     */
    public static void main(String[] args) {
        Path directory = Path.of(args[0]);
        try {
            write("/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + System.mapLibraryName("jnidispatch"), directory);
            for (int i = 1; i < args.length; i++) {
                write(args[i], directory);
            }
        } catch (IOException e) {
            System.err.println("holdfast: " + directory + ": " + e.getMessage());
            System.exit(1);
        }
    }

    private static void write(String resource, Path directory) throws IOException {
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        Path unfinished = Files.createTempFile(directory, name, null);
        try (InputStream library = Native.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new FileNotFoundException("no library in the jars (expected " + resource + ")");
            }
            Files.copy(library, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
