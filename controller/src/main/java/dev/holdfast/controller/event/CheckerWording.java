package dev.holdfast.controller.event;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.FailureReason;
import java.util.ArrayList;
import java.util.List;

/** Words what checkers tell, as keepalived 2.2.7 was seen to word it, its inconsistencies included. */
final class CheckerWording implements CheckNotice.Cases<List<LogLine>> {
    private final String realServer;
    private final String virtualServer;

    CheckerWording(String realServer, String virtualServer) {
        this.realServer = realServer;
        this.virtualServer = virtualServer;
    }

    @Override
    public List<LogLine> serverSucceeded(CheckNotice.ServerSucceeded notice) {
        return info(notice.spec()
                .match(
                        tcp -> "TCP connection to " + realServer + " success.",
                        http -> "Remote Web server " + realServer + " succeed on service."));
    }

    @Override
    public List<LogLine> urlSucceeded(CheckNotice.UrlSucceeded notice) {
        return info((notice.digestCompared() ? "MD5 digest success to " : "HTTP status code success to ") + realServer
                + " url(" + notice.url().path() + ")");
    }

    @Override
    public List<LogLine> probeFailed(CheckNotice.ProbeFailed notice) {
        List<LogLine> lines = new ArrayList<>();
        if (notice.worthLogging()) {
            String text = notice.spec()
                    .match(
                            tcp -> "TCP connection to " + realServer
                                    + (notice.reason() == FailureReason.CONNECT_TIMEOUT ? " timeout." : " failed."),
                            http -> webFailure(notice.reason()) + " server " + realServer + ".");
            lines.add(new LogLine(Part.CHECKERS, Severity.INFO, text));
        }
        lines.add(
                new LogLine(Part.CHECKERS, Severity.DETAIL, "check of " + realServer + " failed: " + notice.detail()));
        return lines;
    }

    @Override
    public List<LogLine> retriesExhausted(CheckNotice.RetriesExhausted notice) {
        // keepalived's HTTP checker names the retries configured, its TCP checker those made.
        int retries = notice.spec()
                .match(
                        tcp -> notice.retries(),
                        http -> notice.retries() == 0 ? 0 : http.timing().retries());
        return info(notice.spec().match(tcp -> "TCP_CHECK", http -> "HTTP_CHECK") + " on service " + realServer
                + " failed" + (retries == 0 ? "." : " after " + retries + " retries."));
    }

    @Override
    public List<LogLine> lengthMismatch(CheckNotice.LengthMismatch notice) {
        return info("http_check for RS " + realServer + " VS " + virtualServer + " url "
                + notice.url().path() + ": content_length (" + notice.announced()
                + ") does not match received bytes (" + notice.received() + ")");
    }

    @Override
    public List<LogLine> probeNotRun(CheckNotice.ProbeNotRun notice) {
        boolean isTcp = notice.spec().match(tcp -> true, http -> false);
        return switch (notice.trouble()) {
            case BIND ->
                List.of(
                        warning("Checker bind failed: " + notice.cause()),
                        warning(
                                isTcp
                                        ? "TCP socket bind failed. Rescheduling."
                                        : "WEB socket bind failed. Rescheduling"));
            case SOCKET ->
                List.of(warning((isTcp
                                ? "TCP connect fail to create socket. Rescheduling."
                                : "WEB connection fail to create socket. Rescheduling.")
                        + " (" + notice.cause() + "; this says nothing of " + realServer + ")"));
            case INTERNAL ->
                List.of(new LogLine(
                        Part.CHECKERS,
                        Severity.ERROR,
                        "check of " + realServer + " could not be made, by an error of Holdfast's own: "
                                + notice.cause()));
        };
    }

    private static String webFailure(FailureReason reason) {
        return switch (reason) {
            case CONNECT_FAILED -> "Connection failed";
            case CONNECT_TIMEOUT -> "Timeout connecting";
            case UNREACHABLE -> "HTTP_CHECK - network unreachable";
            case FIRST_BYTE_TIMEOUT -> "Timeout WEB read";
            case READ_TIMEOUT -> "Timeout HTTP read";
            case READ_FAILED -> "Read error with";
            case NO_DATA, BAD_RESPONSE -> "Read, no data received from ";
            case STATUS_CODE -> "HTTP status code error to";
            case DIGEST -> "MD5 digest error to";
            case SEND_FAILED -> "Cannot send get request to";
        };
    }

    private static LogLine warning(String text) {
        return new LogLine(Part.CHECKERS, Severity.WARNING, text);
    }

    private static List<LogLine> info(String text) {
        return Wording.line(Part.CHECKERS, Severity.INFO, text);
    }
}
