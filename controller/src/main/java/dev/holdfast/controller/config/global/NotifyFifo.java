package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * A named pipe that events are written to, and the program that reads it.
 *
 * @param path {@code notify_fifo}: the pipe's path
 * @param user its owner, or null for {@code script_user}
 * @param group its group, or null for the user's own
 * @param script {@code notify_fifo_script}: what reads the pipe, its path added as the last argument; null for nothing
 */
public record NotifyFifo(
        String path,
        @Nullable String user,
        @Nullable String group,
        @Nullable ScriptCommand script) {}
