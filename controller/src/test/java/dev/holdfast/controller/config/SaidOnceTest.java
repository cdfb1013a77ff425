package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One mistake is one message: what follows from it is not said again where it is met. */
class SaidOnceTest {
    private static final String INSTANCE = """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    %s
                }
                %s
            }
            """;

    private static List<String> ids(String text) {
        return Sources.read(text).problems().stream().map(Problem::id).toList();
    }

    @Test
    void aTrackedFileWithoutItsName() {
        String instance = INSTANCE.formatted("10.0.0.100", "track_file {\nf\n}");

        assertThat(ids("track_file f {\nfile\n}\n" + instance)).containsExactly("missing-argument");
        assertThat(ids("track_file f {\n}\n" + instance)).containsExactly("no-file");
    }

    @Test
    void aTrackedProcessWithoutItsName() {
        String instance = INSTANCE.formatted("10.0.0.100", "track_process {\np\n}");

        assertThat(ids("vrrp_track_process p {\nprocess\n}\n" + instance)).containsExactly("missing-argument");
    }

    @Test
    void aGroupWhoseOnlyEntryIsWrong() {
        String server = "virtual_server group g {\nlb_algo rr\nlb_kind NAT\nreal_server 10.0.0.2 80 {\n}\n}\n";

        assertThat(ids("virtual_server_group g {\n10.0.0.5-1 80\n}\n" + server)).containsExactly("bad-value");
        assertThat(ids("virtual_server_group g {\n}\n" + server)).containsExactly("empty-block");
        assertThat(ids(server)).containsExactly("no-such-group");
    }

    @Test
    void anAddressThatIsLeftOut() {
        assertThat(ids(INSTANCE.formatted("10.0.0.1 dev", ""))).containsExactly("missing-argument");
        assertThat(ids(INSTANCE.formatted("", ""))).containsExactly("no-addresses");
    }
}
