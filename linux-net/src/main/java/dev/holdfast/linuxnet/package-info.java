/**
 * The Linux system-call boundary: polling, waking, capabilities, scheduling and the one exception type its callers see.
 *
 * <p>Nothing here knows what the descriptors are used for. The packages below this one hold the kernel's interfaces by family:
 * {@code netlink}, {@code rtnetlink}, {@code socket}, {@code process} and {@code file}; {@code libc} holds the native binding and is for this module only. No
 * other package of this module may import JNA, and this module imports no other module of the project.
 *
 * <p>Follows ppoll(2), eventfd(2), capabilities(7) and {@code asm-generic/errno*.h}. Only 64-bit Linux is supported.
 */
@NullMarked
package dev.holdfast.linuxnet;

import org.jspecify.annotations.NullMarked;
