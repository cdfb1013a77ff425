/** Tests of the connection table's reader: what the kernel writes, whole, cut and mutated. */
@NullMarked
package dev.holdfast.ipvs.proc;

import org.jspecify.annotations.NullMarked;
