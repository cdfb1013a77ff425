/** Writes a configuration as a keepalived.conf that reads back as the same records, every default written out. */
@NullMarked
package dev.holdfast.controller.config.print;

import org.jspecify.annotations.NullMarked;
