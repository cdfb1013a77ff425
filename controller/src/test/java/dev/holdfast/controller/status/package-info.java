/** Tests of this package. */
@NullMarked
package dev.holdfast.controller.status;

import org.jspecify.annotations.NullMarked;
