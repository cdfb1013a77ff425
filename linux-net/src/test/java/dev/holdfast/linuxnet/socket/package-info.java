/** Tests of raw and packet sockets. */
@NullMarked
package dev.holdfast.linuxnet.socket;

import org.jspecify.annotations.NullMarked;
