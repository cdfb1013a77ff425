/** Tests of what goes into the kernel besides adverts and addresses. */
@NullMarked
package dev.holdfast.controller.network;

import org.jspecify.annotations.NullMarked;
