package dev.holdfast.controller.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.net.SyslogAppenderBase;
import org.slf4j.LoggerFactory;

/** Sets Logback up in code: reading an XML file would cost a third of the time that a start takes. */
public final class Logging {
    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %msg%n";

    private Logging() {}

    /**
     * Where lines go.
     *
     * @param console whether to standard error; otherwise to the local syslog
     * @param detail whether details are logged too
     * @param keepalivedIdents whether syslog lines carry keepalived's process names
     * @param facility the syslog facility's name
     */
    public record Target(boolean console, boolean detail, boolean keepalivedIdents, String facility) {}

    /** The number of a syslog facility; {@link IllegalArgumentException} for an unknown name. */
    public static int facility(String name) {
        return SyslogAppenderBase.facilityStringToint(name);
    }

    /** Configures Logback for this target, unless the operator named a configuration of his own; returns its context. */
    public static LoggerContext start(Target target) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        if (CodeConfigurator.operatorNamedFile()) {
            return context;
        }
        Appender<ILoggingEvent> appender = target.console() ? console(context) : syslog(context, target);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("holdfast").setLevel(target.detail() ? Level.DEBUG : Level.INFO);
        return context;
    }

    private static Appender<ILoggingEvent> console(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Appender<ILoggingEvent> syslog(LoggerContext context, Target target) {
        LocalSyslogAppender appender = new LocalSyslogAppender(facility(target.facility()), target.keepalivedIdents());
        appender.setContext(context);
        appender.start();
        return appender;
    }
}
