/**
 * Health checks: what to check (the records of this package), when a result makes a server up or down
 * ({@link dev.holdfast.healthcheck.policy}, pure) and the checkers themselves ({@link dev.holdfast.healthcheck.check}, on
 * Netty).
 *
 * <p>This package holds plain immutable records, imports nothing but the JDK, opens no socket and reads no clock. The
 * meaning of every field is that of the keyword of the same name in keepalived.conf(5), section "Virtual server(s)".
 */
@NullMarked
package dev.holdfast.healthcheck;

import org.jspecify.annotations.NullMarked;
