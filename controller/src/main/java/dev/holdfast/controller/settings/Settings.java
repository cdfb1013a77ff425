package dev.holdfast.controller.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Holdfast's own settings: what keepalived.conf has no words for. They come from {@code reference.conf}, overridden by
 * {@code /etc/holdfast/holdfast.conf} (another file with {@code -Dholdfast.settings=FILE}), overridden by {@code -D} system
 * properties; {@code reference.conf} documents each.
 *
 * @param configurationFile the keepalived.conf to run
 * @param pidFile where the process writes its number and holds its lock
 * @param log where log lines go
 * @param verifyNanos how often the kernel's IPVS table is read again and put right, 1 s or more
 * @param notifyNanos how long a notify script may take, 1 s or more
 */
public record Settings(Path configurationFile, Path pidFile, Log log, long verifyNanos, long notifyNanos) {
    private static final String DEFAULT_FILE = "/etc/holdfast/holdfast.conf";
    private static final String FILE_PROPERTY = "holdfast.settings";

    /**
     * Where log lines go.
     *
     * @param syslog whether to log to syslog when the command line does not ask for the console
     * @param keepalivedIdents whether syslog lines carry keepalived's process names
     * @param facility the syslog facility's name, for example {@code daemon}
     * @param detail whether details are logged, as {@code -D} does
     */
    public record Log(boolean syslog, boolean keepalivedIdents, String facility, boolean detail) {}

    /**
     * Reads the settings.
     *
     * @throws SettingsException if a file cannot be read, or a value is missing, of the wrong type or out of range
     */
    public static Settings load() throws SettingsException {
        String named = System.getProperty(FILE_PROPERTY);
        Path file = Path.of(named == null ? DEFAULT_FILE : named);
        try {
            // Without the system properties, which must not vouch for themselves.
            Config reference = ConfigFactory.defaultReferenceUnresolved();
            Config config = ConfigFactory.defaultOverrides();
            requireKnown(config, reference);
            if (named != null || Files.exists(file)) {
                Config settings = ConfigFactory.parseFile(
                        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
                requireKnown(settings, reference);
                config = config.withFallback(settings);
            }
            return from(config.withFallback(reference).resolve().getConfig("holdfast"));
        } catch (ConfigException e) {
            throw new SettingsException(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** A misspelt setting would otherwise be one that silently does nothing. */
    private static void requireKnown(Config config, Config reference) throws SettingsException {
        for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            String key = entry.getKey();
            boolean ours = key.equals("holdfast") || key.startsWith("holdfast.");
            boolean known = key.equals(FILE_PROPERTY)
                    || (reference.hasPath(key) && reference.getValue(key).valueType() != ConfigValueType.OBJECT);
            if (ours && !known) {
                throw new SettingsException(entry.getValue().origin().description() + ": unknown setting " + key
                        + " (expected one of " + String.join(", ", names(reference)) + ")");
            }
        }
    }

    private static SortedSet<String> names(Config reference) {
        SortedSet<String> names = new TreeSet<>();
        reference.entrySet().forEach(entry -> names.add(entry.getKey()));
        names.removeIf(name -> !name.startsWith("holdfast.") || name.equals(FILE_PROPERTY));
        return names;
    }

    private static Settings from(Config config) throws SettingsException {
        return new Settings(
                Path.of(config.getString("configuration-file")),
                Path.of(config.getString("pid-file")),
                new Log(
                        config.getBoolean("log.syslog"),
                        config.getBoolean("log.keepalived-idents"),
                        config.getString("log.facility"),
                        config.getBoolean("log.detail")),
                nanos(config, "ipvs.verify-interval"),
                nanos(config, "notify.timeout"));
    }

    private static long nanos(Config config, String name) throws SettingsException {
        Duration duration = config.getDuration(name);
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new SettingsException("holdfast." + name + " = " + duration + " (expected 1s or more)");
        }
        return duration.toNanos();
    }
}
