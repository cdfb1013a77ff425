package dev.holdfast.controller.track;

import dev.holdfast.controller.config.vrrp.TrackProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which processes count for which vrrp_track_process, kept up to date by what is told of them. Used by one thread. */
final class ProcessCensus {
    private final ProcessDirectory directory;
    private final List<TrackProcess> tracked;
    private final Map<Integer, Set<String>> counting = new HashMap<>();
    private final boolean commandNeeded;

    /** One that knows of no process before {@link #takeAll}. */
    ProcessCensus(ProcessDirectory directory, List<TrackProcess> tracked) {
        this.directory = directory;
        this.tracked = List.copyOf(tracked);
        this.commandNeeded = tracked.stream().anyMatch(ProcessMatch::needsCommand);
    }

    /** Looks at every process anew. */
    void takeAll() throws IOException {
        List<Integer> all = directory.all();
        counting.keySet().retainAll(new HashSet<>(all));
        all.forEach(this::look);
    }

    /** A process started another, which for now is like itself. */
    void forked(int parent, int child) {
        Set<String> like = counting.get(parent);
        if (like != null) {
            counting.put(child, like);
        }
    }

    /** Looks at a process that changed. */
    void look(int process) {
        Set<String> counts = directory
                .name(process)
                .map(name -> namesFor(name, commandNeeded ? directory.command(process) : List.of()))
                .orElse(Set.of());
        if (counts.isEmpty()) {
            counting.remove(process);
        } else {
            counting.put(process, counts);
        }
    }

    /** A process ended. */
    void exited(int process) {
        counting.remove(process);
    }

    /** How many processes count for the vrrp_track_process of that name. */
    int count(String name) {
        return (int)
                counting.values().stream().filter(names -> names.contains(name)).count();
    }

    private Set<String> namesFor(String name, List<String> command) {
        List<String> names = new ArrayList<>();
        for (TrackProcess one : tracked) {
            if (ProcessMatch.matches(one, name, command)) {
                names.add(one.name());
            }
        }
        return Set.copyOf(names);
    }
}
