/** The Linux system-call boundary. */
@NullMarked
package dev.holdfast.linuxnet;

import org.jspecify.annotations.NullMarked;
