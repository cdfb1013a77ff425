/** Tests of the rules. */
@NullMarked
package dev.holdfast.controller.lint;

import org.jspecify.annotations.NullMarked;
