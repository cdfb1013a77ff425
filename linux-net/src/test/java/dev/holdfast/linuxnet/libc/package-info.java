/** Tests of the native binding, and the few calls that only tests make. */
@NullMarked
package dev.holdfast.linuxnet.libc;

import org.jspecify.annotations.NullMarked;
