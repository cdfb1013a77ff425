/**
 * Tests of {@code holdfast ipvs}: its language and formats by themselves, and beside a real ipvsadm on a real kernel.
 */
@NullMarked
package dev.holdfast.controller.ipvsadm;

import org.jspecify.annotations.NullMarked;
