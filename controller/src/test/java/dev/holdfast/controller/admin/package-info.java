/** Tests of this package. */
@NullMarked
package dev.holdfast.controller.admin;

import org.jspecify.annotations.NullMarked;
