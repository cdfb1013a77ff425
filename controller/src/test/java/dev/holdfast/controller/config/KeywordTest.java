package dev.holdfast.controller.config;

import static dev.holdfast.controller.config.Sources.read;
import static dev.holdfast.controller.config.Sources.rendered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import dev.holdfast.controller.conf.Severity;
import dev.holdfast.controller.conf.Verdict;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.StatusCodeRange;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each implemented keyword takes, what it is without the keyword, and what a bad value gives. The last column is the exit code that
 * keepalived 2.2.7 gives for the same text.
 */
class KeywordTest {
    private static String vrrp(String lines) {
        return "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n10.0.0.100\n}\n"
                + lines + "\n}\n";
    }

    private static String server(String lines, String realServer) {
        return "virtual_server 10.0.0.100 80 {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\n" + lines
                + "\nreal_server 10.0.0.2 80 {\n" + realServer + "\n}\n}\n";
    }

    private static Configuration configuration(ReadResult result) {
        return Objects.requireNonNull(result.configuration(), () -> String.join("\n", rendered(result)));
    }

    private static void check(String text, Function<Configuration, Object> field, String expected, int exitCode) {
        ReadResult result = read(text);
        assertThat(result.verdict().exitCode())
                .as(String.join("\n", rendered(result)))
                .isEqualTo(exitCode);
        assertThat(String.valueOf(field.apply(configuration(result)))).isEqualTo(expected);
        if (exitCode == 5) {
            assertThat(result.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.column()).isPositive();
            });
        }
    }

    private static InstanceConfig instance(Configuration configuration) {
        return configuration.instances().get(0).protocol();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 100, 0",
        "priority 1, 1, 0",
        "priority 255, 255, 0",
        "priority 0, 100, 5",
        "priority 256, 100, 5",
        "priority 10x, 100, 5",
        "priority 1.5, 100, 5",
        "priority 50 60, 50, 0",
        "state MASTER, 255, 0"
    })
    void priority(String line, String expected, int exitCode) {
        check(vrrp(line), c -> instance(c).basePriority(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 100, 0",
        "advert_int 5, 500, 0",
        "advert_int 255, 25500, 0",
        "advert_int 256, 100, 5",
        "advert_int 0, 100, 5",
        "advert_int 0.5, 100, 5",
        "advert_int 1.4, 100, 5",
        "advert_int 1.5, 200, 5",
        "advert_int -1, 100, 5",
        "'version 3\nadvert_int 0.01', 1, 0",
        "'version 3\nadvert_int 0.015', 2, 5",
        "'version 3\nadvert_int 40.95', 4095, 0",
        "'version 3\nadvert_int 41', 4095, 5",
        "'version 3\nadvert_int 0.005', 100, 5"
    })
    void advertInterval(String lines, String expected, int exitCode) {
        check(vrrp(lines), c -> instance(c).advertIntervalCentis(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, 0",
        "state BACKUP, false, 0",
        "state MASTER, true, 0",
        "state SLAVE, false, 5",
        "'state MASTER\nstate BACKUP', true, 5",
        "'state BACKUP\nstate BACKUP', false, 0"
    })
    void state(String lines, String expected, int exitCode) {
        check(vrrp(lines), c -> instance(c).startAsMaster(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, 0",
        "nopreempt, true, 0",
        "'nopreempt\npreempt', false, 0",
        "'state MASTER\npriority 100\nnopreempt', false, 5",
        "'state MASTER\nnopreempt', false, 5",
        "'priority 255\nnopreempt', false, 5"
    })
    void nopreempt(String lines, String expected, int exitCode) {
        check(vrrp(lines), c -> instance(c).nopreempt(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({"'', V2, 0", "version 2, V2, 0", "version 3, V3, 0", "version 4, V2, 5"})
    void version(String line, String expected, int exitCode) {
        check(vrrp(line), c -> instance(c).version(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "virtual_router_id 1, 1, 0",
        "virtual_router_id 255, 255, 0",
        "virtual_router_id 0, 51, 5",
        "virtual_router_id 256, 51, 5"
    })
    void virtualRouterId(String line, String expected, int exitCode) {
        check(vrrp(line), c -> instance(c).vrid(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({"interface eth1, eth1, 0", "interface nope, nope, 5", "interface abcdefghijklmnopqrst, eth0, 5"})
    void interfaceName(String line, String expected, int exitCode) {
        check(vrrp(line), c -> instance(c).interfaceName(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "'auth_type PASS\nauth_pass 1111', 1111, 0",
        "'auth_type PASS\nauth_pass 123456789', 12345678, 5",
        "'auth_type PASS\nauth_pass 1!2', 1, 0",
        "'auth_type PASS\nauth_pass \"1!2\"', 1!2, 0",
        "'auth_type PASS', none, 5",
        "'auth_type pass\nauth_pass 1', none, 5",
        "auth_pass 1111, none, 0",
        "'', none, 0"
    })
    void authentication(String lines, String expected, int exitCode) {
        check(
                vrrp("authentication {\n" + lines + "\n}"),
                c -> instance(c).authentication() instanceof Authentication.SimplePassword password
                        ? new String(password.password(), java.nio.charset.StandardCharsets.UTF_8)
                        : "none",
                expected,
                exitCode);
    }

    @Test
    void authenticationOfVersion3IsIgnored() {
        String text = vrrp("version 3\nauthentication {\nauth_type PASS\nauth_pass 1111\n}");
        check(text, c -> instance(c).authentication().type(), "0", 5);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1/32 null null null null, 0",
        "10.0.0.1/24, 10.0.0.1/24 null null null null, 0",
        "10.0.0.1/33, 10.0.0.1/32 null null null null, 5",
        "10.0.0.1/ab, 10.0.0.1/32 null null null null, 5",
        "10.0.0.1 dev eth1, 10.0.0.1/32 eth1 null null null, 0",
        "10.0.0.1 dev nope, 10.0.0.1/32 nope null null null, 5",
        "10.0.0.1 label eth0:1, 10.0.0.1/32 null eth0:1 null null, 0",
        "10.0.0.1 scope link, 10.0.0.1/32 null null 253 null, 0",
        "10.0.0.1 scope 3, 10.0.0.1/32 null null 3 null, 0",
        "10.0.0.1 scope foo, 10.0.0.1/32 null null null null, 5",
        "10.0.0.1/24 brd +, 10.0.0.1/24 null null null /10.0.0.255, 0",
        "10.0.0.1/24 brd -, 10.0.0.1/24 null null null /10.0.0.0, 0",
        "10.0.0.1/24 broadcast 10.0.0.9, 10.0.0.1/24 null null null /10.0.0.9, 0",
        "10.0.0.1 foo, 10.0.0.1/32 null null null null, 5",
        "10.0.0.1 no_track, 10.0.0.1/32 null null null null, 0"
    })
    void virtualIpaddress(String line, String expected, int exitCode) {
        String text =
                "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n" + line + "\n}\n}\n";
        check(text, c -> describe(instance(c).addresses().get(0)), expected, exitCode);
    }

    private static String describe(dev.holdfast.vrrp.VirtualAddress address) {
        return address.text() + " " + address.device() + " " + address.label() + " " + address.scope() + " "
                + address.broadcast();
    }

    @ParameterizedTest
    @CsvSource({
        "foo, 5",
        "10.0.0, 5",
        "010.0.0.1, 5",
        "10.0.0.1 dev, 5",
        "10.0.0.1 label abcdefghijklmnopq, 5",
        "10.0.0.1/24 brd foo, 5"
    })
    void addressesThatAreLeftOut(String line, int exitCode) {
        String text = vrrp("virtual_ipaddress_excluded {\n" + line + "\n}");
        check(text, c -> instance(c).excludedAddresses(), "[]", exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 5 5 0 1 5 5, 0",
        "garp_master_delay 10, 10 5 0 1 5 5, 0",
        "garp_master_repeat 0, 5 1 0 1 5 5, 5",
        "garp_master_refresh 60, 5 5 60 1 5 5, 0",
        "garp_master_refresh_repeat 2, 5 5 0 2 5 5, 0",
        "garp_lower_prio_delay 3, 5 5 0 1 3 5, 0",
        "garp_lower_prio_repeat 2, 5 5 0 1 5 2, 0",
        "garp_master_delay 1.5, 5 5 0 1 5 5, 5"
    })
    void garp(String line, String expected, int exitCode) {
        check(vrrp(line), KeywordTest::garpOf, expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "vrrp_garp_master_delay 10, 10 5 0 1 10 5, 0",
        "vrrp_garp_master_repeat 2, 5 2 0 1 5 2, 0",
        "vrrp_min_garp, 0 1 0 1 0 1, 0",
        "vrrp_garp_lower_prio_delay 1, 5 5 0 1 1 5, 0",
        "vrrp_garp_master_refresh 60, 5 5 60 1 5 5, 0",
        "vrrp_garp_master_delay 4295, 5 5 0 1 5 5, 5"
    })
    void garpOfGlobalDefs(String line, String expected, int exitCode) {
        check("global_defs {\n" + line + "\n}\n" + vrrp(""), KeywordTest::garpOf, expected, exitCode);
    }

    private static String garpOf(Configuration configuration) {
        var garp = instance(configuration).garp();
        long second = 1_000_000_000L;
        return garp.delayNanos() / second + " " + garp.repeat() + " " + garp.refreshNanos() / second + " "
                + garp.refreshRepeat() + " " + garp.lowerPriorityDelayNanos() / second + " "
                + garp.lowerPriorityRepeat();
    }

    @Test
    void globalDefs() {
        ReadResult result = read("""
                global_defs {
                    router_id LVS01
                    notification_email {
                        a@example.org b@example.org
                        c@example.org
                    }
                    notification_email_from k@example.org
                    smtp_server 192.0.2.25 2525
                    smtp_helo_name lvs01.example.org
                    smtp_connect_timeout 7
                    vrrp_version 3
                    vrrp_startup_delay 1.5
                    vrrp_skip_check_adv_addr
                    enable_script_security
                }
                """ + vrrp(""));
        assertThat(rendered(result)).isEmpty();
        GlobalDefs globals = configuration(result).globals();
        assertThat(globals.routerId()).isEqualTo("LVS01");
        assertThat(globals.notificationEmail()).containsExactly("a@example.org", "b@example.org", "c@example.org");
        assertThat(globals.smtpServer()).isEqualTo("192.0.2.25");
        assertThat(globals.smtpPort()).isEqualTo(2525);
        assertThat(globals.smtpConnectTimeoutNanos()).isEqualTo(7_000_000_000L);
        assertThat(globals.vrrpStartupDelayNanos()).isEqualTo(1_500_000_000L);
        assertThat(globals.enableScriptSecurity()).isTrue();
        assertThat(instance(configuration(result)).version()).hasToString("V3");
        assertThat(instance(configuration(result)).skipCheckAdvertAddresses()).isTrue();
    }

    private static VirtualServerConfig virtualServer(Configuration configuration) {
        return configuration.virtualServers().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'rr 0 1 0 false false', 0",
        "lb_algo wrr, 'wrr 0 1 0 false false', 0",
        "lb_algo foo, 'rr 0 1 0 false false', 5",
        "persistence_timeout, 'rr 360 1 0 false false', 0",
        "persistence_timeout 50, 'rr 50 1 0 false false', 0",
        "persistence_timeout 0, 'rr 0 1 0 false false', 5",
        "quorum 2, 'rr 0 1 0 false false', 5",
        "quorum 0, 'rr 0 1 0 false false', 5",
        "hysteresis 1, 'rr 0 1 0 false false', 5",
        "alpha, 'rr 0 1 0 true false', 0",
        "omega, 'rr 0 1 0 false true', 0",
        "ops, 'rr 0 1 0 false false', 5",
        "sh-port, 'rr 0 1 0 false false', 5"
    })
    void virtualServer(String line, String expected, int exitCode) {
        check(
                server(line, ""),
                c -> {
                    VirtualServerSettings v = c.blocks().virtualServers().get(0);
                    return v.scheduler() + " " + v.persistenceSeconds() + " "
                            + v.quorum().weight() + " " + v.quorum().hysteresis() + " " + v.alpha() + " " + v.omega();
                },
                expected,
                exitCode);
    }

    @ParameterizedTest
    @CsvSource({
        "'', MASQUERADE, 0",
        "lb_kind DR, DIRECT, 0",
        "lvs_method TUN, TUNNEL, 0",
        "lb_kind dr, MASQUERADE, 5",
        "lb_kind TUN type gue port 444 csum, TUNNEL, 0",
        "lb_kind TUN type gue, MASQUERADE, 5"
    })
    void forwarding(String line, String expected, int exitCode) {
        check(server(line, ""), c -> c.blocks().virtualServers().get(0).method(), expected, exitCode);
    }

    @ParameterizedTest
    @CsvSource({"protocol udp, udp, 0", "protocol SCTP, sctp, 0", "protocol icmp, tcp, 5"})
    void protocol(String line, String expected, int exitCode) {
        check(
                server(line, ""),
                c -> virtualServer(c).services().get(0).key().toString().replaceFirst(" .*", ""),
                expected,
                exitCode);
    }

    @Test
    void virtualServerThatSaysNothing() {
        ReadResult result = read("virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n}\n}\n");
        assertThat(result.problems())
                .extracting(problem -> problem.id())
                .containsExactly("no-protocol", "no-scheduler", "no-method");
        assertThat(virtualServer(configuration(result)).services().get(0).key()).hasToString("udp 10.0.0.1:80");
        assertThat(virtualServer(configuration(result)).services().get(0).scheduler())
                .isEqualTo("wlc");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '1 false 0 0', 0",
        "weight 0, '0 false 0 0', 5",
        "weight 65536, '65536 false 0 0', 0",
        "weight -1, '1 false 0 0', 5",
        "inhibit_on_failure, '1 true 0 0', 0",
        "inhibit_on_failure no, '1 false 0 0', 0",
        "'uthreshold 5\nlthreshold 3', '1 false 5 3', 0",
        "'uthreshold 5\nlthreshold 10', '1 false 5 5', 0"
    })
    void realServer(String lines, String expected, int exitCode) {
        check(
                server("", lines),
                c -> {
                    RealServerConfig r = virtualServer(c).realServers().get(0);
                    return r.weight() + " " + r.inhibitOnFailure() + " "
                            + r.destination().upperThreshold() + " "
                            + r.destination().lowerThreshold();
                },
                expected,
                exitCode);
    }

    @Test
    void portsOnlyDifferBehindAddressTranslation() {
        String text = server("lvs_method DR", "").replace("10.0.0.2 80", "10.0.0.2 81");
        check(text, c -> virtualServer(c).realServers().get(0).destination().port(), "80", 5);
        check(
                text.replace("DR", "NAT"),
                c -> virtualServer(c).realServers().get(0).destination().port(),
                "81",
                0);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '10.0.0.2:80 null 60 5.0 1 1.0 60 false', 0",
        "connect_ip 10.0.0.4, '10.0.0.4:80 null 60 5.0 1 1.0 60 false', 0",
        "connect_ip foo, '10.0.0.2:80 null 60 5.0 1 1.0 60 false', 5",
        "connect_port 81, '10.0.0.2:81 null 60 5.0 1 1.0 60 false', 0",
        "connect_port 0, '10.0.0.2:80 null 60 5.0 1 1.0 60 false', 5",
        "bindto 10.0.0.9, '10.0.0.2:80 /10.0.0.9:0 60 5.0 1 1.0 60 false', 0",
        "bindto fe80::1, '10.0.0.2:80 null 60 5.0 1 1.0 60 false', 5",
        "connect_timeout 0.5, '10.0.0.2:80 null 60 0.5 1 1.0 60 false', 0",
        "connect_timeout 0, '10.0.0.2:80 null 60 5.0 1 1.0 60 false', 5",
        "retry 0, '10.0.0.2:80 null 60 5.0 0 1.0 60 false', 0",
        "retry -1, '10.0.0.2:80 null 60 5.0 1 1.0 60 false', 5",
        "nb_get_retry 3, '10.0.0.2:80 null 60 5.0 3 1.0 60 false', 5",
        "delay_before_retry 3, '10.0.0.2:80 null 60 5.0 1 3.0 60 false', 0",
        "delay_loop 6, '10.0.0.2:80 null 6 5.0 1 1.0 6 false', 0",
        "warmup 0, '10.0.0.2:80 null 60 5.0 1 1.0 0 false', 0",
        "alpha, '10.0.0.2:80 null 60 5.0 1 1.0 60 true', 0",
        "alpha x, '10.0.0.2:80 null 60 5.0 1 1.0 60 true', 5"
    })
    void tcpCheck(String line, String expected, int exitCode) {
        check(server("", "TCP_CHECK {\n" + line + "\n}"), c -> describe(check(c)), expected, exitCode);
    }

    private static CheckSpec check(Configuration configuration) {
        return (CheckSpec)
                virtualServer(configuration).realServers().get(0).checks().get(0);
    }

    private static String describe(CheckSpec check) {
        var timing = check.timing();
        long second = 1_000_000_000L;
        var target = check instanceof HttpCheckSpec http ? http.target() : ((TcpCheckSpec) check).target();
        return target.address().getHostAddress() + ":" + target.port() + " "
                + target.bindTo() + " "
                + timing.delayLoopNanos() / second + " " + (double) timing.connectTimeoutNanos() / second + " "
                + timing.retries() + " "
                + (double) timing.delayBeforeRetryNanos() / second + " " + timing.warmupNanos() / second + " "
                + timing.alpha();
    }

    @Test
    void checkersInherit() {
        String text = server(
                "delay_loop 6\nretry 4\nconnect_timeout 2\nwarmup 1\nalpha",
                "retry 5\nTCP_CHECK {\nconnect_timeout 3\n}");
        check(text, c -> describe(check(c)), "10.0.0.2:80 null 6 3.0 5 1.0 1 true", 0);
    }

    @Test
    void httpGet() {
        ReadResult result = read(server("virtualhost vs.example.org", """
                HTTP_GET {
                    url {
                        path /a
                        digest 9B3A0c85a887a256d6939da88aabd8cd
                        status_code 200-204 404
                    }
                    url {
                        path /b
                        virtualhost b.example.org
                    }
                    http_protocol 1.1
                    delay_before_retry 2
                    fast_recovery
                }"""));
        assertThat(rendered(result)).isEmpty();
        HttpCheckSpec check = (HttpCheckSpec) check(configuration(result));
        assertThat(check.protocol()).isEqualTo(HttpProtocol.HTTP_1_1);
        assertThat(check.fastRecovery()).isTrue();
        assertThat(check.urls())
                .extracting(url -> url.path() + " " + url.virtualHost())
                .containsExactly("/a vs.example.org", "/b b.example.org");
        assertThat(check.urls().get(0).statusCodes())
                .containsExactly(new StatusCodeRange(200, 204), StatusCodeRange.of(404));
        assertThat(check.urls().get(0).digest()).isEqualTo("9b3a0c85a887a256d6939da88aabd8cd");
        assertThat(describe(check)).isEqualTo("10.0.0.2:80 null 60 5.0 1 2.0 60 false");
    }

    @ParameterizedTest
    @CsvSource({"99", "600", "299-200", "abc", "400-"})
    void statusCodesOutOfRange(String code) {
        String text = server("", "HTTP_GET {\nurl {\npath /\nstatus_code " + code + "\n}\n}");
        check(text, c -> ((HttpCheckSpec) check(c)).urls().get(0).statusCodes().size(), "1", 5);
    }

    @ParameterizedTest
    @CsvSource({
        "state",
        "interface",
        "virtual_router_id",
        "priority",
        "advert_int",
        "version",
        "garp_master_delay",
        "'authentication {\nauth_pass\n}'"
    })
    void keywordsThatNeedAnArgument(String line) {
        ReadResult result = read(vrrp(line));
        assertThat(result.verdict()).isEqualTo(Verdict.FATAL);
        assertThat(result.verdict().exitCode()).isEqualTo(2);
        assertThat(result.configuration()).isNull();
    }

    @Test
    void trackingAndTimingReachTheProtocol() {
        InstanceConfig instance =
                instance(configuration(read(vrrp("track_interface {\neth1 weight 5 reverse\n}\npreempt_delay 5")
                        + "vrrp_sync_group G {\ngroup {\nVI_1\n}\n}\n")));
        assertThat(instance.grouped()).isTrue();
        assertThat(instance.preemptDelayNanos()).isEqualTo(5_000_000_000L);
        InstanceConfig alone = instance(configuration(read(vrrp("track_interface {\neth1 weight 5 reverse\n}"))));
        assertThat(alone.grouped()).isFalse();
        assertThat(alone.tracked())
                .containsExactly(new TrackedItem(new TrackedId(TrackedId.Kind.INTERFACE, "eth1"), 5, true));
    }

    @Test
    void keywordsOfTheManualThatDoNothingYetAreAccepted() {
        ReadResult result = read("global_defs {\nenable_dbus\n}\n" + vrrp(""));
        assertThat(result.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(rendered(result))
                .contains(
                        "/etc/test.conf:2:1: warning: enable_dbus in global_defs is not implemented yet [it is ignored]");
        assertThat(instance(configuration(result))).isEqualTo(instance(configuration(read(vrrp("")))));
    }

    @Test
    void scriptsWithoutSecurity() {
        assertThat(read(vrrp("notify_master /bin/true")).verdict().exitCode()).isEqualTo(6);
        assertThat(read(vrrp("notify_master \"/bin/true a b\"\npriority 0"))
                        .verdict()
                        .exitCode())
                .isEqualTo(6);
        assertThat(read("global_defs {\nenable_script_security\nscript_user nobody\n}\n"
                                + vrrp("notify_master /bin/true"))
                        .verdict()
                        .exitCode())
                .isZero();
        assertThat(read(vrrp("notify_master /none")).verdict().exitCode()).isZero();
        assertThat(read(vrrp("notify_master /bin/true nouser")).verdict().exitCode())
                .isZero();
    }

    /** What keepalived leaves out is left out, and said once. */
    @Test
    void scriptsWithoutAUserAreLeftOut() {
        ReadResult result = read("global_defs {\nenable_script_security\n}\nvrrp_script s {\nscript /bin/true\n}\n"
                + vrrp("notify_master /bin/true\nnotify_backup /bin/true nobody\ntrack_script {\ns\n}"));

        assertThat(result.verdict()).isEqualTo(Verdict.STARTS_WITH_ERRORS);
        assertThat(result.problems().stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .map(Problem::id))
                .containsExactly("no-script-user");
        var notifications = configuration(result).blocks().instances().get(0).notifications();
        assertThat(notifications.master()).isNull();
        assertThat(notifications.backup()).isNotNull();
        assertThat(configuration(result).blocks().tracked().scripts()).isEmpty();
    }

    @Test
    void whatTheRunningInstanceTracksIsWhatTheBlockMeans() {
        Configuration read = configuration(read(vrrp("priority 255\ntrack_interface {\neth1 weight 5\n}")));

        assertThat(read.instances().get(0).settings())
                .isEqualTo(read.blocks().instances().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lvs_sched rrr | lvs_sched wrr | did you mean rr? it is ignored, wrr is used",
                "lvs_sched nosuch | | it is ignored, wlc is used",
                "lb_kind nat | | did you mean NAT? it is ignored, NAT is used",
                "lb_kind nat | lvs_method DR | did you mean NAT? it is ignored, DR is used",
                "protocol tpc | | it is ignored, UDP is used",
            })
    void whatIsUsedInsteadIsSaid(String line, String other, String hint) {
        ReadResult result = read("virtual_server 10.0.0.1 80 {\n" + line + "\n" + (other == null ? "" : other)
                + "\nreal_server 10.0.0.2 80 {\n}\n}\n");

        assertThat(result.problems())
                .filteredOn(problem -> problem.line() == 2)
                .extracting(Problem::hint)
                .containsExactly(hint);
    }

    @Test
    void whatNoDatagramHasRoomForIsNotSent() {
        for (int bytes : new int[] {65_507, 65_508}) {
            ReadResult result = read("virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\nUDP_CHECK {\npayload "
                    + "00".repeat(bytes) + "\n}\n}\n}\n");
            assertThat(result.problems().stream()
                            .filter(problem -> problem.id().equals("bad-value"))
                            .map(problem -> problem.found() + ", " + problem.expected())
                            .toList())
                    .isEqualTo(
                            bytes == 65_507
                                    ? List.of()
                                    : List.of("payload of 65508 bytes, at most 65507, as a datagram has"));
        }
    }

    @Test
    void runningWithoutWhatKeepsMastersApartIsNotDone() {
        ReadResult result = read(vrrp("auth_hmac {\nkey 1 file:/no/such/key\n}"));
        assertThat(result.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(configuration(result).instances()).isEmpty();
        assertThat(result.problems()).anyMatch(problem -> problem.id().equals("instance-left-out"));
    }
}
