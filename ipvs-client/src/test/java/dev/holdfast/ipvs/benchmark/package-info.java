/** A benchmark of the IPVS client beside ipvsadm, for {@code ipvs-client/benchmark} to run; no test runs it. */
@NullMarked
package dev.holdfast.ipvs.benchmark;

import org.jspecify.annotations.NullMarked;
