/**
 * Mail of what happens to instances, sync groups and servers.
 */
@NullMarked
package dev.holdfast.controller.mail;

import org.jspecify.annotations.NullMarked;
