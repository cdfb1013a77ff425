/** Tests of command lines. */
@NullMarked
package dev.holdfast.controller.cli;

import org.jspecify.annotations.NullMarked;
