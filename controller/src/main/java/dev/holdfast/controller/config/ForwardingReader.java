package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Suggestion;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Tunnel;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code lvs_method NAT|DR|TUN [type {ipip|gue port NUM|gre} [nocsum|csum|remcsum]]} and its other names. */
final class ForwardingReader {
    private static final List<String> METHODS = List.of("NAT", "DR", "TUN");

    private final Problems problems;
    private final String instead;

    /**
     * A reader.
     *
     * @param instead the method that is used where a statement has no meaning
     */
    ForwardingReader(String instead, Problems problems) {
        this.instead = instead;
        this.problems = problems;
    }

    /** A reader for a block: of a statement without meaning, what its other ones say is used, or else a method given. */
    static ForwardingReader of(Statement block, List<String> keywords, Forwarding otherwise, Problems problems) {
        String used = otherwise.name();
        for (Statement statement : block.children()) {
            if (keywords.contains(statement.name())
                    && statement.arguments().size() == 1
                    && METHODS.contains(statement.text(0))) {
                used = statement.text(0);
            }
        }
        return new ForwardingReader(used, problems);
    }

    /**
     * How packets get to a server.
     *
     * @param method NAT, DR or tunnel
     * @param tunnel the encapsulation; null unless the method is a tunnel
     */
    record Forwarding(ForwardingMethod method, @Nullable Tunnel tunnel) {
        /** keepalived's default. */
        static final Forwarding NAT = new Forwarding(ForwardingMethod.MASQUERADE, null);

        /** Its name in a configuration. */
        String name() {
            return switch (method) {
                case MASQUERADE -> "NAT";
                case DIRECT -> "DR";
                case TUNNEL -> "TUN";
                case LOCAL -> "LOCAL";
                case BYPASS -> "BYPASS";
            };
        }
    }

    /** The statement's meaning; empty when it has none, which has been said then. */
    Optional<Forwarding> read(Statement statement) {
        Word word = statement.at(0);
        switch (word.text()) {
            case "NAT", "DR" -> {
                if (statement.argument(1).isPresent()) {
                    return bad(statement.at(1), statement.name() + " " + word + " " + statement.at(1), word.text());
                }
                ForwardingMethod method =
                        word.text().equals("NAT") ? ForwardingMethod.MASQUERADE : ForwardingMethod.DIRECT;
                return Optional.of(new Forwarding(method, null));
            }
            case "TUN" -> {
                return tunnel(statement);
            }
            default -> {
                String meant = Suggestion.among(word.text(), METHODS)
                        .map(text -> text + " ")
                        .orElse("");
                problems.error(
                        word,
                        "bad-value",
                        statement.name() + " " + word,
                        "NAT, DR or TUN",
                        meant + "it is ignored, " + instead + " is used");
                return Optional.empty();
            }
        }
    }

    private Optional<Forwarding> tunnel(Statement statement) {
        Tunnel.Type type = Tunnel.Type.IPIP;
        int port = 0;
        Set<Tunnel.Flag> flags = EnumSet.noneOf(Tunnel.Flag.class);
        List<Word> words = statement.arguments();
        for (int i = 1; i < words.size(); i++) {
            Word word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1).text() : "";
            switch (word.text()) {
                case "type" -> {
                    if (!Set.of("ipip", "gue", "gre").contains(next)) {
                        return bad(
                                statement.at(Math.min(i + 1, words.size() - 1)),
                                "tunnel type '" + next + "'",
                                "ipip, gue or gre");
                    }
                    type = Tunnel.Type.valueOf(next.toUpperCase(Locale.ROOT));
                    i++;
                }
                case "port" -> {
                    OptionalLong number = Numbers.port(next);
                    if (number.isEmpty()) {
                        return bad(word, "tunnel port '" + next + "'", "1..65535");
                    }
                    port = (int) number.getAsLong();
                    i++;
                }
                case "nocsum" -> flags.clear();
                case "csum" -> flags.add(Tunnel.Flag.CHECKSUM);
                case "remcsum" -> flags.add(Tunnel.Flag.REMOTE_CHECKSUM);
                default -> {
                    return bad(
                            word,
                            "unknown option '" + word + "' of " + statement.name(),
                            "type, port, nocsum, csum or remcsum");
                }
            }
        }
        if ((type == Tunnel.Type.GUE) != (port != 0)) {
            return bad(
                    statement.at(0),
                    type == Tunnel.Type.GUE ? "a gue tunnel without a port" : "a tunnel port without type gue",
                    "type gue port NUMBER");
        }
        if (type == Tunnel.Type.GRE && flags.contains(Tunnel.Flag.REMOTE_CHECKSUM)) {
            return bad(statement.at(0), "remcsum of a gre tunnel", "csum or nocsum");
        }
        if (type == Tunnel.Type.IPIP && !flags.isEmpty()) {
            return bad(statement.at(0), "a checksum option of an ipip tunnel", "type gue or gre");
        }
        return Optional.of(new Forwarding(ForwardingMethod.TUNNEL, new Tunnel(type, port, flags)));
    }

    private Optional<Forwarding> bad(Word at, String found, String expected) {
        problems.error(at, "bad-value", found, expected, "it is ignored, " + instead + " is used");
        return Optional.empty();
    }
}
