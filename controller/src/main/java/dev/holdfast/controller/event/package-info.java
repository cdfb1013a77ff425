/**
 * Everything that happens, as records on one bounded bus; log lines and metrics are views of them. Imports no I/O.
 */
@NullMarked
package dev.holdfast.controller.event;

import org.jspecify.annotations.NullMarked;
