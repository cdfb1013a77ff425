package dev.holdfast.healthcheck;

import java.util.List;

/** keepalived.conf(5) PING_CHECK: the server is well when it answers an ICMP echo. The target's ports mean nothing. */
public record PingCheckSpec(CheckTarget target, CheckTiming timing) implements ConnectingSpec {
    @Override
    public Object question() {
        return List.of("PING_CHECK", target);
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.ping(this);
    }
}
