/**
 * The process: start, signals, reload, PID files, service notification and stop.
 */
@NullMarked
package dev.holdfast.controller.daemon;

import org.jspecify.annotations.NullMarked;
