/**
 * What the blocks of virtual servers say (keepalived.conf(5), "LVS CONFIGURATION"), as records with their units in their
 * names. Nothing here does anything.
 */
@NullMarked
package dev.holdfast.controller.config.lvs;

import org.jspecify.annotations.NullMarked;
