/**
 * The kernel's connection table as the files {@code /proc/net/ip_vs_conn} and {@code /proc/net/ip_vs_conn_sync} give it, read
 * entry by entry: {@link dev.holdfast.ipvs.proc.ConnectionReader}.
 *
 * <p>Imports {@code dev.holdfast.ipvs} and the one exception for a kernel without IPVS of {@code dev.holdfast.ipvs.netlink}.
 * Follows {@code net/netfilter/ipvs/ip_vs_conn.c} of the kernel: a line of column names, then one line an entry, addresses and
 * ports in hexadecimal.
 */
@NullMarked
package dev.holdfast.ipvs.proc;

import org.jspecify.annotations.NullMarked;
