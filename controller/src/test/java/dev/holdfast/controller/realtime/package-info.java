/** Tests of the settings of threads, on the real ones of this JVM. */
@NullMarked
package dev.holdfast.controller.realtime;

import org.jspecify.annotations.NullMarked;
