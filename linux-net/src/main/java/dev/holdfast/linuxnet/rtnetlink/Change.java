package dev.holdfast.linuxnet.rtnetlink;

import dev.holdfast.linuxnet.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * What became of adding or removing one of several things.
 *
 * @param <T> an {@link InterfaceAddress}, a {@link Route} or a {@link Rule}
 * @param subject which
 * @param outcome what became of it
 * @param error why it failed; null unless {@code outcome} is {@link Outcome#FAILED}
 */
public record Change<T>(
        T subject, Outcome outcome, @Nullable LinuxException error) {}
