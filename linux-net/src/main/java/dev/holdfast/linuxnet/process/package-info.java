/**
 * Processes and those who run them: process groups and their signals, accounts of users and groups, and the kernel's events about
 * processes.
 *
 * <p>Follows kill(2), getpwnam_r(3), {@code linux/connector.h} and {@code linux/cn_proc.h}.
 */
@NullMarked
package dev.holdfast.linuxnet.process;

import org.jspecify.annotations.NullMarked;
