package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.HttpGet;
import dev.holdfast.controller.config.lvs.UrlSettings;
import dev.holdfast.controller.config.lvs.UrlSettings.Regex;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.HttpHeaders;
import dev.holdfast.healthcheck.HttpHeaders.Header;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.RegexSpec;
import dev.holdfast.healthcheck.StatusCodeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads HTTP_GET and SSL_GET. */
final class HttpCheckReader {
    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;
    private static final int DIGEST_LENGTH = 32;
    private static final Pattern BLANKS = Pattern.compile("[\\x00-\\x20\\x7f]");
    private static final Set<String> REGEX_OPTIONS = Set.of(
            "allow_empty_class",
            "alt_bsux",
            "auto_callout",
            "caseless",
            "dollar_endonly",
            "dotall",
            "dupnames",
            "extended",
            "firstline",
            "match_unset_backref",
            "multiline",
            "never_ucp",
            "never_utf",
            "no_auto_capture",
            "no_auto_possess",
            "no_dotstar_anchor",
            "no_start_optimize",
            "ucp",
            "ungreedy",
            "utf",
            "never_backslash_c",
            "alt_circumflex",
            "alt_verbnames",
            "use_offset_limit");

    private final boolean tlsCompliant;
    private final Problems problems;

    HttpCheckReader(boolean tlsCompliant, Problems problems) {
        this.tlsCompliant = tlsCompliant;
        this.problems = problems;
    }

    Optional<CheckerSettings> read(Statement block, Entries entries, CheckerConnection to, CheckDefaults settings) {
        HttpProtocol protocol = HttpProtocol.DEFAULT;
        for (Statement statement : entries.all("http_protocol")) {
            protocol = protocol(statement, protocol);
        }
        for (Statement statement : entries.all("virtualhost")) {
            if (statement.arguments().isEmpty()) {
                problems.error(
                        statement.word(),
                        "missing-argument",
                        "virtualhost without an argument",
                        "virtualhost NAME",
                        "it is ignored");
            }
        }
        List<UrlSettings> urls = new ArrayList<>();
        for (Statement statement : entries.all("url")) {
            url(statement, settings).ifPresent(urls::add);
        }
        if (urls.isEmpty()) {
            problems.error(
                    block.word(),
                    "no-url",
                    block.name() + " without a url",
                    "url { path PATH }",
                    "the checker is left out");
            return Optional.empty();
        }
        CheckTiming timing =
                settings.timing(CheckTiming.DEFAULT_HTTP_RETRIES, CheckTiming.DEFAULT_HTTP_DELAY_BEFORE_RETRY_NANOS);
        return Optional.of(new HttpGet(
                block.name().equals("SSL_GET"),
                to,
                timing,
                protocol,
                entries.flag("enable_sni", false),
                entries.text("sni_name"),
                entries.flag("fast_recovery", false),
                verified(entries),
                urls));
    }

    /** What keepalived does not have. */
    private boolean verified(Entries entries) {
        entries.all("verify_certificate").forEach(this::remarkNotKeepalived);
        return entries.flag("verify_certificate", false);
    }

    private void remarkNotKeepalived(Statement statement) {
        problems.remark(
                statement.word(),
                "not-keepalived",
                statement.name(),
                "nothing, where keepalived is to read this file, too",
                "keepalived does not know it");
    }

