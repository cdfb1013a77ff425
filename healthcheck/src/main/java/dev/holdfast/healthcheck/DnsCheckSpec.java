package dev.holdfast.healthcheck;

import java.util.List;

/**
 * keepalived.conf(5) DNS_CHECK: the server is well when it answers a question by UDP without an error.
 *
 * @param type {@code type}, what is asked for: the number of RFC 1035 section 3.2.2 or later, 1..65535
 * @param typeName how the file calls it
 * @param name {@code name}, the domain; {@code .} is the root
 */
public record DnsCheckSpec(CheckTarget target, CheckTiming timing, int type, String typeName, String name)
        implements ConnectingSpec {
    /** {@code retry} when the file gives none. */
    public static final int DEFAULT_RETRIES = 3;

    public DnsCheckSpec {
        if (type < 1 || type > 65_535) {
            throw new IllegalArgumentException("type " + type + " (expected 1..65535)");
        }
    }

    @Override
    public Object question() {
        return List.of("DNS_CHECK", target, type, name);
    }

    @Override
    public <T> T match(Cases<T> cases) {
        return cases.dns(this);
    }
}
