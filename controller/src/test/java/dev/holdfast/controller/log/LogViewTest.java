package dev.holdfast.controller.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.LogLine;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.event.Stamped;
import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events as log lines, in a Logback context of the test's own. */
class LogViewTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final LogView view = new LogView(context);

    @BeforeEach
    void start() {
        appender.setContext(context);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        context.getLogger("holdfast").setLevel(Level.DEBUG);
    }

    private void show(Part part, Severity severity, String text) {
        view.accept(new Stamped(1_234, new DirectorEvent.Said(new LogLine(part, severity, text))));
    }

    @ParameterizedTest
    @CsvSource({"DETAIL, DEBUG", "INFO, INFO", "WARNING, WARN", "ERROR, ERROR"})
    void severitiesAreLevels(Severity severity, String level) {
        show(Part.VRRP, severity, "text");

        assertThat(appender.list)
                .extracting(event -> event.getLevel().toString())
                .containsExactly(level);
    }

    @Test
    void aLineHasTheTimeAtWhichItHappenedAndItsPartsLogger() {
        show(Part.CHECKERS, Severity.INFO, "text {} with a %s");

        ILoggingEvent event = appender.list.get(0);
        assertThat(event.getInstant()).isEqualTo(Instant.ofEpochMilli(1_234));
        assertThat(event.getLoggerName()).isEqualTo("holdfast.checkers");
        assertThat(event.getFormattedMessage()).isEqualTo("text {} with a %s");
    }

    @Test
    void detailsAreLeftOutUnlessAskedFor() {
        context.getLogger("holdfast").setLevel(Level.INFO);
        show(Part.VRRP, Severity.DETAIL, "detail");
        show(Part.VRRP, Severity.INFO, "info");

        assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("info");
    }

    @Test
    void anEventOfSeveralLinesIsSeveralLines() throws Exception {
        view.accept(new Stamped(
                1,
                new DirectorEvent.GratuitousArpSent(
                        "VI_1", "eth0", InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 2)));

        assertThat(appender.list).hasSize(3);
    }

    @Test
    void syslogFacilitiesAreKnownByName() {
        assertThat(Logging.facility("daemon")).isEqualTo(3 << 3);
        assertThat(Logging.facility("local7")).isEqualTo(23 << 3);
        assertThatThrownBy(() -> Logging.facility("nine")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void logbackLooksForNoFileUnlessTheOperatorNamedOne() {
        assertThat(new CodeConfigurator().configure(context).name()).isEqualTo("DO_NOT_INVOKE_NEXT_IF_ANY");
    }
}
