/** The VRRP protocol as pure functions. */
@NullMarked
package dev.holdfast.vrrp;

import org.jspecify.annotations.NullMarked;
