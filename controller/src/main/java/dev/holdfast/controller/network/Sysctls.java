package dev.holdfast.controller.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Settings of interfaces below /proc/sys/net, which is that of the calling thread's network namespace. */
final class Sysctls {
    private static final Path ROOT = Path.of("/proc/sys/net");

    private Sysctls() {}

    /** The value of {@code ipv4/conf/eth0/arp_ignore} and the like. */
    static String read(String path) throws IOException {
        return Files.readString(ROOT.resolve(path), StandardCharsets.US_ASCII).strip();
    }

    /** The names of the interfaces that have settings of IPv4, {@code all} and {@code default} among them. */
    static List<String> interfaces() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(ROOT.resolve("ipv4/conf"))) {
            directories.forEach(directory -> names.add(directory.getFileName().toString()));
        }
        return names;
    }

    /** Sets a value. */
    static void set(String path, String value) throws IOException {
        Files.writeString(ROOT.resolve(path), value + "\n", StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
    }
}
