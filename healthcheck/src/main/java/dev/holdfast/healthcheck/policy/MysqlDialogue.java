package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.FailureReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of MySQL and MariaDB as far as a check goes: the greeting (version 10), and with a user the login and a goodbye.
 *
 * <pre>
 * packet: | length (3, little-endian) | sequence (1) | payload |
 * greeting: 10, version NUL, thread (4), seed (8), 0, capabilities (2), charset (1), status (2), capabilities (2),
 *           seed length (1), 10 bytes, more of the seed (12 and NUL), plugin NUL
 * </pre>
 */
public final class MysqlDialogue implements Dialogue {
    private static final int HEADER = 4;
    private static final int PROTOCOL = 10;
    private static final int OK = 0x00;
    private static final int MORE = 0x01;
    private static final int SWITCH = 0xfe;
    private static final int ERROR = 0xff;
    private static final int FAST_LOGIN_TAKEN = 3;
    private static final int FULL_LOGIN_WANTED = 4;
    private static final byte ASK_FOR_KEY = 2;
    private static final byte QUIT = 1;
    private static final int SEED_BYTES = 20;
    /** CLIENT_LONG_PASSWORD, CLIENT_PROTOCOL_41, CLIENT_SECURE_CONNECTION, CLIENT_PLUGIN_AUTH. */
    private static final int CAPABILITIES = 0x1 | 0x200 | 0x8000 | 0x80000;

    private static final int LARGEST_PACKET = 1 << 24;
    private static final byte UTF8 = 33;
    /** Up to the user: capabilities, the largest packet, the charset, and 23 bytes of nothing. */
    private static final int RESPONSE_HEAD = 32;

    private enum Stage {
        GREETING("a greeting"),
        LOGIN("an answer to the login"),
        KEY("the server's key");

        private final String expected;

        Stage(String expected) {
            this.expected = expected;
        }
    }

    private final @Nullable String user;
    private final String password;
    private Stage stage = Stage.GREETING;
    private byte[] seed = new byte[0];

    /**
     * One that has not begun.
     *
     * @param user null to go when the server has greeted
     * @param password null as the empty one
     */
    public MysqlDialogue(@Nullable String user, @Nullable String password) {
        this.user = user;
        this.password = password == null ? "" : password;
    }

    @Override
    public Bytes opening() {
        return Bytes.NONE;
    }

    @Override
    public String expected() {
        return stage.expected;
    }

    @Override
    public Step received(byte[] data) {
        if (data.length < HEADER) {
            return Step.waiting(0);
        }
        int length = (data[0] & 0xff) | (data[1] & 0xff) << 8 | (data[2] & 0xff) << 16;
        int sequence = data[3] & 0xff;
        int end = HEADER + length;
        if (data.length < end) {
            return Step.waiting(0);
        }
        Reader packet = new Reader(Arrays.copyOfRange(data, HEADER, end));
        int kind = packet.next();
        if (kind == ERROR) {
            return Step.wrong(error(packet) + " (expected " + expected() + ")");
        }
        return switch (stage) {
            case GREETING -> kind == PROTOCOL ? greeted(packet, end) : unknown(kind);
            case LOGIN -> answered(kind, packet, sequence, end);
            case KEY -> kind == MORE ? withKey(packet, sequence, end) : unknown(kind);
        };
    }

    private Step unknown(int kind) {
        return Step.wrong("a packet that begins with " + kind + " (expected " + expected() + ")");
    }

    private static String error(Reader packet) {
        int code = packet.next() | packet.next() << 8;
        String text = packet.rest();
        // The state after '#' is only there once the login has begun.
        return "error " + code + ": " + (text.startsWith("#") && text.length() > 6 ? text.substring(6) : text);
    }

