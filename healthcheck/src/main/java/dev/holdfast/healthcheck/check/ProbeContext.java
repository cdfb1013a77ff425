package dev.holdfast.healthcheck.check;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;

/**
 * What all probes of an engine share.
 *
 * @param loop where they live
 * @param allocator of their buffers
 * @param outside what the system gives them
 * @param tls how they speak TLS
 */
record ProbeContext(EventLoop loop, ByteBufAllocator allocator, OutsideProbes outside, TlsClient tls) {}
