package dev.holdfast.controller.config;

import static dev.holdfast.controller.config.Sources.read;
import static dev.holdfast.controller.config.Sources.rendered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.vrrp.InstanceConfig;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The configuration of a director in front of two database servers, as tutorials have it. */
class MysqlPairTest {
    private static final String LVS01 = """
            ! Configuration File for keepalived
            global_defs {
                router_id LVS01
            }
            vrrp_instance VI_1 {
                state BACKUP
                nopreempt
                interface eth0
                virtual_router_id 51
                priority 100
                advert_int 1
                authentication {
                    auth_type PASS
                    auth_pass 1111
                }
                virtual_ipaddress {
                    192.168.132.120
                }
            }
            virtual_server 192.168.132.120 3306 {
                delay_loop 6
                lb_algo rr
                lb_kind DR
                protocol TCP
                real_server 192.168.132.121 3306 {
                    weight 1
                    TCP_CHECK {
                        connect_timeout 3
                        nb_get_retry 3
                        delay_before_retry 3
                        connect_port 3306
                    }
                }
                real_server 192.168.132.122 3306 {
                    weight 1
                    TCP_CHECK {
                        connect_timeout 3
                        nb_get_retry 3
                        delay_before_retry 3
                        connect_port 3306
                    }
                }
            }
            """;

    @Test
    void isCleanButForOneOldKeyword() {
        ReadResult result = read(LVS01);
        assertThat(rendered(result))
                .containsExactly(
                        "/etc/test.conf:29:13: warning: nb_get_retry in TCP_CHECK (expected retry)"
                                + " [it counts as retry; keepalived 2.2 does not know it here]",
                        "/etc/test.conf:38:13: warning: nb_get_retry in TCP_CHECK (expected retry)"
                                + " [it counts as retry; keepalived 2.2 does not know it here]");
        Configuration configuration = Objects.requireNonNull(result.configuration());
        InstanceConfig instance = configuration.instances().get(0).protocol();
        assertThat(instance.nopreempt()).isTrue();
        assertThat(instance.addresses().get(0).text()).isEqualTo("192.168.132.120/32");
        VirtualServerConfig server = configuration.virtualServers().get(0);
        assertThat(server.services().get(0).key()).hasToString("tcp 192.168.132.120:3306");
        assertThat(server.realServers()).hasSize(2).allSatisfy(real -> {
            assertThat(real.destination().method()).isEqualTo(ForwardingMethod.DIRECT);
            assertThat(real.checks()).hasSize(1);
            assertThat(((CheckSpec) real.checks().get(0)).timing().retries()).isEqualTo(3);
            assertThat(((CheckSpec) real.checks().get(0)).timing().delayLoopNanos())
                    .isEqualTo(6_000_000_000L);
        });
    }

    @Test
    void readTwiceIsEqualAndOneChangedWeightIsNot() {
        assertThat(read(LVS01)).isEqualTo(read(LVS01));
        Configuration before = Objects.requireNonNull(read(LVS01).configuration());
        Configuration after = Objects.requireNonNull(
                read(LVS01.replaceFirst("weight 1", "weight 2")).configuration());
        assertThat(after).isNotEqualTo(before);
        assertThat(after.instances()).isEqualTo(before.instances());
        assertThat(after.virtualServers().get(0).realServers().get(1))
                .isEqualTo(before.virtualServers().get(0).realServers().get(1));
    }

    static String text() {
        return LVS01;
    }
}
