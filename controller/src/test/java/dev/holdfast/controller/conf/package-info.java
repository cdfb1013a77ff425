/** Tests of the keepalived.conf language: lines, words, tree, problems. */
@NullMarked
package dev.holdfast.controller.conf;

import org.jspecify.annotations.NullMarked;
