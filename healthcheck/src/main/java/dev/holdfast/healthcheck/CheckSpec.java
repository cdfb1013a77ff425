package dev.holdfast.healthcheck;

/**
 * One checker as configured. Two equal specs describe the same checking, so a running checker whose spec did not change
 * need not be disturbed.
 */
public sealed interface CheckSpec extends ServerCondition permits ConnectingSpec, MiscCheckSpec {

    /** One function for each kind of checker; a new kind adds one, so no caller can forget it. */
    interface Cases<T> {
        T tcp(TcpCheckSpec spec);

        T http(HttpCheckSpec spec);

        T udp(UdpCheckSpec spec);

        T dns(DnsCheckSpec spec);

        T smtp(SmtpCheckSpec spec);

        T ping(PingCheckSpec spec);

        T misc(MiscCheckSpec spec);

        T login(LoginCheckSpec spec);
    }

    CheckTiming timing();

    /** With {@code alpha} a server is down until its first success. */
    @Override
    default boolean holdsAtFirst() {
        return !timing().alpha();
    }

    /** Calls the function of this spec's kind. */
    <T> T match(Cases<T> cases);
}
