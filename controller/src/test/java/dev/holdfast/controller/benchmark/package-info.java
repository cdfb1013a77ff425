/** What is timed by hand: {@code controller/benchmark}. */
@NullMarked
package dev.holdfast.controller.benchmark;

import org.jspecify.annotations.NullMarked;
