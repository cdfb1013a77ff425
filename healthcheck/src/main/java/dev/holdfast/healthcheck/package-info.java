/** Health checks. */
@NullMarked
package dev.holdfast.healthcheck;

import org.jspecify.annotations.NullMarked;
