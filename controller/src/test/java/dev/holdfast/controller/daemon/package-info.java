/** Tests of the process: its PID file and whom it tells. */
@NullMarked
package dev.holdfast.controller.daemon;

import org.jspecify.annotations.NullMarked;
