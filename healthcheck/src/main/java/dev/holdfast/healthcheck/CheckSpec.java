package dev.holdfast.healthcheck;

/**
 * One checker as configured. Two equal specs describe the same checking, so a running checker whose spec did not change
 * need not be disturbed.
 */
public sealed interface CheckSpec
        permits TcpCheckSpec, HttpCheckSpec, UdpCheckSpec, DnsCheckSpec, SmtpCheckSpec, PingCheckSpec, MiscCheckSpec {

    /** One function for each kind of checker; a new kind adds one, so no caller can forget it. */
    interface Cases<T> {
        T tcp(TcpCheckSpec spec);

        T http(HttpCheckSpec spec);

        T udp(UdpCheckSpec spec);

        T dns(DnsCheckSpec spec);

        T smtp(SmtpCheckSpec spec);

        T ping(PingCheckSpec spec);

        T misc(MiscCheckSpec spec);
    }

    CheckTiming timing();

    /**
     * What is asked of whom, at whatever times: two checkers with equal questions have the same opinion. Its text is as
     * telling as its equality.
     */
    Object question();

    /** Calls the function of this spec's kind. */
    <T> T match(Cases<T> cases);
}
