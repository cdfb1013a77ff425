/** Tests of the package of this name. */
@NullMarked
package dev.holdfast.linuxnet.file;

import org.jspecify.annotations.NullMarked;
