package dev.holdfast.controller.event;

import dev.holdfast.healthcheck.CheckNotice;
import java.util.List;

/** Words what checkers tell. */
final class CheckerWording implements CheckNotice.Cases<List<LogLine>> {
    private final String realServer;

    CheckerWording(String realServer) {
        this.realServer = realServer;
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
                + " url(" + notice.url().path() + ").");
    }

    @Override
    public List<LogLine> probeFailed(CheckNotice.ProbeFailed notice) {
        return List.of(new LogLine(
                Part.CHECKERS,
                notice.worthLogging() ? Severity.INFO : Severity.DETAIL,
                "check of " + realServer + " failed: " + notice.detail()));
    }

    @Override
    public List<LogLine> retriesExhausted(CheckNotice.RetriesExhausted notice) {
        String checker = notice.spec().match(tcp -> "TCP_CHECK", http -> "HTTP_CHECK");
        return info(checker + " on service " + realServer + " failed"
                + (notice.retries() == 0 ? "." : " after " + notice.retries() + " retries."));
    }

    @Override
    public List<LogLine> lengthMismatch(CheckNotice.LengthMismatch notice) {
        return info("http_check for RS " + realServer + ": content_length (" + notice.announced()
                + ") does not match received bytes (" + notice.received() + ").");
    }

    @Override
    public List<LogLine> probeNotRun(CheckNotice.ProbeNotRun notice) {
        return List.of(new LogLine(
                Part.CHECKERS,
                Severity.WARNING,
                "check of " + realServer + " could not be made, which says nothing of the server: " + notice.cause()));
    }

    private static List<LogLine> info(String text) {
        return Wording.line(Part.CHECKERS, Severity.INFO, text);
    }
}
