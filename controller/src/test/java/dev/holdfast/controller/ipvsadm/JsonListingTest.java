package dev.holdfast.controller.ipvsadm;

import static dev.holdfast.controller.ipvsadm.Fixture.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import dev.holdfast.controller.json.JsonText;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON of every listing, read by a parser that is not ours. */
class JsonListingTest {
    private final Fixture fixture = new Fixture();

    @Test
    void a_table_has_everything() {
        fixture.run("-R", resource("table.rules"));

        Config table = parse(fixture.run("-L --json").out());

        assertThat(table.getString("version")).isEqualTo("1.2.1");
        assertThat(table.getInt("connectionTableSize")).isEqualTo(4096);
        List<? extends Config> services = table.getConfigList("services");
        assertThat(services).hasSize((int) resource("table.rules")
                .lines()
                .filter(line -> line.startsWith("-A"))
                .count());
        Config web = services.stream()
                .filter(one ->
                        one.hasPath("address") && one.getString("address").equals("10.0.0.1"))
                .findFirst()
                .orElseThrow();
        assertThat(web.getString("protocol")).isEqualTo("tcp");
        assertThat(web.getInt("port")).isEqualTo(80);
        assertThat(web.getString("scheduler")).isEqualTo("wrr");
        assertThat(web.getLong("statistics.inBytesPerSecond")).isZero();
        Config limited = web.getConfigList("destinations").stream()
                .filter(one -> one.getString("address").equals("10.0.0.9"))
                .findFirst()
                .orElseThrow();
        assertThat(limited.getLong("weight")).isEqualTo(2147483647L);
        assertThat(limited.getInt("upperThreshold")).isEqualTo(100);
        assertThat(limited.getInt("lowerThreshold")).isEqualTo(50);
        assertThat(limited.getString("forwarding")).isEqualTo("direct");
        assertThat(web.getConfigList("destinations").stream()
                        .filter(one -> one.hasPath("tunnel.port"))
                        .map(one -> one.getString("tunnel.type")
                                + one.getInt("tunnel.port")
                                + one.getStringList("tunnel.flags")))
                .containsExactlyInAnyOrder("gue6080[]", "gue65535[checksum]", "gue1[remote-checksum]");
        assertThat(services.stream()
                        .filter(one -> one.hasPath("firewallMark"))
                        .map(one -> one.getLong("firewallMark") + one.getString("family")))
                .containsExactlyInAnyOrder("7ipv4", "8ipv6", "4294967295ipv4");
        assertThat(services.stream()
                        .filter(one -> one.hasPath("persistence.netmask"))
                        .map(one -> one.getString("persistence.netmask")))
                .contains("255.255.255.0", "255.255.0.0", "255.255.255.255");
        assertThat(services.stream()
                        .filter(one -> one.hasPath("persistence.prefixLength"))
                        .map(one -> one.getInt("persistence.prefixLength")))
                .contains(64, 1, 48);
        assertThat(services.stream().flatMap(one -> one.getStringList("flags").stream()))
                .contains("one-packet", "sh-port", "mh-fallback", "flag-3");
        assertThat(parse(fixture.run("--json -L -f 7").out()).getConfigList("services"))
                .hasSize(1);
    }

    @Test
    void an_empty_table_is_an_empty_list() {
        assertThat(parse(fixture.run("--json").out()).getConfigList("services")).isEmpty();
    }

    @Test
    void connections_are_listed() {
        List<? extends Config> connections =
                parse(fixture.run("-Lc --json").out()).getConfigList("connections");

        assertThat(connections).hasSize(6);
        Config call = connections.get(0);
        assertThat(call.getString("protocol")).isEqualTo("udp");
        assertThat(call.getString("state")).isEqualTo("NONE");
        assertThat(call.getString("client.address")).isEqualTo("10.0.0.1");
        assertThat(call.getInt("destination.port")).isEqualTo(5060);
        assertThat(call.getString("persistence.engine")).isEqualTo("sip");
        assertThat(call.getString("persistence.data")).isEqualTo("0123456789abcdef@example");
    }

    @Test
    void daemons_and_timeouts_are_listed() {
        assertThat(parse(JsonListing.timeouts(new Timeouts(900, 120, 300))).getInt("tcpFinSeconds"))
                .isEqualTo(120);
        Config daemon = parse(JsonListing.daemons(List.of(SyncDaemon.of(SyncDaemon.Role.MASTER, "eth0", 7))))
                .getConfigList("daemons")
                .get(0);
        assertThat(daemon.getString("role")).isEqualTo("master");
        assertThat(daemon.getString("interface")).isEqualTo("eth0");
        assertThat(daemon.getInt("syncId")).isEqualTo(7);
        assertThat(daemon.hasPath("group")).isFalse();
    }

    @Test
    void any_text_is_a_string() {
        String text = "quote \" backslash \\ control \u0001 \u00e9 \u007f";
        String json =
                new JsonText().openObject().member("text", text).closeObject().take();

        assertThat(json).isASCII();
        assertThat(parse(json).getString("text")).isEqualTo(text);
    }

    private static Config parse(String json) {
        return ConfigFactory.parseString(json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }
}
