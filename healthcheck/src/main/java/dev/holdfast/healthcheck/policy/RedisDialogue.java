package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redis's protocol (RESP) as far as a check goes: AUTH where there is a password, then PING. An answer is a line. */
public final class RedisDialogue implements Dialogue {
    private final @Nullable String user;
    private final @Nullable String password;
    private boolean authenticating;

    /**
     * One that has not begun.
     *
     * @param user null for the default one
     * @param password null for no AUTH at all
     */
    public RedisDialogue(@Nullable String user, @Nullable String password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public Bytes opening() {
        if (password == null) {
            return command(List.of("PING"));
        }
        authenticating = true;
        List<String> words = new ArrayList<>(List.of("AUTH"));
        if (user != null) {
            words.add(user);
        }
        words.add(password);
        return command(words);
    }

    /** An array of bulk strings, so that any byte may be in a password. */
    private static Bytes command(List<String> words) {
        StringBuilder text = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            text.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return new Bytes(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Step received(byte[] data) {
        ReplyLine first = ReplyLine.first(data);
        if (first == null) {
            return Step.waiting(0);
        }
        String line = first.text();
        if (!line.equals(authenticating ? "+OK" : "+PONG")) {
            return Step.wrong("'" + line + "' (expected " + expected() + ")");
        }
        if (authenticating) {
            authenticating = false;
            return Step.saying(first.length(), command(List.of("PING")));
        }
        return Step.ending(first.length(), null, ProbeResult.Succeeded.INSTANCE);
    }

    @Override
    public String expected() {
        return authenticating ? "+OK to AUTH" : "+PONG to PING";
    }
}
