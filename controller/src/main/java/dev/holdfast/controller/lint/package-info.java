/**
 * What is allowed in a keepalived.conf, and still probably not meant: each {@linkplain dev.holdfast.controller.lint.Rule rule}
 * looks at the statements and at what the {@linkplain dev.holdfast.controller.lint.Host host} says of itself, and warns. A rule
 * never changes whether a configuration runs. Imports the language ({@code controller.conf}) and the JDK.
 */
@NullMarked
package dev.holdfast.controller.lint;

import org.jspecify.annotations.NullMarked;
