/**
 * What the things an instance tracks do to it: keepalived's arithmetic of priorities and faults (keepalived.conf(5), "VRRP
 * scripts" and after, with 2.2.7's behaviour where it is silent). Pure. May import the JDK only.
 */
@NullMarked
package dev.holdfast.vrrp.track;

import org.jspecify.annotations.NullMarked;
