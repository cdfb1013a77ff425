package dev.holdfast.healthcheck;

import java.util.List;

/** keepalived.conf(5) TCP_CHECK: the server is well when a TCP connection is established within the connect timeout. */
public record TcpCheckSpec(CheckTarget target, CheckTiming timing) implements ConnectingSpec {
    @Override
    public Object question() {
        return List.of("TCP_CHECK", target);
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.tcp(this);
    }
}
