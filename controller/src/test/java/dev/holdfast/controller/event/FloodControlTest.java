package dev.holdfast.controller.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.TcpCheckSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloodControlTest {
    private static final LogLine LINE = new LogLine(Part.VRRP, Severity.WARNING, "dropped");

    private final FloodControl control = new FloodControl();

    @Test
    void whatOnePacketCanCauseIsShownOftenThenCounted() {
        List<LogLine> shown = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            shown.addAll(control.shown(new Stamped(i, dropped("CHECKSUM")), List.of(LINE)));
        }
        assertThat(shown).hasSize(FloodControl.LINES).containsOnly(LINE);

        List<LogLine> later =
                control.shown(new Stamped(FloodControl.WINDOW_MILLIS, dropped("CHECKSUM")), List.of(LINE));
        assertThat(later)
                .extracting(LogLine::text)
                .containsExactly("dropped (the last of 980 like it that were not shown)", "dropped");
    }

    @Test
    void aFloodOfOneKindHidesNoOther() {
        for (int i = 0; i < 1000; i++) {
            control.shown(new Stamped(0, dropped("CHECKSUM")), List.of(LINE));
        }
        assertThat(control.shown(new Stamped(1, dropped("VERSION")), List.of(LINE)))
                .containsExactly(LINE);
    }

    @Test
    void whatNobodyElseCanCauseIsAlwaysShown() {
        DirectorEvent event = new DirectorEvent.InterfaceChanged("eth0", true);
        List<LogLine> shown = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            shown.addAll(control.shown(new Stamped(i, event), List.of(LINE)));
        }
        assertThat(shown).hasSize(100);
    }

    @Test
    void aClockSetBackDoesNotHoldLinesForEver() {
        for (int i = 0; i < 100; i++) {
            control.shown(new Stamped(1_000_000, dropped("CHECKSUM")), List.of(LINE));
        }
        assertThat(control.shown(new Stamped(5, dropped("CHECKSUM")), List.of(LINE)))
                .contains(LINE);
    }

    /** All checks may want descriptors at once, again and again. */
    @Test
    void aWantOfSocketsIsToldOnceInAMinute() {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i <= 1000; i++) {
            long now = i * FloodControl.WANT_MILLIS / 1000;
            control.shown(new Stamped(now, notRun("[192.0.2." + i % 100 + "]", LocalTrouble.SOCKET)), List.of(LINE))
                    .forEach(line -> shown.add(line.text()));
        }
        assertThat(shown)
                .containsExactly("dropped", "dropped (the last of 999 like it that were not shown)", "dropped");
    }

    @Test
    void oneWantDoesNotHideAnother() {
        control.shown(new Stamped(0, notRun("[192.0.2.1]", LocalTrouble.SOCKET, "no interface eth7")), List.of(LINE));
        assertThat(control.shown(
                        new Stamped(1, notRun("[192.0.2.2]", LocalTrouble.SOCKET, "Too many open files")),
                        List.of(LINE)))
                .hasSize(1);
    }

    @Test
    void otherChecksThatCannotBeMadeAreShownOftenThenCounted() {
        List<LogLine> shown = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            shown.addAll(control.shown(new Stamped(i, notRun("[192.0.2.1]", LocalTrouble.BIND)), List.of(LINE)));
        }
        assertThat(shown).hasSize(FloodControl.LINES);
        assertThat(control.shown(new Stamped(1000, notRun("[192.0.2.1]", LocalTrouble.TLS_FILES)), List.of(LINE)))
                .hasSize(1);
    }

    private static DirectorEvent notRun(String realServer, LocalTrouble trouble) {
        return notRun(realServer, trouble, "a cause");
    }

    private static DirectorEvent notRun(String realServer, LocalTrouble trouble, String cause) {
        CheckTarget target = CheckTarget.of(InetAddress.getLoopbackAddress(), 80);
        return new DirectorEvent.CheckerNotice(
                realServer,
                "[192.0.2.100]",
                new CheckNotice.ProbeNotRun(
                        new TcpCheckSpec(target, CheckTiming.tcpDefaults(1_000_000_000L)), trouble, cause));
    }

    private static DirectorEvent dropped(String reason) {
        return new DirectorEvent.PacketDropped("eth0", reason, "detail");
    }
}
