/** Tests of telling programs what happens. */
@NullMarked
package dev.holdfast.controller.notify;

import org.jspecify.annotations.NullMarked;
