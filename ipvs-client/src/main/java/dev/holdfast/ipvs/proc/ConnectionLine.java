package dev.holdfast.ipvs.proc;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.Connection.Origin;
import dev.holdfast.ipvs.Connection.Persistence;
import dev.holdfast.ipvs.Endpoint;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The two shapes a line of the connection table has:
 *
 * <pre>
 * Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
 * Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires
 * TCP C0A80164 D2F0 0A000001 0050 C0A80105 0050 ESTABLISHED     899
 * </pre>
 *
 * An address is eight hexadecimal digits, most significant first, or eight groups of four with colons.
 */
enum ConnectionLine {
    WITH_PERSISTENCE("Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires PEName PEData"),
    WITH_ORIGIN("Pro FromIP FPrt ToIP TPrt DestIP DPrt State Origin Expires");

    private static final int IPV4_DIGITS = 8;
    private static final int IPV6_LENGTH = 39;

    private final String names;

    ConnectionLine(String names) {
        this.names = names;
    }

    static ConnectionLine format(long lineNumber, String line) throws MalformedConnectionException {
        String found = line.strip().replaceAll(" +", " ");
        for (ConnectionLine format : values()) {
            if (format.names.equals(found)) {
                return format;
            }
        }
        throw new MalformedConnectionException(
                lineNumber, line, "no column names (expected \"" + WITH_PERSISTENCE.names + "\")");
    }

    Connection parse(long lineNumber, String line) throws MalformedConnectionException {
        try {
            Fields fields = new Fields(line);
            String protocol = fields.next("protocol");
            Endpoint client = endpoint(fields, "client");
            Endpoint virtual = endpoint(fields, "virtual");
            Endpoint destination = endpoint(fields, "destination");
            String state = fields.next("state");
            Origin origin = this == WITH_ORIGIN ? origin(fields.next("origin")) : null;
            long expires = expires(fields.next("expiry"));
            Persistence persistence = this == WITH_PERSISTENCE ? persistence(fields) : null;
            fields.end();
            return new Connection(protocol, client, virtual, destination, state, expires, persistence, origin);
        } catch (IllegalArgumentException e) {
            throw new MalformedConnectionException(lineNumber, line, String.valueOf(e.getMessage()));
        }
    }

    private static Endpoint endpoint(Fields fields, String what) {
        InetAddress address = address(fields.next(what + " address"), what);
        String port = fields.next(what + " port");
        if (port.length() != 4) {
            throw new IllegalArgumentException(what + " port " + port + " (expected 4 hexadecimal digits)");
        }
        return new Endpoint(address, hexadecimal(port, 0, 4, what + " port"));
    }

    private static InetAddress address(String text, String what) {
        byte[] bytes;
        if (text.length() == IPV4_DIGITS) {
            bytes = new byte[4];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) hexadecimal(text, 2 * i, 2, what + " address");
            }
        } else if (text.length() == IPV6_LENGTH) {
            bytes = new byte[16];
            for (int group = 0; group < 8; group++) {
                int at = 5 * group;
                if (group > 0 && text.charAt(at - 1) != ':') {
                    throw badAddress(text, what);
                }
                bytes[2 * group] = (byte) hexadecimal(text, at, 2, what + " address");
                bytes[2 * group + 1] = (byte) hexadecimal(text, at + 2, 2, what + " address");
            }
        } else {
            throw badAddress(text, what);
        }
        return (bytes.length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6).address(bytes);
    }

    private static IllegalArgumentException badAddress(String text, String what) {
        return new IllegalArgumentException(
                what + " address " + text + " (expected 8 hexadecimal digits, or 8 groups of 4 with colons)");
    }

    private static int hexadecimal(String text, int start, int digits, String what) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            // Not every digit of every script, as Character.digit would have it.
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException(what + " " + text + " (expected hexadecimal digits)");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static Origin origin(String text) {
        for (Origin origin : Origin.values()) {
            if (origin.name().equals(text)) {
                return origin;
            }
        }
        throw new IllegalArgumentException("origin " + text + " (expected LOCAL or SYNC)");
    }

    private static long expires(String text) {
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.length() > 10) {
            throw new IllegalArgumentException("expiry " + text + " (expected seconds, 0..4294967295)");
        }
        return Long.parseLong(text);
    }

    /** The engine's data is all that follows its name. */
    private static @Nullable Persistence persistence(Fields fields) {
        String engine = fields.nextOrNull();
        return engine == null ? null : new Persistence(engine, fields.rest());
    }

    /** Walks over the fields of a line. */
    private static final class Fields {
        private final String line;
        private int position;

        Fields(String line) {
            this.line = line;
        }

        String next(String what) {
            String field = nextOrNull();
            if (field == null) {
                throw new IllegalArgumentException("no " + what);
            }
            return field;
        }

        @Nullable String nextOrNull() {
            while (position < line.length() && line.charAt(position) == ' ') {
                position++;
            }
            int start = position;
            while (position < line.length() && line.charAt(position) != ' ') {
                position++;
            }
            return start == position ? null : line.substring(start, position);
        }

        /** What follows the one blank behind the last field. */
        String rest() {
            String rest = position < line.length() ? line.substring(position + 1) : "";
            position = line.length();
            return rest;
        }

        void end() {
            String more = nextOrNull();
            if (more != null) {
                throw new IllegalArgumentException("\"" + more + "\" (expected the end of the line)");
            }
        }
    }
}
