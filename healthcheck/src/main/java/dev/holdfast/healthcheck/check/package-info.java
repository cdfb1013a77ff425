/**
 * The checkers themselves, on Netty's event loop and TLS: they make probes, hand the results to {@link dev.holdfast.healthcheck.policy} and
 * tell a {@link dev.holdfast.healthcheck.CheckListener} what came of it.
 *
 * <p>The only package of the project's health checking that may import Netty. HTTP is RFC 9112; the meaning of the checks
 * is keepalived.conf(5)'s TCP_CHECK and HTTP_GET.
 */
@NullMarked
package dev.holdfast.healthcheck.check;

import org.jspecify.annotations.NullMarked;
