/** Tests of virtual servers and the kernel's table, over a kernel that is a function. */
@NullMarked
package dev.holdfast.controller.balance;

import org.jspecify.annotations.NullMarked;
