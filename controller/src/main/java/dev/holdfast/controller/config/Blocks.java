package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks of a file are used, and which are left out for what is wrong in them. A reload compares the two: an error in
 * a block that runs must not stop what it describes.
 *
 * @param used the headings of the blocks that are part of the configuration, for example {@code vrrp_instance VI_1}
 * @param leftOut the headings of those that are not, in the order of the file
 */
public record Blocks(Set<String> used, Set<String> leftOut) {
    /** Between the headings of a block and of one in it. */
    private static final String WITHIN = ", ";

    /** Of a file that has none. */
    public static final Blocks NONE = new Blocks(Set.of(), Set.of());

    /** Copies the sets. */
    public Blocks {
        used = Set.copyOf(used);
        leftOut = Collections.unmodifiableSet(new LinkedHashSet<>(leftOut));
    }

    /**
     * What this leaves out and {@code before} did not, where something that was used is missing now. It need not have the same
     * heading: the error may be in the heading, a real server's port for example.
     *
     * @return headings in the order of the file
     */
    public List<String> lostSince(Blocks before) {
        Set<String> incomplete = before.used.stream()
                .filter(heading -> !used.contains(heading))
                .map(Blocks::group)
                .collect(Collectors.toSet());
        return leftOut.stream()
                .filter(heading -> !before.leftOut.contains(heading) && incomplete.contains(group(heading)))
                .toList();
    }

    /** What a block is one of: the virtual server's heading for a real server, the keyword for the others. */
    private static String group(String heading) {
        int end = heading.indexOf(WITHIN);
        return end < 0 ? heading.split(" ", 2)[0] : heading.substring(0, end);
    }

    /** Collects blocks. */
    static final class Builder {
        private final Set<String> used = new HashSet<>();
        private final Set<String> leftOut = new LinkedHashSet<>();

        /** Notes a vrrp_instance block. */
        void instance(Statement block, boolean isUsed) {
            note(heading(block), isUsed);
        }

        /** Notes a virtual_server block and the real_server blocks in it; null for one that is left out. */
        void virtualServer(Statement block, @Nullable VirtualServerConfig config) {
            note(heading(block), config != null);
            if (config != null) {
                for (Statement server : block.children("real_server")) {
                    note(heading(block) + WITHIN + heading(server), isAmong(server, config));
                }
            }
        }

        Blocks build() {
            leftOut.removeAll(used);
            return new Blocks(used, leftOut);
        }

        private void note(String heading, boolean isUsed) {
            (isUsed ? used : leftOut).add(heading);
        }

        private static boolean isAmong(Statement server, VirtualServerConfig config) {
            InetAddress address = server.arguments().isEmpty() ? null : Addresses.parse(server.text(0));
            String port = server.argument(1).map(Word::text).orElse(null);
            return address != null
                    && config.realServers().stream()
                            .map(RealServerConfig::destination)
                            .anyMatch(destination -> destination.address().equals(address)
                                    && (port == null || port.equals(Integer.toString(destination.port()))));
        }

        private static String heading(Statement block) {
            return block.words().stream().map(Word::text).collect(Collectors.joining(" "));
        }
    }
}
