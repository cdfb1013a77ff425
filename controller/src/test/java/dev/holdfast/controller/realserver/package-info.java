/** Tests of {@code holdfast realserver}: pure ones, and on a real kernel in network namespaces. */
@NullMarked
package dev.holdfast.controller.realserver;

import org.jspecify.annotations.NullMarked;
