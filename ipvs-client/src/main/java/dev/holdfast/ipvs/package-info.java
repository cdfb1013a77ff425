/**
 * The kernel's IPVS table: services, destinations, the commands that change them, the pure difference of two tables, and
 * the client that carries the commands to the kernel.
 *
 * <p>The records and {@link dev.holdfast.ipvs.IpvsDiff} are pure: they import nothing but the JDK. Only
 * {@link dev.holdfast.ipvs.IpvsClient} uses {@code dev.holdfast.linuxnet}; the wire format is in
 * {@code dev.holdfast.ipvs.codec}. Names and limits follow the kernel's {@code include/uapi/linux/ip_vs.h} and ipvsadm(8).
 */
@NullMarked
package dev.holdfast.ipvs;

import org.jspecify.annotations.NullMarked;
