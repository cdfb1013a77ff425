package dev.holdfast.ipvs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one command.
 *
 * @param command the command
 * @param error why the kernel refused it, or null when it was applied
 */
public record CommandOutcome(IpvsCommand command, @Nullable IpvsError error) {
    public CommandOutcome {
        Objects.requireNonNull(command, "command");
    }

    /** Whether the kernel did it. */
    public boolean applied() {
        return error == null;
    }

    /** {@code add real server 192.168.1.5:80 to tcp 10.0.0.1:80: ENOENT (no such virtual server)}, or {@code …: applied}. */
    @Override
    public String toString() {
        return command + ": " + (error == null ? "applied" : error.toString());
    }
}
