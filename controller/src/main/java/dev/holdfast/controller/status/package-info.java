/**
 * How a running director stands, as records, and how these are told: as text for people and as JSON for programs. Pure. Imports the
 * protocol's records, {@code controller.json}, {@code controller.loop}'s numbers and {@code controller.config}'s way of writing addresses.
 */
@NullMarked
package dev.holdfast.controller.status;

import org.jspecify.annotations.NullMarked;
