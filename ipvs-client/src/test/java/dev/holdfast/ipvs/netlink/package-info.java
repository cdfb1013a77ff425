/**
 * Tests of the IPVS client: golden messages of ipvsadm, kernels played by functions, and, tagged {@code ipvs-kernel}, a real
 * kernel beside a real ipvsadm, and a client's traffic through its table to real servers.
 */
@NullMarked
package dev.holdfast.ipvs.netlink;

import org.jspecify.annotations.NullMarked;
