/**
 * {@code holdfast ipvs}: ipvsadm(8)'s command line, listings, save format and restore, over our own IPVS client.
 *
 * <p>Pure but for three classes: {@link dev.holdfast.controller.ipvsadm.IpvsadmProgram} and {@code Restorer} talk to
 * the kernel, {@code SystemNames} asks the system for names. May import {@code dev.holdfast.ipvs},
 * {@code controller.config}'s reader of addresses, {@code controller.json} and nothing else of the controller. Follows ipvsadm(8) 1.31; option
 * syntax is popt(3)'s.
 */
@NullMarked
package dev.holdfast.controller.ipvsadm;

import org.jspecify.annotations.NullMarked;
