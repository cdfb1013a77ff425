package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.policy.BodySearch;
import dev.holdfast.healthcheck.policy.HttpExpectation;
import dev.holdfast.healthcheck.policy.HttpHead;
import dev.holdfast.healthcheck.policy.HttpHeadReader;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One URL of keepalived.conf(5) HTTP_GET: sends the request and reads the answer to its end.
 *
 * <p>Only the head is looked into. The digest is the MD5 of the body's bytes as they were on the wire, since
 * that is what genhash computes: a chunked body is digested with its chunk sizes, a compressed one as it came. Nothing of
 * the body is kept. It ends where Content-Length says (keepalived 2.2.7 waits for the server to close instead, and so fails a
 * server that keeps the connection open), otherwise when the server closes.
 */
final class HttpProbe extends StreamProbe {
    private final HttpCheckSpec spec;
    private final UrlSpec url;
    private final byte[] request;
    private final @Nullable MessageDigest digest;
    private final @Nullable BodySearch search;
    private final HttpHeadReader heads = new HttpHeadReader();

    private @Nullable HttpHead head;
    private @Nullable TlsLayer tls;
    private boolean secured;
    private long announcedLength = -1;
    private long receivedLength;

    /**
     * Prepares a probe.
     *
     * @param request what is sent; not changed
     */
    HttpProbe(ProbeContext context, HttpCheckSpec spec, UrlSpec url, byte[] request, Consumer<ProbeResult> whenDone) {
        super(context, spec.target(), spec.timing().connectTimeoutNanos(), whenDone);
        this.spec = spec;
        this.url = url;
        this.request = request;
        this.digest = url.digest() == null ? null : md5();
        this.search = url.regex() == null ? null : new BodySearch(url.regex());
    }

    @Override
    void talk() {
        HttpCheckSpec.Tls wanted = spec.tls();
        if (wanted == null) {
            send(ByteBuffer.wrap(request));
            return;
        }
        try {
            TlsLayer layer =
                    new TlsLayer(context().tls().handler(wanted, url.virtualHost(), target()), new SecureAnswer());
            tls = layer;
            layer.begin();
        } catch (IOException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.TLS_FILES, message(e)));
        }
    }

    @Override
    void received(ByteBuffer bytes) {
        if (tls == null) {
            answered(bytes);
        } else {
            tls.received(bytes);
        }
    }

    /** What of the answer is said by TLS. */
    private final class SecureAnswer implements TlsLayer.Carrier {
        @Override
        public void send(ByteBuffer secret) {
            HttpProbe.this.send(secret);
        }

        @Override
        public void shaken() {
            if (tls != null && !isDone()) {
                secured = true;
                restartTimeout();
                tls.say(ByteBuffer.wrap(request));
            }
        }

        @Override
        public void failed(Throwable cause) {
            Throwable told = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
            finish(new ProbeResult.Failed(FailureReason.TLS, secured ? message(told) : TlsClient.failure(cause)));
        }

        @Override
        public void heard(ByteBuffer plain) {
            answered(plain);
        }

        /** Ends an answer whose length nobody has announced. */
        @Override
        public void saidGoodbye() {
            finish(closedByServer());
        }
    }

    @Override
    ProbeResult timedOutConnected() {
        if (spec.tls() != null && !secured) {
            return new ProbeResult.Failed(FailureReason.CONNECT_TIMEOUT, "the TLS handshake did not end in time");
        }
        return heads.hasBegun()
                ? new ProbeResult.Failed(
                        FailureReason.READ_TIMEOUT,
                        head == null ? "head incomplete" : "body incomplete after " + receivedLength + " bytes")
                : new ProbeResult.Failed(FailureReason.FIRST_BYTE_TIMEOUT, "connected, but no answer");
    }

    @Override
    ProbeResult closedByServer() {
        if (tls != null && !secured) {
            return new ProbeResult.Failed(FailureReason.TLS, "closed during the TLS handshake");
        }
        if (tls != null && url.closesTls() && !tls.isEnded()) {
            return new ProbeResult.Failed(FailureReason.READ_FAILED, "closed without the close_notify of TLS");
        }
        return head == null
                ? new ProbeResult.Failed(
                        FailureReason.NO_DATA,
                        heads.hasBegun() ? "closed before the head's end" : "closed without an answer")
                : judge(head);
    }

    private void answered(ByteBuffer bytes) {
        try {
            HttpHead known = head;
            if (known == null && !isDone()) {
                known = heads.add(bytes);
                if (known != null) {
                    headReceived(known);
                }
            }
            if (known != null && !isDone()) {
                bodyReceived(known, bytes);
            }
        } catch (HttpHead.BadHeadException e) {
            finish(new ProbeResult.Failed(FailureReason.BAD_RESPONSE, "not an HTTP answer: " + message(e)));
        }
    }

    private void headReceived(HttpHead received) {
        head = received;
        boolean bodiless = received.status() == 204
                || received.status() == 304
                || url.headers().method().equals("HEAD");
        announcedLength = bodiless ? 0 : received.contentLength();
    }

    private void bodyReceived(HttpHead answered, ByteBuffer body) {
        long wanted = announcedLength < 0 ? Long.MAX_VALUE : announcedLength - receivedLength;
        int length = (int) Math.min(body.remaining(), wanted);
        if (digest != null && length > 0) {
            digest.update(body.slice(body.position(), length));
        }
        if (search != null && length > 0) {
            search.add(body.slice(body.position(), length));
        }
        receivedLength += length;
        // How TLS ends may still have to be seen.
        if (receivedLength == announcedLength && (tls == null || !url.closesTls())) {
            finish(judge(answered));
        }
    }

    private ProbeResult judge(HttpHead answered) {
        String computed = digest == null ? null : HexFormat.of().formatHex(digest.digest());
        String searched = search == null ? null : search.complete();
        return HttpExpectation.judge(url, answered, announcedLength, receivedLength, computed, searched);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to have MD5 (see java.security.MessageDigest)", e);
        }
    }
}
