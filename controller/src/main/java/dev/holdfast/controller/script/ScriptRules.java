package dev.holdfast.controller.script;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.process.Accounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which programs may run, and as whom: keepalived.conf(5), "SCRIPTS", {@code script_user} and {@code enable_script_security}. They
 * are looked at when a configuration comes into force. What is wrong is said in keepalived's words.
 *
 * <p>A program that is run as root must not be one that somebody else can change: neither the file, nor a directory on its path, as
 * it is written and with its symbolic links followed, may belong to another than root or be writable by others; a directory may
 * with the sticky bit. Otherwise it does not run when {@code enable_script_security} is set, and is warned of when not.
 *
 * <p>Asks the file system and the account data base, which may take long: not for the loop's thread.
 */
public final class ScriptRules {
    /** Who scripts are run as when the file does not say, where there is such a user. */
    private static final String DEFAULT_USER = "keepalived_script";

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int STICKY = 01000;
    private static final int DIRECTORY = 040000;
    private static final int FORMAT = 0170000;
    private static final int GROUP_WRITES = 020;
    private static final int OTHERS_WRITE = 02;

    private final GlobalDefs globals;
    private final Consumer<String> log;

    /**
     * The rules of a configuration.
     *
     * @param log takes lines about programs that will not run, or should not
     */
    public ScriptRules(GlobalDefs globals, Consumer<String> log) {
        this.globals = globals;
        this.log = log;
    }

    /** The program as it may be run; empty, which has been said then, when it may not. A null gives nothing and says nothing. */
    public Optional<Script> allow(@Nullable ScriptCommand command) {
        if (command == null) {
            return Optional.empty();
        }
        Optional<Accounts.User> user = userOf(command);
        Optional<Path> program = user.isEmpty() ? Optional.empty() : find(command.program());
        if (user.isEmpty() || program.isEmpty()) {
            return Optional.empty();
        }
        if (!isExecutable(program.get(), user.get())) {
            log.accept("WARNING - script '" + program.get() + "' is not executable for uid:gid "
                    + user.get().uid() + ":" + user.get().gid() + " - disabling.");
            return Optional.empty();
        }
        if (user.get().uid() == 0 && !isSafe(program.get())) {
            boolean forbidden = globals.enableScriptSecurity();
            log.accept("Unsafe permissions found for script '" + program.get() + "'" + (forbidden ? " - disabling" : "")
                    + ".");
            if (forbidden) {
                return Optional.empty();
            }
        }
        List<String> words = new ArrayList<>(command.words());
        words.set(0, program.get().toString());
        String name = command.user() != null
                ? command.user()
                : Optional.ofNullable(globals.scripts().user()).orElse("");
        boolean allGroups = globals.processes().supplementaryGroups() && !name.isEmpty();
        return Optional.of(new Script(words, user.get(), allGroups, name));
    }

    /** Whom a pipe belongs to, or a script without a user of its own is run as; empty, which has been said then, for an unknown one. */
    public Optional<Accounts.User> user(@Nullable String user, @Nullable String group) {
        try {
            if (user == null) {
                return defaultUser();
            }
            Optional<Accounts.User> found = Accounts.user(user);
            if (found.isEmpty()) {
                log.accept("Script user '" + user + "' does not exist");
                return found;
            }
            if (group == null) {
                return found;
            }
            OptionalLong gid = Accounts.group(group);
            if (gid.isEmpty()) {
                log.accept("Script group '" + group + "' does not exist");
                return Optional.empty();
            }
            return Optional.of(new Accounts.User(found.get().uid(), gid.getAsLong()));
        } catch (LinuxException e) {
            log.accept("cannot run scripts: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Accounts.User> defaultUser() throws LinuxException {
        if (globals.scripts().user() != null) {
            return user(globals.scripts().user(), globals.scripts().group());
        }
        return Accounts.user(DEFAULT_USER).or(() -> Optional.of(Accounts.effective()));
    }

    private Optional<Accounts.User> userOf(ScriptCommand command) {
        Optional<Accounts.User> user = user(command.user(), command.group());
        if (user.isEmpty()) {
            log.accept("Invalid user/group for script " + command.program() + " - ignoring");
        }
        return user;
    }

    /** The program's file; a name without a directory is looked for in PATH. */
    private Optional<Path> find(String program) {
        if (program.indexOf('/') >= 0) {
            Path path = Path.of(program).toAbsolutePath();
            if (Files.isRegularFile(path)) {
                return Optional.of(path);
            }
            log.accept("Script " + program + " cannot be accessed - "
                    + (Files.exists(path) ? "it is no file" : "No such file or directory"));
            return Optional.empty();
        }
        for (String directory :
                System.getenv().getOrDefault("PATH", DEFAULT_PATH).split(":", -1)) {
            Path path = Path.of(directory.isEmpty() ? "." : directory, program).toAbsolutePath();
            if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                log.accept("WARNING - script `" + program + "` resolved by path search to `" + path
                        + "`. Please specify full path.");
                return Optional.of(path);
            }
        }
        log.accept("Script " + program + " cannot be accessed - No such file or directory");
        return Optional.empty();
    }

    private static boolean isExecutable(Path program, Accounts.User user) {
        try {
            Map<String, Object> attributes = Files.readAttributes(program, "unix:mode,uid,gid");
            int mode = number(attributes, "mode");
            int bits = mode & 0111;
            if (user.uid() == 0) {
                return bits != 0;
            }
            if (user.uid() == Integer.toUnsignedLong(number(attributes, "uid"))) {
                return (mode & 0100) != 0;
            }
            return user.gid() == Integer.toUnsignedLong(number(attributes, "gid"))
                    ? (mode & 010) != 0
                    : (mode & 01) != 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSafe(Path program) {
        try {
            Set<Path> parts = new LinkedHashSet<>(upwards(program.normalize()));
            parts.addAll(upwards(program.toRealPath()));
            for (Path part : parts) {
                if (!isSafePart(part)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> upwards(Path path) {
        List<Path> parts = new ArrayList<>();
        for (Path part = path; part != null; part = part.getParent()) {
            parts.add(part);
        }
        return parts;
    }

    private static boolean isSafePart(Path part) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(part, "unix:mode,uid,gid");
        int mode = number(attributes, "mode");
        boolean open = (mode & OTHERS_WRITE) != 0 || (number(attributes, "gid") != 0 && (mode & GROUP_WRITES) != 0);
        boolean guarded = (mode & FORMAT) == DIRECTORY && (mode & STICKY) != 0;
        return number(attributes, "uid") == 0 && (!open || guarded);
    }

    private static int number(Map<String, Object> attributes, String name) {
        return ((Number) attributes.getOrDefault(name, 0)).intValue();
    }
}