    private Step greeted(Reader packet, int end) {
        packet.text();
        packet.bytes(4);
        byte[] first = packet.bytes(8);
        packet.bytes(19);
        if (user == null) {
            return Step.ending(end, null, ProbeResult.Succeeded.INSTANCE);
        }
        byte[] second = packet.bytes(SEED_BYTES - first.length + 1);
        if (first.length + second.length <= SEED_BYTES) {
            return Step.wrong("a greeting without a seed (expected MySQL 4.1 or newer)");
        }
        seed = Arrays.copyOf(first, SEED_BYTES);
        System.arraycopy(second, 0, seed, first.length, SEED_BYTES - first.length);
        String plugin = packet.text().equals(MysqlLogin.CACHING_SHA2) ? MysqlLogin.CACHING_SHA2 : MysqlLogin.NATIVE;
        byte[] proof = proof(plugin);
        byte[] name = text(user);
        byte[] pluginName = text(plugin);
        ByteBuffer out = ByteBuffer.allocate(RESPONSE_HEAD + name.length + 1 + proof.length + pluginName.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CAPABILITIES)
                .putInt(LARGEST_PACKET)
                .put(UTF8)
                .position(RESPONSE_HEAD)
                .put(name)
                .put((byte) proof.length)
                .put(proof)
                .put(pluginName);
        stage = Stage.LOGIN;
        return Step.saying(end, packet(1, out.array()));
    }

    private byte[] proof(String plugin) {
        return plugin.equals(MysqlLogin.CACHING_SHA2)
                ? MysqlLogin.cachingSha2(password, seed)
                : MysqlLogin.nativePassword(password, seed);
    }

    private Step answered(int kind, Reader packet, int sequence, int end) {
        if (kind == OK) {
            return Step.ending(end, packet(0, new byte[] {QUIT}), ProbeResult.Succeeded.INSTANCE);
        }
        if (kind == SWITCH) {
            String plugin = packet.text();
            if (!plugin.equals(MysqlLogin.NATIVE) && !plugin.equals(MysqlLogin.CACHING_SHA2)) {
                return Step.wrong("a login by '" + plugin + "' (expected " + MysqlLogin.NATIVE + " or "
                        + MysqlLogin.CACHING_SHA2 + ")");
            }
            seed = packet.bytes(SEED_BYTES);
            return Step.saying(end, packet(sequence + 1, proof(plugin)));
        }
        int what = kind == MORE ? packet.next() : -1;
        if (what == FAST_LOGIN_TAKEN) {
            return Step.waiting(end);
        }
        if (what == FULL_LOGIN_WANTED && seed.length == 0) {
            return Step.wrong("a login by " + MysqlLogin.CACHING_SHA2 + " without a seed (expected one of " + SEED_BYTES
                    + " bytes)");
        }
        if (what == FULL_LOGIN_WANTED) {
            stage = Stage.KEY;
            return Step.saying(end, packet(sequence + 1, new byte[] {ASK_FOR_KEY}));
        }
        return unknown(kind);
    }

    private Step withKey(Reader packet, int sequence, int end) {
        try {
            byte[] encrypted = MysqlLogin.encrypted(password, seed, packet.bytes(Integer.MAX_VALUE));
            stage = Stage.LOGIN;
            return Step.saying(end, packet(sequence + 1, encrypted));
        } catch (GeneralSecurityException e) {
            return Step.ending(
                    end,
                    null,
                    new ProbeResult.Failed(
                            FailureReason.WRONG_REPLY,
                            "a key that cannot be used (expected one of RSA in PEM format)"));
        }
    }

    private static Bytes packet(int sequence, byte[] payload) {
        byte[] packet = new byte[HEADER + payload.length];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[2] = (byte) (payload.length >> 16);
        packet[3] = (byte) sequence;
        System.arraycopy(payload, 0, packet, HEADER, payload.length);
        return new Bytes(packet);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** What is left of a packet; what is not there is read as nothing. */
    private static final class Reader {
        private final byte[] data;
        private int at;

        Reader(byte[] data) {
            this.data = data;
        }

        int next() {
            return at < data.length ? data[at++] & 0xff : 0;
        }

        byte[] bytes(int most) {
            byte[] some = Arrays.copyOfRange(data, at, at + Math.min(most, data.length - at));
            at += some.length;
            return some;
        }

        String text() {
            int start = at;
            while (at < data.length && data[at] != 0) {
                at++;
            }
            String text = new String(data, start, at - start, StandardCharsets.UTF_8);
            at = Math.min(at + 1, data.length);
            return text;
        }

        String rest() {
            return at >= data.length
                    ? ""
                    : new String(data, at, data.length - at, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        }
    }
}
