/** Tests of the package of this name. */
@NullMarked
package dev.holdfast.linuxnet.process;

import org.jspecify.annotations.NullMarked;
