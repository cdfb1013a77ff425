/**
 * The kernel's IPVS table as values: services, destinations, the commands that change them, what became of a command, and
 * the difference of two tables.
 *
 * <p>Pure: this package imports nothing but the JDK, does no I/O and reads no clock. The client that carries the commands to
 * the kernel is in {@code dev.holdfast.ipvs.netlink}. Names and limits follow the kernel's
 * {@code include/uapi/linux/ip_vs.h} and ipvsadm(8).
 */
@NullMarked
package dev.holdfast.ipvs;

import org.jspecify.annotations.NullMarked;
