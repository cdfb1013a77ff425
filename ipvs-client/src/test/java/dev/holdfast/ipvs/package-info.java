/** Tests of the IPVS records, the diff and the client; real-kernel tests are tagged {@code ipvs-kernel}. */
@NullMarked
package dev.holdfast.ipvs;

import org.jspecify.annotations.NullMarked;
