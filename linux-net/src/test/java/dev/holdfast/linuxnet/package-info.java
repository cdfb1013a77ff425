/** Tests of polling, waking, capabilities and errors. */
@NullMarked
package dev.holdfast.linuxnet;

import org.jspecify.annotations.NullMarked;
