/** Tests of the one loop thread: timers, tasks and sockets. */
@NullMarked
package dev.holdfast.controller.loop;

import org.jspecify.annotations.NullMarked;
