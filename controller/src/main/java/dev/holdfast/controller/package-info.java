/** The program. */
@NullMarked
package dev.holdfast.controller;

import org.jspecify.annotations.NullMarked;
