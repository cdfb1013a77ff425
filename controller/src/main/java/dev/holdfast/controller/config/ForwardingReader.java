package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
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
    private final Problems problems;

    ForwardingReader(Problems problems) {
        this.problems = problems;
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
                problems.error(word, "bad-value", statement.name() + " " + word, "NAT, DR or TUN", "it is ignored");
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
        problems.error(at, "bad-value", found, expected, "it is ignored");
        return Optional.empty();
    }
}
