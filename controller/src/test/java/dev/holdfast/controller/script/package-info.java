/** Tests of running programs. */
@NullMarked
package dev.holdfast.controller.script;

import org.jspecify.annotations.NullMarked;
