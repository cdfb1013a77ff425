package dev.holdfast.healthcheck.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.Bytes;
import dev.holdfast.healthcheck.policy.Dialogue.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The other side is played here as the protocol's documents have it; {@code RealPeersIT} has real ones. */
class LoginDialogueTest {
    private static final byte[] SEED = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);

    private static byte[] packet(int sequence, byte[]... parts) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            payload.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(payload.size());
        all.write(payload.size() >> 8);
        all.write(payload.size() >> 16);
        all.write(sequence);
        all.writeBytes(payload.toByteArray());
        return all.toByteArray();
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int... values) {
        byte[] all = new byte[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) values[i];
        }
        return all;
    }

    private static byte[] greeting(String plugin) {
        return packet(
                0,
                bytes(10),
                text("8.0.36"),
                new byte[4],
                Arrays.copyOf(SEED, 8),
                new byte[8],
                new byte[11],
                Arrays.copyOfRange(SEED, 8, 20),
                new byte[1],
                text(plugin));
    }

    private static byte[] said(Step step) {
        Bytes send = step.send();
        assertThat(send).isNotNull();
        return send.toArray();
    }

    /** What stands after the user's name in a login. */
    private static byte[] proof(byte[] login, String user) {
        int at = 4 + 32 + user.length() + 1;
        return Arrays.copyOfRange(login, at + 1, at + 1 + login[at]);
    }

    private static byte[] sha(String algorithm, byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static String failure(Step step) {
        return ((ProbeResult.Failed) java.util.Objects.requireNonNull(step.result())).detail();
    }

    @Test
    void withoutAUserTheGreetingIsEnough() {
        assertThat(new MysqlDialogue(null, null)
                        .received(greeting(MysqlLogin.NATIVE))
                        .result())
                .isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(failure(new MysqlDialogue(null, null)
                        .received(packet(0, bytes(0xff, 0x10, 0x04), text("Too many connections")))))
                .startsWith("error 1040: Too many connections");
    }

    /** A server has SHA1(SHA1(password)), takes the first hash out of the proof, and hashes it again. */
    @Test
    void theNativeProofIsWhatAServerVerifies() throws Exception {
        MysqlDialogue dialogue = new MysqlDialogue("monitor", "let me in");
        byte[] login = said(dialogue.received(greeting(MysqlLogin.NATIVE)));
        assertThat(login[3]).isEqualTo((byte) 1);
        byte[] kept = sha("SHA-1", sha("SHA-1", "let me in".getBytes(StandardCharsets.UTF_8)));
        byte[] once = proof(login, "monitor");
        byte[] mask = sha("SHA-1", SEED, kept);
        for (int i = 0; i < once.length; i++) {
            once[i] ^= mask[i];
        }
        assertThat(sha("SHA-1", once)).isEqualTo(kept);
        Step end = dialogue.received(packet(2, new byte[7]));
        assertThat(end.result()).isEqualTo(ProbeResult.Succeeded.INSTANCE);
        assertThat(said(end)).isEqualTo(packet(0, bytes(1)));
    }

    @Test
    void aServerThatRemembersThePasswordTakesTheFastLogin() throws Exception {
        MysqlDialogue dialogue = new MysqlDialogue("monitor", "let me in");
        byte[] once = proof(said(dialogue.received(greeting(MysqlLogin.CACHING_SHA2))), "monitor");
        byte[] kept = sha("SHA-256", sha("SHA-256", "let me in".getBytes(StandardCharsets.UTF_8)));
        byte[] mask = sha("SHA-256", kept, SEED);
        for (int i = 0; i < once.length; i++) {
            once[i] ^= mask[i];
        }
        assertThat(sha("SHA-256", once)).isEqualTo(kept);
        assertThat(dialogue.received(packet(2, bytes(1, 3))).result()).isNull();
        assertThat(dialogue.received(packet(3, new byte[7])).result()).isEqualTo(ProbeResult.Succeeded.INSTANCE);
    }

    @Test
    void aServerThatDoesNotGetsThePasswordEncrypted() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair key = generator.generateKeyPair();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        MysqlDialogue dialogue = new MysqlDialogue("monitor", "a password that is longer than the seed");
        dialogue.received(greeting(MysqlLogin.CACHING_SHA2));
        assertThat(said(dialogue.received(packet(2, bytes(1, 4))))).isEqualTo(packet(3, bytes(2)));
        byte[] sent = said(dialogue.received(packet(4, bytes(1), pem.getBytes(StandardCharsets.US_ASCII))));
        assertThat(sent[3]).isEqualTo((byte) 5);
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, key.getPrivate());
        byte[] plain = cipher.doFinal(sent, 4, sent.length - 4);
        for (int i = 0; i < plain.length; i++) {
            plain[i] ^= SEED[i % SEED.length];
        }
        assertThat(new String(plain, StandardCharsets.UTF_8)).isEqualTo("a password that is longer than the seed\0");
        assertThat(failure(dialogue.received(packet(6, bytes(0xff, 0x15, 0x04), text("#28000Access denied")))))
                .startsWith("error 1045: Access denied");
    }

    @Test
    void anotherPluginIsTakenWhenTheServerAsksForIt() {
        MysqlDialogue dialogue = new MysqlDialogue("monitor", "let me in");
        dialogue.received(greeting(MysqlLogin.CACHING_SHA2));
        byte[] other = "tsrqponmlkjihgfedcba".getBytes(StandardCharsets.US_ASCII);
        byte[] answer = said(dialogue.received(packet(2, bytes(0xfe), text(MysqlLogin.NATIVE), other, new byte[1])));
        assertThat(answer).isEqualTo(packet(3, MysqlLogin.nativePassword("let me in", other)));
        assertThat(failure(dialogue.received(packet(4, bytes(0xfe), text("dialog")))))
                .startsWith("a login by 'dialog'");
    }

    @Test
    void aLoginWithoutASeedIsWrong() {
        MysqlDialogue dialogue = new MysqlDialogue("monitor", "let me in");
        dialogue.received(greeting(MysqlLogin.CACHING_SHA2));
        assertThat(said(dialogue.received(packet(2, bytes(0xfe), text(MysqlLogin.CACHING_SHA2)))))
                .isNotEmpty();
        assertThat(failure(dialogue.received(packet(4, bytes(1, 4)))))
                .contains("without a seed (expected one of 20 bytes)");
    }

    /** It goes into logs. */
    @Test
    void whatAServerSaysIsShownWithoutWhatIsNoText() {
        String line = "-\u001b[31m\u0085\t" + "x".repeat(2000) + "\r\n";
        String shown = failure(new RedisDialogue(null, null).received(line.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(shown).startsWith("'-?[31m??xxx").endsWith("x...").hasSize(ProbeResult.Failed.MOST_DETAIL);
        assertThat(failure(new RedisDialogue(null, null).received("-no\r\n".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("'-no' (expected +PONG to PING)");
    }

    @Test
    void redisIsAskedForAnAnswerAndLoggedInWhereThereIsAPassword() {
        RedisDialogue plain = new RedisDialogue(null, null);
        assertThat(plain.opening()).isEqualTo(new Bytes("*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(plain.received("+PO".getBytes(StandardCharsets.UTF_8)).result())
                .isNull();
        assertThat(plain.received("+PONG\r\n".getBytes(StandardCharsets.UTF_8)).result())
                .isEqualTo(ProbeResult.Succeeded.INSTANCE);
        RedisDialogue login = new RedisDialogue("ü", "a b");
        assertThat(login.opening())
                .isEqualTo(new Bytes("*3\r\n$4\r\nAUTH\r\n$2\r\nü\r\n$3\r\na b\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(failure(login.received("-WRONGPASS no\r\n".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("'-WRONGPASS no' (expected +OK to AUTH)");
        assertThat(login.received("+OK\r\n".getBytes(StandardCharsets.UTF_8)).send())
                .isNotNull();
    }

    /** What anybody sends ends well, badly or not yet, and never in an exception. */
    @Test
    void whatIsDamagedNeverThrows() {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            MysqlDialogue dialogue = new MysqlDialogue(random.nextBoolean() ? "monitor" : null, "let me in");
            byte[][] script = {
                greeting(MysqlLogin.CACHING_SHA2),
                packet(2, bytes(0xfe), text(random.nextBoolean() ? MysqlLogin.NATIVE : MysqlLogin.CACHING_SHA2), SEED),
                packet(4, bytes(1, 4)),
                packet(6, bytes(1), text("-----BEGIN-----"))
            };
            for (byte[] one : script) {
                byte[] damaged = Arrays.copyOf(one, random.nextInt(one.length + 1));
                for (int flips = random.nextInt(3); flips > 0 && damaged.length > 0; flips--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                Step step = step(dialogue, random.nextInt(4) == 0 ? damaged : one, seed);
                if (step == null || step.result() != null) {
                    break;
                }
            }
        }
    }

    private static @Nullable Step step(MysqlDialogue dialogue, byte[] data, long seed) {
        try {
            return dialogue.received(data);
        } catch (RuntimeException e) {
            throw new AssertionError("-Dseed=" + seed, e);
        }
    }
}