    private HttpProtocol protocol(Statement statement, HttpProtocol otherwise) {
        Optional<HttpProtocol> protocol = HttpProtocol.ofKeyword(statement.text(0));
        if (protocol.isEmpty()) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    "http_protocol " + statement.text(0),
                    "1.0, 1.0C or 1.1",
                    "it is ignored");
        }
        return protocol.orElse(otherwise);
    }

    private Optional<UrlSettings> url(Statement block, CheckDefaults settings) {
        @Nullable String path = null;
        @Nullable String digest = null;
        @Nullable String host = oneWord(block.word(), "virtualhost", settings.virtualHost(), null);
        List<StatusCodeRange> codes = new ArrayList<>();
        for (Statement statement : block.children()) {
            switch (statement.name()) {
                case "path" -> path = path(statement, path);
                case "digest" -> digest = digest(statement, digest);
                case "virtualhost" -> host = oneWord(statement.at(0), "virtualhost", statement.text(0), host);
                case "status_code" -> statement.arguments().forEach(word -> statusCode(word, codes));
                default -> {
                    // Of the regular expression.
                }
            }
        }
        if (path == null) {
            problems.error(block.word(), "no-path", "url without a path", "path PATH", "the url is left out");
            return Optional.empty();
        }
        Entries entries = new Entries(block.children());
        return Optional.of(new UrlSettings(
                path,
                digest,
                codes,
                host,
                regex(entries),
                headers(block),
                entries.flag("tls_compliant", tlsCompliant)));
    }

    /** What keepalived does not have. */
    private HttpHeaders headers(Statement block) {
        String method = HttpHeaders.NONE.method();
        List<Header> sent = new ArrayList<>();
        List<Header> expected = new ArrayList<>();
        for (Statement statement : block.children()) {
            boolean sends = statement.name().equals("request_header");
            boolean expects = statement.name().equals("expected_header");
            if (!sends && !expects && !statement.name().equals("method")) {
                continue;
            }
            remarkNotKeepalived(statement);
            if (sends || expects) {
                header(statement, sends).ifPresent(sends ? sent::add : expected::add);
            } else if (HttpHeaders.METHODS.contains(statement.text(0))) {
                method = statement.text(0);
            } else {
                problems.error(
                        statement.at(0),
                        "bad-value",
                        "method " + statement.text(0),
                        "GET, HEAD, OPTIONS, POST, PUT or DELETE",
                        "it is ignored");
            }
        }
        return new HttpHeaders(method, sent, expected);
    }

    private Optional<Header> header(Statement statement, boolean sends) {
        String name = statement.text(0);
        if (sends && HttpHeaders.OWN.contains(name.toLowerCase(Locale.ROOT))) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    "request_header " + name,
                    name.equalsIgnoreCase("host")
                            ? "virtualhost NAME"
                            : "a header that the checker does not send itself",
                    "it is ignored");
            return Optional.empty();
        }
        try {
            return Optional.of(new Header(name, statement.text(1)));
        } catch (IllegalArgumentException e) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    statement.name() + " " + String.valueOf(e.getMessage()),
                    "NAME VALUE, in quotes where it has blanks",
                    "it is ignored");
            return Optional.empty();
        }
    }

    private @Nullable Regex regex(Entries entries) {
        String pattern = entries.text("regex");
        List<String> options = new ArrayList<>();
        for (Statement statement : entries.all("regex_options")) {
            for (Word word : statement.arguments()) {
                if (!REGEX_OPTIONS.contains(word.text())) {
                    problems.remark(
                            word, "bad-value", "regex_options " + word, "an option of the manual", "it is ignored");
                } else if (!options.contains(word.text())) {
                    options.add(word.text());
                }
            }
        }
        if (pattern == null) {
            return null;
        }
        long start = 0;
        long most = 0;
        Statement stack = entries.last("regex_stack");
        if (stack != null) {
            start = Numbers.within(stack.text(0), 1, Integer.MAX_VALUE).orElse(0);
            most = Numbers.within(stack.text(1), 1, Integer.MAX_VALUE).orElse(0);
            if (start == 0 || most < start) {
                problems.remark(
                        stack.at(0), "bad-value", "regex_stack", "START MAX, the lower one first", "it is ignored");
                start = 0;
                most = 0;
            }
        }
        long least = offset(entries, "regex_min_offset");
        long latest = offset(entries, "regex_max_offset");
        Statement at = entries.last("regex");
        Set<String> unsupported = RegexSpec.unsupported(options);
        if (at != null && !unsupported.isEmpty()) {
            problems.remark(
                    at.at(0),
                    "regex-left-out",
                    "regex with " + String.join(", ", unsupported),
                    "other regex_options: patterns are Java's, which has nothing for these",
                    "the url is checked without its regex");
            return null;
        }
        try {
            RegexSpec tried = new RegexSpec(pattern, entries.has("regex_no_match"), Set.copyOf(options), least, latest);
            pattern = tried.pattern();
        } catch (IllegalArgumentException e) {
            problems.remark(
                    at == null ? entries.all("regex").get(0).word() : at.at(0),
                    "regex-left-out",
                    String.valueOf(e.getMessage()),
                    "a regular expression",
                    "the url is checked without it");
            return null;
        }
        return new Regex(pattern, entries.has("regex_no_match"), options, start, most, least, latest);
    }

    private long offset(Entries entries, String keyword) {
        Statement statement = entries.last(keyword);
        if (statement == null) {
            return 0;
        }
        OptionalLong offset = Numbers.within(statement.text(0), 0, Integer.MAX_VALUE);
        if (offset.isEmpty()) {
            problems.remark(
                    statement.at(0), "bad-value", keyword + " " + statement.text(0), "0 or more", "it is ignored");
        }
        return offset.orElse(0);
    }

    /** Blanks, which a quoted path may have, would end it on the wire: they are sent as a URI has them (RFC 3986, section 2.1). */
    private @Nullable String path(Statement statement, @Nullable String otherwise) {
        String text = statement.text(0);
        if (text.isEmpty()) {
            return oneWord(statement.at(0), "path", text, otherwise);
        }
        String encoded = BLANKS.matcher(text)
                .replaceAll(blank -> "%%%02X".formatted((int) blank.group().charAt(0)));
        if (!encoded.equals(text)) {
            problems.remark(
                    statement.at(0), "bad-value", "path '" + text + "'", "no white space", encoded + " is asked for");
        }
        return encoded;
    }

    /** What goes into a request cannot have white space in it; keepalived would send it all the same. */
    private @Nullable String oneWord(Word at, String what, @Nullable String text, @Nullable String otherwise) {
        if (text != null && (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 127))) {
            problems.remark(at, "bad-value", what + " '" + text + "'", "one word without white space", "it is ignored");
            return otherwise;
        }
        return text;
    }

    private @Nullable String digest(Statement statement, @Nullable String otherwise) {
        String text = statement.text(0);
        if (!text.matches("[0-9a-fA-F]{" + DIGEST_LENGTH + "}")) {
            problems.error(
                    statement.at(0),
                    "bad-value",
                    "digest " + text,
                    DIGEST_LENGTH + " hexadecimal digits",
                    "it is ignored");
            return otherwise;
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private void statusCode(Word word, List<StatusCodeRange> into) {
        int dash = word.text().indexOf('-');
        OptionalLong first =
                Numbers.within(dash < 0 ? word.text() : word.text().substring(0, dash), LOWEST_STATUS, HIGHEST_STATUS);
        OptionalLong last =
                dash < 0 ? first : Numbers.within(word.text().substring(dash + 1), LOWEST_STATUS, HIGHEST_STATUS);
        if (first.isEmpty() || last.isEmpty() || first.getAsLong() > last.getAsLong()) {
            problems.error(word, "bad-value", "status_code " + word, "100..599 or a range of them", "it is ignored");
        } else {
            into.add(new StatusCodeRange((int) first.getAsLong(), (int) last.getAsLong()));
        }
    }
}
