/** Tests of what a keepalived.conf means. */
@NullMarked
package dev.holdfast.controller.config;

import org.jspecify.annotations.NullMarked;
