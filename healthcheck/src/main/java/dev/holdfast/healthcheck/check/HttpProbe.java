package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.FailureReason;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.policy.BodySearch;
import dev.holdfast.healthcheck.policy.HttpExpectation;
import dev.holdfast.healthcheck.policy.ProbeResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One URL of keepalived.conf(5) HTTP_GET: sends the request and reads the answer to its end.
 *
 * <p>Only the head goes through an HTTP decoder. The digest is the MD5 of the body's bytes as they were on the wire, since
 * that is what genhash computes: a chunked body is digested with its chunk sizes, a compressed one as it came. Nothing of
 * the body is kept. It ends where Content-Length says (keepalived 2.2.7 waits for the server to close instead, and so fails a
 * server that keeps the connection open), otherwise when the server closes.
 */
final class HttpProbe extends StreamProbe {
    /** Longest status line accepted, in bytes. */
    private static final int MAX_STATUS_LINE = 4096;

    /** Largest head accepted, in bytes. */
    private static final int MAX_HEAD = 16384;

    private static final String TLS = "tls";
    private static final String DECODER = "head";

    private final ProbeContext shared;
    private final HttpCheckSpec spec;
    private final UrlSpec url;
    private final @Nullable MessageDigest digest;
    private final @Nullable BodySearch search;

    private @Nullable HttpResponse head;
    private @Nullable SslHandler secureChannel;
    private boolean secured;
    private boolean anythingReceived;
    private long announcedLength = -1;
    private long receivedLength;

    HttpProbe(ProbeContext shared, HttpCheckSpec spec, UrlSpec url, Consumer<ProbeResult> whenDone) {
        super(shared, spec.target(), spec.timing().connectTimeoutNanos(), whenDone);
        this.shared = shared;
        this.spec = spec;
        this.url = url;
        this.digest = url.digest() == null ? null : md5();
        this.search = url.regex() == null ? null : new BodySearch(url.regex());
    }

