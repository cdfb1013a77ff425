package dev.holdfast.controller.config;

import static dev.holdfast.controller.config.Sources.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a reload would stop because of an error in the file. */
class BlocksTest {
    private static final String FIRST_INSTANCE = instance("VI_1", "51");
    private static final String SECOND_INSTANCE = instance("VI_2", "52");
    private static final String SERVER = """
            virtual_server 10.99.0.100 80 {
                lb_algo rr
                lb_kind DR
                protocol TCP
                real_server 10.99.0.11 80 {
                    weight 1
                }
                real_server 10.99.0.12 80 {
                    weight 1
                }
            }
            """;
    private static final String ALL = FIRST_INSTANCE + SECOND_INSTANCE + SERVER;

    private static String instance(String name, String vrid) {
        return """
                vrrp_instance %s {
                    interface eth0
                    virtual_router_id %s
                    virtual_ipaddress {
                        10.99.0.1%s
                    }
                }
                """.formatted(name, vrid, vrid);
    }

    private static Blocks blocks(String text) {
        return read(text).blocks();
    }

    @Test
    void everyBlockOfAGoodFileIsUsed() {
        Blocks all = blocks(ALL);

        assertThat(all.used())
                .containsExactlyInAnyOrder(
                        "vrrp_instance VI_1",
                        "vrrp_instance VI_2",
                        "virtual_server 10.99.0.100 80",
                        "virtual_server 10.99.0.100 80, real_server 10.99.0.11 80",
                        "virtual_server 10.99.0.100 80, real_server 10.99.0.12 80");
        assertThat(all.leftOut()).isEmpty();
        assertThat(all.lostSince(Blocks.NONE)).isEmpty();
    }

    @Test
    void anInstanceThatCannotRunIsLostIfItRanBefore() {
        Blocks wrong = blocks(ALL.replace("virtual_router_id 52", "virtual_router_id 700"));

        assertThat(wrong.leftOut()).containsExactly("vrrp_instance VI_2");
        assertThat(wrong.lostSince(blocks(ALL))).containsExactly("vrrp_instance VI_2");
        assertThat(wrong.lostSince(blocks(FIRST_INSTANCE + SERVER)))
                .as("it did not run")
                .isEmpty();
    }

    @Test
    void aRealServerThatCannotRunIsLostIfItRanBefore() {
        Blocks wrong = blocks(ALL.replace("real_server 10.99.0.12 80", "real_server 10.99.0.12 80000"));

        assertThat(wrong.used()).contains("virtual_server 10.99.0.100 80, real_server 10.99.0.11 80");
        assertThat(wrong.leftOut()).containsExactly("virtual_server 10.99.0.100 80, real_server 10.99.0.12 80000");
        assertThat(wrong.lostSince(blocks(ALL)))
                .as("10.99.0.12:80 would be stopped, though nothing in error has that name")
                .containsExactly("virtual_server 10.99.0.100 80, real_server 10.99.0.12 80000");
        assertThat(wrong.lostSince(wrong)).isEmpty();
    }

    @Test
    void aVirtualServerThatCannotRunIsLostWithoutItsRealServersBeingNamed() {
        Blocks wrong = blocks(ALL.replace("virtual_server 10.99.0.100 80", "virtual_server 10.99.0.100 80000"));

        assertThat(wrong.lostSince(blocks(ALL))).containsExactly("virtual_server 10.99.0.100 80000");
        assertThat(wrong.lostSince(blocks(FIRST_INSTANCE))).isEmpty();
    }

    @Test
    void whatIsAddedInErrorBesideWhatRunsStopsNothing() {
        String more = SERVER.replaceFirst("}\\s*$", "real_server 10.99.0.13 80000 {\n}\n}\n");

        Blocks wrong = blocks(FIRST_INSTANCE + SECOND_INSTANCE + more);
        assertThat(wrong.leftOut()).hasSize(1);
        assertThat(wrong.lostSince(blocks(ALL))).isEmpty();
    }

    @Test
    void whatIsDeletedFromTheFileIsNotLost() {
        String wrong = instance("VI_3", "700");

        assertThat(blocks(FIRST_INSTANCE).lostSince(blocks(ALL))).isEmpty();
        assertThat(blocks(FIRST_INSTANCE + wrong).lostSince(blocks(ALL + wrong)))
                .as("beside an error that was there before")
                .isEmpty();
    }
}
