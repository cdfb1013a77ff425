/** The kernel's IPVS table. */
@NullMarked
package dev.holdfast.ipvs;

import org.jspecify.annotations.NullMarked;
