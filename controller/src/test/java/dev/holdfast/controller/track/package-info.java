/** Tests of what watches scripts, files and processes. */
@NullMarked
package dev.holdfast.controller.track;

import org.jspecify.annotations.NullMarked;
