package dev.holdfast.healthcheck;

/** A checker that sends something to an address. */
public sealed interface ConnectingSpec extends CheckSpec
        permits TcpCheckSpec, HttpCheckSpec, UdpCheckSpec, DnsCheckSpec, SmtpCheckSpec, PingCheckSpec, LoginCheckSpec {

    /** Where to, and from where. */
    CheckTarget target();
}
