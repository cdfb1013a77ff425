/**
 * What keepalived.conf says of processes ({@code vrrp_priority}, {@code checker_cpu_affinity} and their like), put in force on this
 * program's threads by linux-net.
 */
@NullMarked
package dev.holdfast.controller.realtime;

import org.jspecify.annotations.NullMarked;
