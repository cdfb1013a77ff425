package dev.holdfast.controller.config.global;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What global_defs says of files, reloading and reading; a null path is one that nobody gave.
 *
 * @param temporaryDirectory {@code tmp_config_directory}
 * @param saveDirectory {@code config_save_dir}
 * @param umask {@code umask}, 0..0777, or null for {@link #DEFAULT_UMASK}
 * @param reloadCheck {@code reload_check_config}: a configuration is tried before it is loaded
 * @param reloadCheckLog its file, or null
 * @param reloadTimeFile {@code reload_time_file}: says when to reload
 * @param reloadRepeat {@code reload_repeat}: the file stays after that
 * @param reloadMarker {@code reload_file}: whether a file stands for a reload that is going on
 * @param reloadMarkerFile its path, or null for the default one
 * @param dataUseInstance {@code data_use_instance}: dumps have the instance in their names
 * @param randomSeed {@code random_seed}, 0..4294967295, or null for another one each time
 * @param includeCheck {@code include_check}: what makes an include an error, as given; empty for everything; null for nothing
 * @param stateFile {@code state_file_location} (keepalived 2.4)
 * @param statsFile {@code stats_file_location} (keepalived 2.4)
 * @param jsonFile {@code json_file_location} (keepalived 2.4)
 * @param jsonVersion {@code json_version} (keepalived 2.4), 1..2
 * @param iprouteUserDirectory {@code iproute_usr_dir} (keepalived 2.4)
 * @param iprouteDirectory {@code iproute_etc_dir} (keepalived 2.4)
 */
public record FileSettings(
        @Nullable String temporaryDirectory,
        @Nullable String saveDirectory,
        @Nullable Integer umask,
        boolean reloadCheck,
        @Nullable String reloadCheckLog,
        @Nullable String reloadTimeFile,
        boolean reloadRepeat,
        boolean reloadMarker,
        @Nullable String reloadMarkerFile,
        boolean dataUseInstance,
        @Nullable Long randomSeed,
        @Nullable List<String> includeCheck,
        @Nullable String stateFile,
        @Nullable String statsFile,
        @Nullable String jsonFile,
        int jsonVersion,
        @Nullable String iprouteUserDirectory,
        @Nullable String iprouteDirectory) {
    /** {@code umask} unless given: 2.2.7 runs scripts with this one, although its manual says 022. */
    public static final int DEFAULT_UMASK = 0177;

    /** Checks the ranges and copies the list. */
    public FileSettings {
        if (umask != null) {
            Checked.range("umask", umask, 0, 0777);
        }
        if (randomSeed != null) {
            Checked.range("random_seed", randomSeed, 0, 0xffff_ffffL);
        }
        Checked.range("json_version", jsonVersion, 1, 2);
        includeCheck = includeCheck == null ? null : List.copyOf(includeCheck);
    }
}
