package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * What became of adding or removing one of several addresses.
 *
 * @param address which
 * @param outcome what became of it
 * @param error why it failed; null unless {@code outcome} is {@link AddressOutcome#FAILED}
 */
public record AddressChange(
        InterfaceAddress address,
        AddressOutcome outcome,
        @Nullable LinuxException error) {}
