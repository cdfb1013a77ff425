/** Tests of mail. */
@NullMarked
package dev.holdfast.controller.mail;

import org.jspecify.annotations.NullMarked;
