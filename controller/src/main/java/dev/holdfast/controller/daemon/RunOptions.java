package dev.holdfast.controller.daemon;

import java.nio.file.Path;
import java.util.List;

/**
 * What the command line and the settings say about a run.
 *
 * @param configurationFile the keepalived.conf
 * @param configId what {@code @} lines of the configuration are compared with
 * @param pidFile the file with the process's number and lock
 * @param otherPidFiles further files to write the number to, for whoever watches keepalived's children by theirs
 * @param routers whether VRRP runs
 * @param checkers whether checks and virtual servers run
 * @param releaseTable whether the IPVS entries are removed when the process stops
 * @param verifyNanos how often the kernel's IPVS table is read again and put right
 * @param notifyNanos how long a notify script may take
 */
public record RunOptions(
        Path configurationFile,
        String configId,
        Path pidFile,
        List<Path> otherPidFiles,
        boolean routers,
        boolean checkers,
        boolean releaseTable,
        long verifyNanos,
        long notifyNanos) {
    /** Copies the list. */
    public RunOptions {
        otherPidFiles = List.copyOf(otherPidFiles);
    }
}
