package dev.holdfast.controller.config.global;

import org.jspecify.annotations.Nullable;

/**
 * What global_defs says of scripts.
 *
 * @param user {@code script_user}, or null for keepalived_script where there is such a user and root otherwise
 * @param group its second word, or null for the user's own group
 * @param startup {@code startup_script}: run once before anything else, or null
 * @param startupTimeoutSeconds {@code startup_script_timeout}, 1..1000
 * @param shutdown {@code shutdown_script}: run once at the end, or null
 * @param shutdownTimeoutSeconds {@code shutdown_script_timeout}, 1..1000
 * @param symbolicLinks {@code use_symlink_paths} (keepalived 2.4): links in paths are left as they are
 */
public record ScriptDefaults(
        @Nullable String user,
        @Nullable String group,
        @Nullable ScriptCommand startup,
        int startupTimeoutSeconds,
        @Nullable ScriptCommand shutdown,
        int shutdownTimeoutSeconds,
        boolean symbolicLinks) {
    /** Both timeouts unless given, in seconds. */
    public static final int DEFAULT_TIMEOUT_SECONDS = 10;

    /** The longest timeout, in seconds. */
    public static final int MOST_TIMEOUT_SECONDS = 1000;

    /** Checks the ranges. */
    public ScriptDefaults {
        Checked.range("startup_script_timeout (seconds)", startupTimeoutSeconds, 1, MOST_TIMEOUT_SECONDS);
        Checked.range("shutdown_script_timeout (seconds)", shutdownTimeoutSeconds, 1, MOST_TIMEOUT_SECONDS);
    }
}
