/**
 * A deterministic simulation of two to four routers on one segment: a seed decides everything, and invariants are checked
 * after every event. May import the module's own packages only.
 */
@NullMarked
package dev.holdfast.vrrp.sim;

import org.jspecify.annotations.NullMarked;
