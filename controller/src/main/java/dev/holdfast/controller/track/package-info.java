/**
 * What watches scripts, files and processes for VRRP instances (keepalived.conf(5), "VRRP script(s)", "Track files" and "VRRP track
 * processes"). All of it runs on a loop of its own, because files and accounts may be slow; only what it finds out goes to the
 * loop that owns the instances.
 */
@NullMarked
package dev.holdfast.controller.track;

import org.jspecify.annotations.NullMarked;
