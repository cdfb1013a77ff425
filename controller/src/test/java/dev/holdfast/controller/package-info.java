/** Tests of how the modules hang together. */
@NullMarked
package dev.holdfast.controller;

import org.jspecify.annotations.NullMarked;
