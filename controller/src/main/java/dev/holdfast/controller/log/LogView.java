package dev.holdfast.controller.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.holdfast.controller.event.FloodControl;
import dev.holdfast.controller.event.LogLine;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.event.Stamped;
import dev.holdfast.controller.event.Wording;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** The log, as a view of what happens: each event's line, with the time at which it happened. */
public final class LogView implements Consumer<Stamped> {
    private final Map<Part, Logger> loggers = new EnumMap<>(Part.class);
    private final Wording wording = new Wording();
    private final FloodControl floods = new FloodControl();

    /** A view that writes to this context's loggers, which are configured already. */
    public LogView(LoggerContext context) {
        for (Part part : Part.values()) {
            loggers.put(part, context.getLogger(part.loggerName()));
        }
    }

    @Override
    public void accept(Stamped stamped) {
        for (LogLine line : floods.shown(stamped, wording.of(stamped.event()))) {
            Logger logger = loggers.get(line.part());
            Level level = level(line.severity());
            if (logger != null && logger.isEnabledFor(level)) {
                LoggingEvent event = new LoggingEvent(LogView.class.getName(), logger, level, line.text(), null, null);
                event.setInstant(Instant.ofEpochMilli(stamped.epochMillis()));
                logger.callAppenders(event);
            }
        }
    }

    private static Level level(Severity severity) {
        return switch (severity) {
            case DETAIL -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
