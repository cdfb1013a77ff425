package dev.holdfast.controller.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings that were changed and interfaces that were made, to be put back and removed at the end. They are written down first, in
 * a file for each network namespace that does not outlive the kernel's own state, so that the next start can undo what a program
 * left behind that was killed.
 */
final class ChangesToUndo {
    private static final Path DIRECTORY = Path.of("/run/holdfast/vrrp");
    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");
    private static final String SETTING = "setting";
    private static final String INTERFACE = "interface";
    private static final int WORDS_OF_SETTING = 4;

    /** The values a setting had and was given. */
    private record Changed(String before, String after) {}

    private final Map<String, Changed> settings = new LinkedHashMap<>();
    private final Set<String> interfaces = new LinkedHashSet<>();
    /** What a predecessor left behind and nobody has asked for since. */
    private final Set<String> unclaimed = new LinkedHashSet<>();

    private boolean opened;

    /** Sets a value below /proc/sys/net until {@link #restore}. */
    void change(String path, String value) throws IOException {
        open();
        unclaimed.remove(path);
        String now = Sysctls.read(path);
        Changed earlier = settings.get(path);
        if (earlier != null && earlier.after().equals(value)) {
            if (!now.equals(value)) {
                Sysctls.set(path, value);
            }
        } else if (!now.equals(value)) {
            settings.put(path, new Changed(now, value));
            write();
            Sysctls.set(path, value);
        }
    }

    /** An interface of that name is about to be made. */
    void made(String interfaceName) throws IOException {
        open();
        unclaimed.remove(interfaceName);
        if (interfaces.add(interfaceName)) {
            write();
        }
    }

    /** An interface of that name has been removed. */
    void removed(String interfaceName) {
        if (interfaces.remove(interfaceName)) {
            writeIfPossible();
        }
    }

    /** What an earlier run changed of the settings whose path ends so is still wanted. */
    void claim(String suffix) throws IOException {
        open();
        unclaimed.removeIf(path -> path.endsWith(suffix));
    }

    /** The paths of the settings that are changed. */
    Set<String> settings() {
        return Set.copyOf(settings.keySet());
    }

    /** Puts back what still is as it was set, of the settings whose path begins so; all of them for the empty one. */
    void restore(String prefix) {
        List<String> paths = new ArrayList<>(settings.keySet());
        for (int i = paths.size() - 1; i >= 0; i--) {
            if (paths.get(i).startsWith(prefix)) {
                restoreOne(paths.get(i));
            }
        }
        writeIfPossible();
    }

    private void restoreOne(String path) {
        Changed change = settings.remove(path);
        try {
            if (change != null && Sysctls.read(path).equals(change.after())) {
                Sysctls.set(path, change.before());
            }
        } catch (IOException e) {
            // The interface is gone, and its settings with it; or /proc/sys cannot be written, and never could.
        }
    }

    /**
     * Puts back the settings that a predecessor left changed and nobody has asked for since.
     *
     * @return the names of interfaces it left and nobody has asked for since; they are forgotten
     */
    List<String> undoUnclaimed() throws IOException {
        open();
        List<String> left = new ArrayList<>();
        for (String one : unclaimed) {
            if (interfaces.remove(one)) {
                left.add(one);
            } else {
                restoreOne(one);
            }
        }
        unclaimed.clear();
        write();
        return left;
    }

    private void open() throws IOException {
        if (opened) {
            return;
        }
        opened = true;
        List<String> lines;
        try {
            lines = Files.readAllLines(file());
        } catch (NoSuchFileException e) {
            return;
        }
        for (String line : lines) {
            String[] words = line.split(" ", WORDS_OF_SETTING);
            if (words[0].equals(SETTING) && words.length == WORDS_OF_SETTING) {
                settings.put(words[1], new Changed(words[2], words[3]));
                unclaimed.add(words[1]);
            } else if (words[0].equals(INTERFACE) && words.length == 2) {
                interfaces.add(words[1]);
                unclaimed.add(words[1]);
            }
        }
    }

    private static Path file() throws IOException {
        String link = Files.readSymbolicLink(NAMESPACE).toString();
        return DIRECTORY.resolve("net-" + link.replaceAll("[^0-9]", ""));
    }

    private void writeIfPossible() {
        try {
            write();
        } catch (IOException e) {
            // It says too much: the next start finds nothing to undo of it.
        }
    }

    private void write() throws IOException {
        Path file = file();
        if (settings.isEmpty() && interfaces.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        StringBuilder text = new StringBuilder();
        settings.forEach((path, change) -> text.append(SETTING)
                .append(' ')
                .append(path)
                .append(' ')
                .append(change.before())
                .append(' ')
                .append(change.after())
                .append('\n'));
        interfaces.forEach(
                name -> text.append(INTERFACE).append(' ').append(name).append('\n'));
        Files.createDirectories(DIRECTORY);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text, StandardCharsets.US_ASCII);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
