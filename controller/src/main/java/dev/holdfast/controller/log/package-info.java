/**
 * Where log lines go: console and syslog, on Logback.
 */
@NullMarked
package dev.holdfast.controller.log;

import org.jspecify.annotations.NullMarked;
