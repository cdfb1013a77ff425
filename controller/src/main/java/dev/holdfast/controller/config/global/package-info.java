/**
 * What the global_defs block and the keywords outside all blocks say (keepalived.conf(5), "GLOBAL CONFIGURATION"), as records
 * with their units in their names. Nothing here does anything.
 */
@NullMarked
package dev.holdfast.controller.config.global;

import org.jspecify.annotations.NullMarked;