    @Override
    void talk(ChannelHandlerContext context) {
        HttpCheckSpec.Tls tls = spec.tls();
        if (tls == null) {
            request(context);
            return;
        }
        SslHandler secure;
        try {
            secure = shared.tls().handler(shared.allocator(), tls, url.virtualHost(), target());
        } catch (IOException e) {
            finish(new ProbeResult.NotRun(LocalTrouble.TLS_FILES, message(e)));
            return;
        }
        secureChannel = secure;
        // The time that the check has is the only limit.
        secure.setHandshakeTimeoutMillis(0);
        secure.setCloseNotifyFlushTimeoutMillis(0);
        context.pipeline().addBefore(context.name(), TLS, secure);
        secure.handshakeFuture().addListener(shaken -> {
            if (isDone()) {
                return;
            }
            if (shaken.isSuccess()) {
                secured = true;
                restartTimeout();
                request(context);
            } else {
                finish(new ProbeResult.Failed(FailureReason.TLS, TlsClient.failure(shaken.cause())));
            }
        });
        if (!isDone()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void request(ChannelHandlerContext context) {
        context.pipeline()
                .addBefore(
                        context.name(),
                        DECODER,
                        new HttpResponseDecoder(new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_STATUS_LINE)
                                .setMaxHeaderSize(MAX_HEAD)
                                .setAllowDuplicateContentLengths(true)
                                .setValidateHeaders(false)));
        context.pipeline().addBefore(DECODER, "first-byte", new FirstByte());
        byte[] request = HttpRequestText.of(spec.protocol(), url, target());
        context.writeAndFlush(Unpooled.wrappedBuffer(request)).addListener((ChannelFuture sent) -> {
            if (!sent.isSuccess() && !isDone()) {
                finish(new ProbeResult.Failed(FailureReason.SEND_FAILED, message(sent.cause())));
            }
        });
        if (!isDone()) {
            context.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (isDone()) {
                return;
            }
            if (message instanceof HttpResponse response) {
                headReceived(context, response);
            } else if (head != null && message instanceof ByteBuf body) {
                bodyReceived(body);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    ProbeResult timedOutConnected() {
        if (spec.tls() != null && !secured) {
            return new ProbeResult.Failed(FailureReason.CONNECT_TIMEOUT, "the TLS handshake did not end in time");
        }
        return anythingReceived
                ? new ProbeResult.Failed(
                        FailureReason.READ_TIMEOUT,
                        head == null ? "head incomplete" : "body incomplete after " + receivedLength + " bytes")
                : new ProbeResult.Failed(FailureReason.FIRST_BYTE_TIMEOUT, "connected, but no answer");
    }

    @Override
    ProbeResult closedByServer() {
        if (spec.tls() != null && !secured) {
            return new ProbeResult.Failed(FailureReason.TLS, "closed during the TLS handshake");
        }
        if (url.closesTls()
                && secureChannel != null
                && !secureChannel.sslCloseFuture().isSuccess()) {
            return new ProbeResult.Failed(FailureReason.READ_FAILED, "closed without the close_notify of TLS");
        }
        return head == null
                ? new ProbeResult.Failed(
                        FailureReason.NO_DATA,
                        anythingReceived ? "closed before the head's end" : "closed without an answer")
                : judge(head);
    }

    @Override
    ProbeResult broken(IOException cause) {
        return new ProbeResult.Failed(FailureReason.READ_FAILED, message(cause));
    }

    private void headReceived(ChannelHandlerContext context, HttpResponse response) {
        if (response.decoderResult().cause() instanceof PrematureChannelClosureException) {
            finish(closedByServer());
            return;
        }
        if (response.decoderResult().isFailure()) {
            finish(new ProbeResult.Failed(
                    FailureReason.BAD_RESPONSE,
                    "not an HTTP answer: " + message(response.decoderResult().cause())));
            return;
        }
        if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            return;
        }
        head = response;
        int status = response.status().code();
        boolean bodiless =
                status == 204 || status == 304 || url.headers().method().equals("HEAD");
        announcedLength = bodiless ? 0 : HttpUtil.getContentLength(response, -1L);
        // From here on the bytes come as they are. The decoder hands on what it has not consumed.
        context.pipeline().remove(DECODER);
        if (!isDone() && announcedLength == 0) {
            complete(response);
        }
    }

    /** All of an answer is there; how TLS ends may still have to be seen. */
    private void complete(HttpResponse answered) {
        if (secureChannel == null || !url.closesTls()) {
            finish(judge(answered));
        }
    }

    /** The server says goodbye by TLS, which ends an answer whose length nobody has announced. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            finish(closedByServer());
        }
    }

    private void bodyReceived(ByteBuf body) {
        HttpResponse answered = head;
        if (answered == null) {
            return;
        }
        long wanted = announcedLength < 0 ? Long.MAX_VALUE : announcedLength - receivedLength;
        int length = (int) Math.min(body.readableBytes(), wanted);
        if (digest != null && length > 0) {
            digest.update(body.nioBuffer(body.readerIndex(), length));
        }
        if (search != null && length > 0) {
            search.add(body.nioBuffer(body.readerIndex(), length));
        }
        receivedLength += length;
        if (receivedLength == announcedLength) {
            complete(answered);
        }
    }

    private ProbeResult judge(HttpResponse answered) {
        String computed = digest == null ? null : HexFormat.of().formatHex(digest.digest());
        String searched = search == null ? null : search.complete();
        return HttpExpectation.judge(
                url,
                answered.status().code(),
                answered.headers()::getAll,
                announcedLength,
                receivedLength,
                computed,
                searched);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to have MD5 (see java.security.MessageDigest)", e);
        }
    }

    /** Notes that the server said something, which the decoder would not tell before a head is complete. */
    private final class FirstByte extends io.netty.channel.ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            anythingReceived = true;
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }
}
