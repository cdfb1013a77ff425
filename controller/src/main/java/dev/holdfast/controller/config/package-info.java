/**
 * What a keepalived.conf means: immutable, validated records, with every default of keepalived.conf(5) worked out. {@link
 * dev.holdfast.controller.config.KeepalivedConf} reads a file into a {@link dev.holdfast.controller.config.Configuration}; a reload
 * compares two of them, so everything in it is a record and equal by value.
 *
 * <p>Imports the tree of {@code dev.holdfast.controller.conf} and the records of the modules that consume them: {@code
 * dev.holdfast.vrrp}, {@code dev.holdfast.ipvs}, {@code dev.holdfast.healthcheck}. Where a value cannot be used, it does what
 * keepalived 2.2.7 does: it reports, and goes on with the default or without the block.
 */
@NullMarked
package dev.holdfast.controller.config;

import org.jspecify.annotations.NullMarked;
