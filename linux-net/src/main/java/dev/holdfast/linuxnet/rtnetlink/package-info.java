/**
 * Links and addresses: what there is, changing it, and being told of changes.
 *
 * <p>{@link dev.holdfast.linuxnet.rtnetlink.Rtnetlink} asks and changes,
 * {@link dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor} is told. Imports the netlink package and the JDK. Follows rtnetlink(7),
 * {@code linux/rtnetlink.h}, {@code linux/if_link.h} and {@code linux/if_addr.h}; the requests are byte for byte those of ip(8).
 */
@NullMarked
package dev.holdfast.linuxnet.rtnetlink;

import org.jspecify.annotations.NullMarked;
