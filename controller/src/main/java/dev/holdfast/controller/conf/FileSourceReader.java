package dev.holdfast.controller.conf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * Reads the files of one configuration from the file system: regular files only, since a pipe or a device may have no end or
 * never begin, and {@link #MOST_BYTES} of them all together.
 */
public final class FileSourceReader implements SourceReader {
    /** How much a configuration may have, in bytes, with all it includes: room for 100,000 real servers. */
    public static final int MOST_BYTES = 16 * 1024 * 1024;

    private int left = MOST_BYTES;

    @Override
    public byte[] read(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isOther()) {
            throw new IOException("it is a pipe, socket or device");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(left + 1);
            if (content.length > left) {
                throw new IOException("more than " + MOST_BYTES + " bytes in all");
            }
            left -= content.length;
            return content;
        }
    }

    @Override
    public boolean isExecutable(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        return Files.getPosixFilePermissions(file).stream()
                .anyMatch(permission -> permission.name().endsWith("_EXECUTE"));
    }

    @Override
    public List<Path> matching(Path directory, String pattern) throws IOException {
        try {
            if (!hasWildcard(pattern)) {
                Path file = directory.resolve(pattern);
                return Files.exists(file) ? List.of(file) : List.of();
            }
            Path full = directory.resolve(pattern);
            List<Path> found = new ArrayList<>();
            Path root = full.getRoot();
            expand(root == null ? Path.of("") : root, full, 0, found);
            found.sort(null);
            return List.copyOf(found);
        } catch (InvalidPathException | PatternSyntaxException e) {
            throw new IOException("not a file name or pattern: " + e.getMessage(), e);
        }
    }

    /** Walks the pattern's path name by name, so that wildcards work in directories as well. */
    private static void expand(Path base, Path pattern, int depth, List<Path> found) throws IOException {
        if (depth == pattern.getNameCount()) {
            if (Files.exists(base)) {
                found.add(base);
            }
            return;
        }
        String name = pattern.getName(depth).toString();
        if (!hasWildcard(name)) {
            expand(base.resolve(name), pattern, depth + 1, found);
            return;
        }
        if (!Files.isDirectory(base.toString().isEmpty() ? Path.of(".") : base)) {
            return;
        }
        PathMatcher matcher = base.getFileSystem().getPathMatcher("glob:" + name);
        List<Path> matched = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(base)) {
            for (Path entry : entries) {
                Path entryName = entry.getFileName();
                if (entryName == null || (entryName.toString().startsWith(".") && !name.startsWith("."))) {
                    continue;
                }
                if (matcher.matches(entryName)) {
                    matched.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What is in a directory that cannot be read does not match, as with glob(3).
            return;
        }
        for (Path entry : matched) {
            expand(entry, pattern, depth + 1, found);
        }
    }

    private static boolean hasWildcard(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '{');
    }
}
