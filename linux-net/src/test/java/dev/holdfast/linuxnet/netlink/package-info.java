/** Tests of netlink, and {@link dev.holdfast.linuxnet.netlink.FakeKernel} for the tests of whatever talks to the kernel by netlink. */
@NullMarked
package dev.holdfast.linuxnet.netlink;

import org.jspecify.annotations.NullMarked;
