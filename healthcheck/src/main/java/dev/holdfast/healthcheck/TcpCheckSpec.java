package dev.holdfast.healthcheck;

/** keepalived.conf(5) TCP_CHECK: the server is well when a TCP connection is established within the connect timeout. */
public record TcpCheckSpec(CheckTarget target, CheckTiming timing) implements CheckSpec {}
