/**
 * Tables, chains, rules and sets of nftables, changed in transactions.
 *
 * <p>{@link dev.holdfast.linuxnet.nftables.NftTransaction} says what is to change,
 * {@link dev.holdfast.linuxnet.nftables.Nftables} carries it out, all or nothing. Imports the netlink package and the JDK. Follows
 * {@code linux/netfilter/nfnetlink.h} and {@code linux/netfilter/nf_tables.h}; numbers are in network order there.
 */
@NullMarked
package dev.holdfast.linuxnet.nftables;

import org.jspecify.annotations.NullMarked;
