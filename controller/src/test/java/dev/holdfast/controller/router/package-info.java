/** Tests of instances joined to interfaces, over a kernel that is a function. */
@NullMarked
package dev.holdfast.controller.router;

import org.jspecify.annotations.NullMarked;
