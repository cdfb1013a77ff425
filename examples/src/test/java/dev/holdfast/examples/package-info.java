/**
 * The whole program, as an operator runs it, in network namespaces on this machine's kernel, and keepalived beside it.
 *
 * <p>{@link dev.holdfast.examples.Stage} is where a test plays: hosts on a switch, directors on the hosts, and a record of what was
 * on the wire. May import the JDK, linux-net and its test fixtures; of the program it knows the launcher alone.
 */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
