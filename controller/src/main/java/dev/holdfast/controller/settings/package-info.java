/**
 * Holdfast's own settings (not keepalived.conf): the only package that sees Typesafe {@code Config}.
 */
@NullMarked
package dev.holdfast.controller.settings;

import org.jspecify.annotations.NullMarked;
