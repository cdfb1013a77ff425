/**
 * The native binding: libc's system-call wrappers by JNA direct mapping, and memory to pass to them. For this module only.
 *
 * <p>This is the one package that imports JNA, and no JNA type leaves it. Calls return zero or more, or a <em>negated error
 * number</em> as the kernel itself does, so that a call that would block costs neither an exception nor an allocation; the callers
 * turn a failure into a {@code LinuxException} with the words only they know. Structures are laid out by hand in
 * {@link dev.holdfast.linuxnet.libc.NativeBuffer}s, with named offsets beside the header they follow: no reflection, at start-up or
 * later.
 *
 * <p>Imports JNA and the JDK, nothing of the project. Follows section 2 of the Linux manual and the 64-bit layouts of
 * {@code linux/} and {@code asm-generic/} headers.
 */
@NullMarked
package dev.holdfast.linuxnet.libc;

import org.jspecify.annotations.NullMarked;
