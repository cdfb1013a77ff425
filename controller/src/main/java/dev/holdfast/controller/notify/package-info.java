/**
 * Telling programs what happens: notify scripts and notify pipes (keepalived.conf(5), "VRRP synchronization group(s)" and
 * {@code notify_fifo}). Whoever makes something happen calls this directly, not by way of the event bus, which may drop events for
 * slow views: nothing is lost here but what is said to be lost.
 */
@NullMarked
package dev.holdfast.controller.notify;

import org.jspecify.annotations.NullMarked;
