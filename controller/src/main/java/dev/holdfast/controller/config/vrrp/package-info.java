/**
 * What the blocks of VRRP, tracking, BFD and static addresses say (keepalived.conf(5), "VRRPD CONFIGURATION" and "BFD
 * CONFIGURATION"), as records with their units in their names. Nothing here does anything.
 */
@NullMarked
package dev.holdfast.controller.config.vrrp;

import org.jspecify.annotations.NullMarked;
