/**
 * The language of keepalived.conf(5), up to a tree of statements: files become {@linkplain dev.holdfast.controller.conf.SourceText
 * lines}, lines become words, words become {@linkplain dev.holdfast.controller.conf.Statement statements and blocks} by the
 * keyword tables ({@code GlobalKeywords}, {@code VrrpKeywords}, {@code LvsKeywords}, {@code CheckerKeywords} …). Every word keeps
 * its file, line and column, and everything that is wrong becomes a {@link dev.holdfast.controller.conf.Problem}; nothing is
 * thrown for what a file says.
 *
 * <p>What the statements mean is said in {@code dev.holdfast.controller.config}. This package imports nothing but the JDK, and
 * touches the system only through {@link dev.holdfast.controller.conf.SourceReader} and {@link
 * dev.holdfast.controller.conf.SystemFacts}. It follows keepalived.conf(5) of 2.2.7, and where that is silent, the behaviour of
 * that release: lines are its unit, braces end a line, an unknown keyword's block is not skipped.
 */
@NullMarked
package dev.holdfast.controller.conf;

import org.jspecify.annotations.NullMarked;
