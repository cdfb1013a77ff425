/**
 * Running VRRP instances: the machine of {@code dev.holdfast.vrrp} joined to interfaces, sockets and addresses.
 */
@NullMarked
package dev.holdfast.controller.router;

import org.jspecify.annotations.NullMarked;
