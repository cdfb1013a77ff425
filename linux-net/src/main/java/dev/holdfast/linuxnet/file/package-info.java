/**
 * Files that others are told by, or tell of: inotify(7) and named pipes, fifo(7).
 */
@NullMarked
package dev.holdfast.linuxnet.file;

import org.jspecify.annotations.NullMarked;
