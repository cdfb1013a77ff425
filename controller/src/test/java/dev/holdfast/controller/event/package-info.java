/** Tests of the bus and the wording of what goes over it. */
@NullMarked
package dev.holdfast.controller.event;

import org.jspecify.annotations.NullMarked;
