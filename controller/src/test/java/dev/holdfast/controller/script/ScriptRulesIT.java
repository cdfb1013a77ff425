package dev.holdfast.controller.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.Configuration;
import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.config.Sources;
import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.linuxnet.process.Accounts;
import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and permissions, as root and with real files; the lines are keepalived 2.2.7's. */
class ScriptRulesIT {
    @TempDir
    private Path directory;

    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void needsRoot() throws IOException {
        RealKernel.requireNamespaces();
        permit(directory, "rwxr-xr-x");
    }

    @Test
    void aProgramRunsAsItsUserWithThatGroupAlone() throws Exception {
        Path out = directory.resolve("out");
        Accounts.User nobody = Accounts.user("nobody").orElseThrow();
        Path target = Files.createFile(out);
        Files.setAttribute(target, "unix:uid", (int) nobody.uid());
        Script script = rules("script_user nobody")
                .allow(command("/bin/sh", null, null))
                .orElseThrow()
                .with(List.of("-c", "grep -E '^(Uid|Gid|Groups|CapEff):' /proc/self/status >\"$0\"", out.toString()));

        Ending ending = new Ending();
        try (ScriptRunner runner = new ScriptRunner(error -> log.add(error.toString()))) {
            runner.run(script, ScriptRunner.UNLIMITED, ending);
            assertThat(ending.await().succeeded()).isTrue();
        }

        long uid = nobody.uid();
        long gid = nobody.gid();
        assertThat(Files.readString(out).replaceAll("[ \t]+", " "))
                .isEqualTo(String.format(
                        "Uid: %d %d %d %d\nGid: %d %d %d %d\nGroups: %d \nCapEff: 0000000000000000\n",
                        uid, uid, uid, uid, gid, gid, gid, gid, gid));
        assertThat(log).isEmpty();
    }

    @Test
    void whoRunsAProgram() throws Exception {
        Accounts.User nobody = Accounts.user("nobody").orElseThrow();
        Accounts.User daemon = Accounts.user("daemon").orElseThrow();

        assertThat(rules("")
                        .allow(command("/bin/true", null, null))
                        .orElseThrow()
                        .user())
                .isEqualTo(Accounts.user("keepalived_script").orElse(new Accounts.User(0, 0)));
        assertThat(rules("script_user nobody daemon")
                        .allow(command("/bin/true", null, null))
                        .orElseThrow()
                        .user())
                .isEqualTo(new Accounts.User(nobody.uid(), daemon.gid()));
        assertThat(rules("script_user nobody")
                        .allow(command("/bin/true", "daemon", null))
                        .orElseThrow()
                        .user())
                .isEqualTo(daemon);
        assertThat(rules("script_user nobody").allow(command("/bin/true", "nosuchuser", null)))
                .isEmpty();
        assertThat(log)
                .containsExactly(
                        "Script user 'nosuchuser' does not exist",
                        "Invalid user/group for script /bin/true - ignoring");
    }

    @Test
    void whatIsNotThereOrNotExecutableDoesNotRun() throws Exception {
        Path plain = script("plain", "rw-r--r--");
        Path rootsOnly = script("roots", "rwx------");

        assertThat(allowed(rules(""), plain, null)).isFalse();
        assertThat(allowed(rules(""), rootsOnly, "nobody")).isFalse();
        assertThat(allowed(rules(""), rootsOnly, "root")).isTrue();
        assertThat(allowed(rules(""), directory.resolve("none"), null)).isFalse();
        assertThat(log)
                .containsExactly(
                        "WARNING - script '" + plain + "' is not executable for uid:gid 0:0 - disabling.",
                        "WARNING - script '" + rootsOnly + "' is not executable for uid:gid "
                                + Accounts.user("nobody").orElseThrow().uid() + ":"
                                + Accounts.user("nobody").orElseThrow().gid() + " - disabling.",
                        "Script " + directory.resolve("none") + " cannot be accessed - No such file or directory");
    }

    @Test
    void whatOthersCanChangeDoesNotRunAsRoot() throws Exception {
        Path safe = script("safe", "rwxr-xr-x");
        Path open = script("open", "rwxr-xrwx");
        Path theirs = script("theirs", "rwxr-xr-x");
        Files.setAttribute(theirs, "unix:uid", 1);
        Path group = script("group", "rwxrwxr-x");
        Path theirGroup = script("their-group", "rwxrwxr-x");
        Files.setAttribute(theirGroup, "unix:gid", 1);
        Path openDirectory = Files.createDirectory(directory.resolve("d"));
        permit(openDirectory, "rwxrwxrwx");
        Path inside = script("d/inside", "rwxr-xr-x");
        Path link = Files.createSymbolicLink(directory.resolve("link"), inside);
        ScriptRules strict = rules("enable_script_security");

        assertThat(allowed(strict, safe, "root")).isTrue();
        assertThat(allowed(strict, group, "root")).as("root's group").isTrue();
        assertThat(log).isEmpty();
        for (Path unsafe : List.of(open, theirs, theirGroup, inside, link)) {
            assertThat(allowed(strict, unsafe, "root")).as("%s", unsafe).isFalse();
            assertThat(log).containsExactly("Unsafe permissions found for script '" + unsafe + "' - disabling.");
            log.clear();
            assertThat(allowed(strict, unsafe, "nobody"))
                    .as("%s as nobody", unsafe)
                    .isTrue();
            assertThat(log).isEmpty();
            assertThat(allowed(rules(""), unsafe, "root"))
                    .as("%s without security", unsafe)
                    .isTrue();
            assertThat(log).containsExactly("Unsafe permissions found for script '" + unsafe + "'.");
            log.clear();
        }
        Files.setAttribute(openDirectory, "unix:mode", 041777);
        assertThat(allowed(strict, inside, "root")).as("in a sticky directory").isTrue();
    }

    @Test
    void aNameWithoutADirectoryIsLookedForInThePath() throws Exception {
        Optional<Script> found = rules("").allow(command("true", "root", null));

        assertThat(found.orElseThrow().program()).startsWith("/").endsWith("/true");
        assertThat(log)
                .containsExactly("WARNING - script `true` resolved by path search to `"
                        + found.orElseThrow().program() + "`. Please specify full path.");
    }

    private static boolean allowed(ScriptRules rules, Path program, @Nullable String user) {
        return rules.allow(command(program.toString(), user, null)).isPresent();
    }

    private static ScriptCommand command(String program, @Nullable String user, @Nullable String group) {
        return new ScriptCommand(List.of(program), user, group);
    }

    private ScriptRules rules(String globalDefs) {
        Configuration configuration = Objects.requireNonNull(
                Sources.read("global_defs {\n" + globalDefs + "\n}\n").configuration());
        GlobalDefs globals = configuration.globals();
        return new ScriptRules(globals, log::add);
    }

    private Path script(String name, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
        permit(file, permissions);
        return file;
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
