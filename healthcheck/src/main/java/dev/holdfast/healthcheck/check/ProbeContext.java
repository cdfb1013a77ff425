package dev.holdfast.healthcheck.check;

import io.netty.channel.IoEventLoop;
import java.nio.ByteBuffer;

/**
 * What all probes of an engine share.
 *
 * @param transport how they come to their sockets
 * @param loop where they live
 * @param timers of that loop
 * @param received what a probe reads into; it is through with it before it leaves the loop to another
 * @param outside what the system gives them
 * @param tls how they speak TLS
 */
record ProbeContext(
        Transport transport,
        IoEventLoop loop,
        Timers timers,
        ByteBuffer received,
        OutsideProbes outside,
        TlsClient tls) {
    /** The largest datagram. */
    private static final int RECEIVED_BYTES = 65_535;

    static ProbeContext of(Transport transport, IoEventLoop loop, OutsideProbes outside, TlsClient tls) {
        return new ProbeContext(
                transport, loop, new Timers(loop), ByteBuffer.allocateDirect(RECEIVED_BYTES), outside, tls);
    }
}
