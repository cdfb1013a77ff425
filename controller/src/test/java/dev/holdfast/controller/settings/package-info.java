/** Tests of Holdfast's own settings. */
@NullMarked
package dev.holdfast.controller.settings;

import org.jspecify.annotations.NullMarked;
