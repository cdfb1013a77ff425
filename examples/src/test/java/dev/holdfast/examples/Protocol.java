package dev.holdfast.examples;

import java.util.List;

/** The kinds of VRRP that both programs speak. */
enum Protocol {
    V2("v2", 2, 1000, ""),
    V2_PASSWORD("v2 auth PASS", 2, 1000, "authentication {\n auth_type PASS\n auth_pass secret7\n }"),
    V3("v3", 3, 300, "");

    private final String text;
    private final int version;
    private final int intervalMillis;
    private final String authentication;

    Protocol(String text, int version, int intervalMillis, String authentication) {
        this.text = text;
        this.version = version;
        this.intervalMillis = intervalMillis;
        this.authentication = authentication;
    }

    int version() {
        return version;
    }

    /** The interval between adverts. */
    long intervalNanos() {
        return intervalMillis * 1_000_000L;
    }

    /** What a backup waits beyond three intervals, and all it waits after a goodbye (RFC 3768 and RFC 9568, section 6.1). */
    long skewNanos(int priority) {
        long unitNanos = version == 2 ? 1_000_000_000L : intervalNanos();
        return (256 - priority) * unitNanos / 256;
    }

    /**
     * An instance in keepalived's language, on eth0, a backup at the start.
     *
     * @param addresses the lines of virtual_ipaddress
     * @param lines further ones
     */
    String instance(String name, int vrid, int priority, List<String> addresses, String... lines) {
        return """
                vrrp_instance %s {
                    state BACKUP
                    interface eth0
                    virtual_router_id %d
                    priority %d
                    advert_int %s
                    version %d
                    garp_master_delay 1
                    %s
                    %s
                    virtual_ipaddress {
                        %s
                    }
                }
                """.formatted(
                        name,
                        vrid,
                        priority,
                        intervalMillis / 1000.0,
                        version,
                        authentication,
                        String.join("\n", lines),
                        String.join("\n", addresses));
    }

    @Override
    public String toString() {
        return text;
    }
}
