/**
 * The command line: {@code holdfast run}, {@code holdfast check}, and keepalived(8)'s own options, on picocli where they are not plain.
 */
@NullMarked
package dev.holdfast.controller.cli;

import org.jspecify.annotations.NullMarked;
