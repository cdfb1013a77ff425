/**
 * The IPVS table of the kernel over generic netlink: {@link dev.holdfast.ipvs.netlink.IpvsClient} and the codec it uses.
 *
 * <p>Imports {@code dev.holdfast.ipvs} and {@code dev.holdfast.linuxnet}. Follows the generic-netlink interface of the kernel's
 * {@code include/uapi/linux/ip_vs.h} (family {@code IPVS}, version 1) and what {@code net/netfilter/ipvs/ip_vs_ctl.c} makes of
 * it. Integers are in the machine's byte order, except for ports, addresses and IPv4 netmasks, which are in network order.
 */
@NullMarked
package dev.holdfast.ipvs.netlink;

import org.jspecify.annotations.NullMarked;
