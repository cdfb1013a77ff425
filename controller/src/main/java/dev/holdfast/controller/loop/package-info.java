/**
 * The one thread that owns all VRRP state: sockets, tasks from other threads and timers, over linux-net's poller.
 */
@NullMarked
package dev.holdfast.controller.loop;

import org.jspecify.annotations.NullMarked;
