package dev.holdfast.controller.track;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import java.util.List;

/**
 * Whether a process is one of those that a vrrp_track_process counts, as keepalived 2.2.7 decides it. Pure.
 *
 * <p>By its name, which the kernel cuts at 15 bytes; or, where the whole command counts, by its first word and its parameters. The
 * parameters have to be equal, or to begin as those given: with whole words ({@code partial}), or anyhow ({@code initial}).
 */
final class ProcessMatch {
    private ProcessMatch() {}

    /** Whether the command line is needed; reading it may fetch memory of the process from swap. */
    static boolean needsCommand(TrackProcess tracked) {
        return tracked.fullCommand();
    }

    /**
     * Decides.
     *
     * @param name the process's name as /proc has it
     * @param command its words; none where {@link #needsCommand} says that they are not needed, or it has none
     */
    static boolean matches(TrackProcess tracked, String name, List<String> command) {
        if (!tracked.fullCommand()) {
            return name.equals(tracked.process().get(0));
        }
        if (command.isEmpty() || !command.get(0).equals(tracked.process().get(0))) {
            return false;
        }
        List<String> wanted = tracked.process().subList(1, tracked.process().size());
        List<String> found = command.subList(1, command.size());
        TrackProcess.ParameterMatch match = tracked.match();
        if (match == null) {
            return wanted.isEmpty() || wanted.equals(found);
        }
        return switch (match) {
            case EXACT -> wanted.equals(found);
            case PARTIAL ->
                found.size() >= wanted.size() && found.subList(0, wanted.size()).equals(wanted);
            case INITIAL -> String.join("\0", found).startsWith(String.join("\0", wanted));
        };
    }
}
