package dev.holdfast.controller.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LevelToSyslogSeverity;
import ch.qos.logback.core.AppenderBase;
import dev.holdfast.controller.event.Part;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.socket.UnixDatagramSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the local syslog daemon's socket as syslog(3) does: priority, time, ident with process number, text.
 * Logback's own appender speaks only UDP, which local daemons do not listen to.
 */
final class LocalSyslogAppender extends AppenderBase<ILoggingEvent> {
    private static final Path SOCKET = Path.of("/dev/log");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final int facility;
    private final boolean keepalivedIdents;
    private final long pid = ProcessHandle.current().pid();
    private @Nullable UnixDatagramSocket socket;

    /**
     * An appender that connects with the first line.
     *
     * @param facility the facility's number times eight, as syslog.h has it
     * @param keepalivedIdents whether lines carry keepalived's process names
     */
    LocalSyslogAppender(int facility, boolean keepalivedIdents) {
        this.facility = facility;
        this.keepalivedIdents = keepalivedIdents;
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = line(event).getBytes(StandardCharsets.UTF_8);
        // The daemon may be restarted at any time: one new connection is tried before a line is given up.
        if (!send(line)) {
            disconnect();
            if (!send(line)) {
                addWarn("no syslog at " + SOCKET + "; use -l to log to the console");
            }
        }
    }

    @Override
    public void stop() {
        disconnect();
        super.stop();
    }

    private String line(ILoggingEvent event) {
        return "<" + (facility | LevelToSyslogSeverity.convert(event)) + ">" + TIME.format(event.getInstant()) + " "
                + ident(event.getLoggerName()) + "[" + pid + "]: " + event.getFormattedMessage();
    }

    private String ident(String loggerName) {
        if (keepalivedIdents) {
            for (Part part : Part.values()) {
                if (part.loggerName().equals(loggerName)) {
                    return part.keepalivedIdent();
                }
            }
        }
        return "holdfast";
    }

    private boolean send(byte[] line) {
        try {
            UnixDatagramSocket open = socket;
            if (open == null) {
                open = UnixDatagramSocket.connect(SOCKET.toString());
                socket = open;
            }
            open.send(line);
            return true;
        } catch (LinuxException e) {
            return false;
        }
    }

    private void disconnect() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
