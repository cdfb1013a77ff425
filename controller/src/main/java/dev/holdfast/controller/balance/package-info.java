/**
 * Virtual servers: check verdicts become the IPVS table that is wanted, and the kernel's table is made equal to it.
 */
@NullMarked
package dev.holdfast.controller.balance;

import org.jspecify.annotations.NullMarked;
