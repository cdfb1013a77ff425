/**
 * The control socket of a running director: a Unix domain socket beside its PID file, for the process's user and root only.
 *
 * <p>A client sends one line, in UTF-8 and of at most {@value dev.holdfast.controller.admin.ControlSocket#LONGEST_REQUEST} bytes: {@code
 * status text}, {@code status json} or {@code failover INSTANCE}. The answer is a line {@code ok} or {@code no}, then text, then the end of
 * the connection. One client is served after the other, each for a bounded time, on a thread of its own; nothing a client does can make
 * VRRP or checks wait. Imports nothing of the controller.
 */
@NullMarked
package dev.holdfast.controller.admin;

import org.jspecify.annotations.NullMarked;
