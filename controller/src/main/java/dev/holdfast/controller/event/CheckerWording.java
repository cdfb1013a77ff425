package dev.holdfast.controller.event;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
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
        String text = words(notice.spec()).succeeded();
        return text == null ? List.of() : info(text);
    }

    @Override
    public List<LogLine> urlSucceeded(CheckNotice.UrlSucceeded notice) {
        UrlSpec url = notice.url();
        String what = notice.digestCompared() ? "MD5 digest" : url.regex() != null ? "Regex match" : "HTTP status code";
        return info(what + " success to " + realServer + " url(" + notice.url().path() + ")");
    }

    @Override
    public List<LogLine> probeFailed(CheckNotice.ProbeFailed notice) {
        List<LogLine> lines = new ArrayList<>();
        String text =
                words(notice.spec()).failed().line(notice.reason(), notice.detail(), notice.last(), notice.retry());
        if (notice.worthLogging() && !text.isEmpty()) {
            lines.add(new LogLine(Part.CHECKERS, Severity.INFO, text));
        }
        lines.add(
                new LogLine(Part.CHECKERS, Severity.DETAIL, "check of " + realServer + " failed: " + notice.detail()));
        return lines;
    }

    @Override
    public List<LogLine> retriesExhausted(CheckNotice.RetriesExhausted notice) {
        return info(words(notice.spec()).concluded().line(notice.retries(), notice.reason(), notice.detail()));
    }

    @Override
    public List<LogLine> lengthMismatch(CheckNotice.LengthMismatch notice) {
        return info("http_check for RS " + realServer + " VS " + virtualServer + " url "
                + notice.url().path() + ": content_length (" + notice.announced()
                + ") does not match received bytes (" + notice.received() + ")");
    }

    @Override
    public List<LogLine> probeNotRun(CheckNotice.ProbeNotRun notice) {
        KindWords words = words(notice.spec());
        return switch (notice.trouble()) {
            case BIND -> List.of(warning("Checker bind failed: " + notice.cause()), warning(words.noSource()));
            case SOCKET ->
                List.of(warning(words.noSocket() + " Rescheduling. (" + withRemedy(notice.cause())
                        + "; this says nothing of " + realServer + ")"));
            case TLS_FILES ->
                List.of(new LogLine(
                        Part.CHECKERS,
                        Severity.ERROR,
                        "SSL_GET of " + realServer + " cannot be made: SSL: " + notice.cause()
                                + "; this says nothing of " + realServer));
            case INTERNAL ->
                List.of(new LogLine(
                        Part.CHECKERS,
                        Severity.ERROR,
                        "check of " + realServer + " could not be made, by an error of Holdfast's own: "
                                + notice.cause()));
        };
    }

    private static String withRemedy(String cause) {
        return cause.contains("Too many open files")
                ? cause + ", more than LimitNOFILE= of the service or `ulimit -n` allows"
                : cause;
    }

    private KindWords words(CheckSpec spec) {
        return KindWords.of(spec, realServer, virtualServer);
    }

    private static LogLine warning(String text) {
        return new LogLine(Part.CHECKERS, Severity.WARNING, text);
    }

    private static List<LogLine> info(String text) {
        return Wording.line(Part.CHECKERS, Severity.INFO, text);
    }
}
