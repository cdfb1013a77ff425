package dev.holdfast.healthcheck;

import java.util.function.Function;

/**
 * One checker as configured. Two equal specs describe the same checking, so a running checker whose spec did not change
 * need not be disturbed.
 */
public sealed interface CheckSpec permits TcpCheckSpec, HttpCheckSpec {
    CheckTarget target();

    CheckTiming timing();

    /** Calls the function of this spec's kind. A new kind of checker adds a parameter, so no caller can forget it. */
    default <T> T match(Function<TcpCheckSpec, T> tcp, Function<HttpCheckSpec, T> http) {
        if (this instanceof TcpCheckSpec spec) {
            return tcp.apply(spec);
        }
        return http.apply((HttpCheckSpec) this);
    }
}
