package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads TCP_CHECK and HTTP_GET in a real_server. */
final class CheckReader {
    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;
    private static final int DIGEST_LENGTH = 32;

    private final InetAddress serverAddress;
    private final int serverPort;
    private final CheckDefaults serverDefaults;
    private final Problems problems;

    CheckReader(InetAddress serverAddress, int serverPort, CheckDefaults serverDefaults, Problems problems) {
        this.serverAddress = serverAddress;
        this.serverPort = serverPort;
        this.serverDefaults = serverDefaults;
        this.problems = problems;
    }

    /** The checker; empty when the statement is none that runs. */
    Optional<CheckSpec> read(Statement block) {
        boolean http = block.name().equals("HTTP_GET");
        if (!http && !block.name().equals("TCP_CHECK")) {
            return Optional.empty();
        }
        CheckDefaults settings = serverDefaults.with(block);
        CheckTarget target = target(block);
        if (target == null) {
            return Optional.empty();
        }
        if (http) {
            return http(block, target, settings);
        }
        for (Statement old : block.children("nb_get_retry")) {
            problems.warning(
                    old.word(),
                    "deprecated",
                    "nb_get_retry in TCP_CHECK",
                    "retry",
                    "it counts as retry; keepalived 2.2 does not know it here");
        }
        return Optional.of(new TcpCheckSpec(
                target,
                settings.timing(CheckTiming.DEFAULT_TCP_RETRIES, CheckTiming.DEFAULT_TCP_DELAY_BEFORE_RETRY_NANOS)));
    }

    private @Nullable CheckTarget target(Statement block) {
        InetAddress address = serverAddress;
        int port = serverPort;
        @Nullable Word bindWord = null;
        @Nullable InetAddress bindTo = null;
        int bindPort = 0;
        for (Statement statement : block.children()) {
            switch (statement.name()) {
                case "connect_ip" -> {
                    InetAddress given = address(statement);
                    address = given == null ? address : given;
                }
                case "connect_port" -> port = (int) statement.number().orElse(port);
                case "bindto" -> {
                    bindTo = address(statement);
                    bindWord = statement.at(0);
                }
                case "bind_port" -> bindPort = (int) statement.number().orElse(bindPort);
                default -> {
                    // Not about where to connect.
                }
            }
        }
        if (port == 0) {
            problems.error(
                    block.word(),
                    "no-port",
                    block.name() + " of a real_server without a port",
                    "connect_port",
                    "the checker is left out");
            return null;
        }
        if (bindTo != null && bindWord != null && bindTo.getClass() != address.getClass()) {
            problems.error(
                    bindWord,
                    "address-family",
                    "bindto " + bindWord,
                    "the address family of " + address.getHostAddress(),
                    "it is ignored");
            bindTo = null;
        }
        return new CheckTarget(address, port, source(bindTo, bindPort, address));
    }

    private static @Nullable InetSocketAddress source(@Nullable InetAddress bindTo, int bindPort, InetAddress target) {
        if (bindTo == null && bindPort == 0) {
            return null;
        }
        try {
            InetAddress from = bindTo != null ? bindTo : InetAddress.getByAddress(new byte[target.getAddress().length]);
            return new InetSocketAddress(from, bindPort);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable InetAddress address(Statement statement) {
        InetAddress address = Addresses.parse(statement.text(0));
        if (address == null) {
            problems.error(
                    statement.at(0),
                    "bad-address",
                    statement.name() + " " + statement.text(0),
                    "an IPv4 or IPv6 address",
                    "it is ignored");
        }
        return address;
    }

    private Optional<CheckSpec> http(Statement block, CheckTarget target, CheckDefaults settings) {
        HttpProtocol protocol = HttpProtocol.DEFAULT;
        boolean fastRecovery = false;
        List<UrlSpec> urls = new ArrayList<>();
        for (Statement statement : block.children()) {
            switch (statement.name()) {
                case "http_protocol" -> protocol = protocol(statement, protocol);
                case "fast_recovery" -> fastRecovery = statement.flag().orElse(fastRecovery);
                case "url" -> url(statement, settings).ifPresent(urls::add);
                default -> {
                    // In the settings already.
                }
            }
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
        return Optional.of(new HttpCheckSpec(target, timing, protocol, urls, fastRecovery));
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

    private Optional<UrlSpec> url(Statement block, CheckDefaults settings) {
        @Nullable String path = null;
        @Nullable String digest = null;
        @Nullable String host = oneWord(block.word(), "virtualhost", settings.virtualHost(), null);
        List<StatusCodeRange> codes = new ArrayList<>();
        for (Statement statement : block.children()) {
            switch (statement.name()) {
                case "path" -> path = oneWord(statement.at(0), "path", statement.text(0), path);
                case "digest" -> digest = digest(statement, digest);
                case "virtualhost" -> host = oneWord(statement.at(0), "virtualhost", statement.text(0), host);
                case "status_code" -> statement.arguments().forEach(word -> statusCode(word, codes));
                default -> {
                    // Not implemented yet, which the tree has said.
                }
            }
        }
        if (path == null) {
            problems.error(block.word(), "no-path", "url without a path", "path PATH", "the url is left out");
            return Optional.empty();
        }
        return Optional.of(new UrlSpec(path, codes, digest, host));
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
        return text;
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
