/** Tests of links and addresses. */
@NullMarked
package dev.holdfast.linuxnet.rtnetlink;

import org.jspecify.annotations.NullMarked;
