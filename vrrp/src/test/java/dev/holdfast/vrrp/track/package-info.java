/** Tests of tracking. */
@NullMarked
package dev.holdfast.vrrp.track;

import org.jspecify.annotations.NullMarked;
