/** Tests of where log lines go. */
@NullMarked
package dev.holdfast.controller.log;

import org.jspecify.annotations.NullMarked;
