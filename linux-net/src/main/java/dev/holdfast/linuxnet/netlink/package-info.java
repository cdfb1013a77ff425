/**
 * Netlink: messages, attributes, and request, dump and batch exchanges with the kernel.
 *
 * <p>{@link dev.holdfast.linuxnet.netlink.MessageBuilder} makes a {@link dev.holdfast.linuxnet.netlink.Request}; a
 * {@link dev.holdfast.linuxnet.netlink.NetlinkChannel} carries it to the kernel (or, in tests, to a function that plays the
 * kernel) and gives back {@link dev.holdfast.linuxnet.netlink.NetlinkMessage}s, whose
 * {@link dev.holdfast.linuxnet.netlink.Attributes} are walked with length-checked getters. Whatever is wrong with what the kernel
 * sent is a {@link dev.holdfast.linuxnet.netlink.NetlinkException} and never anything else.
 *
 * <p>Imports the libc package and the JDK. Follows netlink(7), {@code linux/netlink.h} and {@code linux/genetlink.h}, and RFC 3549
 * for the terms. Fields are in the machine's byte order unless a name says otherwise.
 */
@NullMarked
package dev.holdfast.linuxnet.netlink;

import org.jspecify.annotations.NullMarked;
