/** Writing JSON (RFC 8259). Pure; imports nothing of ours. */
@NullMarked
package dev.holdfast.controller.json;

import org.jspecify.annotations.NullMarked;
