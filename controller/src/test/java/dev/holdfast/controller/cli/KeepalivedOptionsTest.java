package dev.holdfast.controller.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** keepalived(8)'s options as people, units and scripts write them. */
class KeepalivedOptionsTest {
    private static KeepalivedOptions parse(String... arguments) {
        KeepalivedOptions options = new KeepalivedOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("options", of(options))).parseArgs(arguments);
        return options;
    }

    private static CommandLine.Model.CommandSpec of(KeepalivedOptions options) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
    }

    private static KeepalivedOptions parseLine(String line) {
        return parse(line.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-n -l -D -f /etc/k.conf -p /run/k.pid -r /run/vrrp.pid -c /run/checkers.pid",
                "-naG -l -b /run/bfd.pid -D -A tcp:1:2 -f /etc/k.conf -p /run/k.pid -r /run/vrrp.pid -c /run/checkers.pid -M core",
                "-nlDf /etc/k.conf -p/run/k.pid -r/run/vrrp.pid -c/run/checkers.pid",
                "--dont-fork --log-console --log-detail --use-file /etc/k.conf --pid /run/k.pid"
                        + " --vrrp_pid /run/vrrp.pid --checkers_pid /run/checkers.pid",
                "--dont-fork --log-console --log-detail --use-file=/etc/k.conf --pid=/run/k.pid"
                        + " --vrrp_pid=/run/vrrp.pid --checkers_pid=/run/checkers.pid"
            })
    void theseLinesSayTheSame(String line) {
        KeepalivedOptions options = parseLine(line);

        assertThat(options.console()).isTrue();
        assertThat(options.detail()).isTrue();
        assertThat(options.file()).isEqualTo(Path.of("/etc/k.conf"));
        assertThat(options.pidFile()).isEqualTo(Path.of("/run/k.pid"));
        assertThat(options.otherPidFiles()).isEqualTo(List.of(Path.of("/run/vrrp.pid"), Path.of("/run/checkers.pid")));
    }

    @ParameterizedTest
    @CsvSource({
        "-n, true, true",
        "-P, true, false",
        "-Pnl, true, false",
        "--vrrp, true, false",
        "-C, false, true",
        "--check, false, true",
        "-P -C, true, true"
    })
    void whichPartsRun(String line, boolean routers, boolean checkers) {
        KeepalivedOptions options = parseLine(line);

        assertThat(options.routers()).isEqualTo(routers);
        assertThat(options.checkers()).isEqualTo(checkers);
    }

    @ParameterizedTest
    @CsvSource({"-S 3, local3", "-S3, local3", "--log-facility=0, local0", "-S user, user"})
    void theSyslogFacility(String line, String facility) {
        assertThat(parseLine(line).facility()).isEqualTo(facility);
    }

    @Test
    void withoutOptionsNothingIsDecided() {
        KeepalivedOptions options = parse();

        assertThat(options.console()).isFalse();
        assertThat(options.detail()).isFalse();
        assertThat(options.file()).isNull();
        assertThat(options.pidFile()).isNull();
        assertThat(options.facility()).isNull();
        assertThat(options.configId()).isNull();
        assertThat(options.otherPidFiles()).isEmpty();
        assertThat(options.keepTable()).isFalse();
    }

    @Test
    void theRest() {
        assertThat(parse("-I").keepTable()).isTrue();
        assertThat(parse("-i", "lvs01").configId()).isEqualTo("lvs01");
        assertThat(parse("-R", "-B", "-G", "-m", "--dont-respawn", "--no_bfd", "--all", "-n")
                        .console())
                .isFalse();
    }
}
