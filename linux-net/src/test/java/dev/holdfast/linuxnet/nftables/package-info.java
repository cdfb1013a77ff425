/** Tests of nftables. */
@NullMarked
package dev.holdfast.linuxnet.nftables;

import org.jspecify.annotations.NullMarked;
