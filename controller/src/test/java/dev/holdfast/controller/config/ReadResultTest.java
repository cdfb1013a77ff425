package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadResultTest {
    private static final String INSTANCE = """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                priority 200
                virtual_ipaddress {
                    10.0.0.100
                }
            }
            """;

    private static List<String> fresh(String before, String after) {
        return Sources.read(after).errorsSince(Sources.read(before)).stream()
                .map(Problem::id)
                .toList();
    }

    @Test
    void aMistypedWordIsAnErrorThatTheRunningFileDidNotHave() {
        assertThat(fresh(INSTANCE, INSTANCE)).isEmpty();
        assertThat(fresh(INSTANCE, INSTANCE.replace("10.0.0.100", "10.0.0.1000")))
                .hasSize(1);
        assertThat(fresh(INSTANCE, INSTANCE.replace("virtual_ipaddress", "virtual_ipadress")))
                .isNotEmpty();
        assertThat(fresh(INSTANCE, INSTANCE.replace("vrrp_instance", "vrrp_instnace")))
                .isNotEmpty();
        assertThat(fresh(INSTANCE, INSTANCE.replace("priority 200", "priority 2000")))
                .hasSize(1);
        assertThat(fresh(INSTANCE, INSTANCE.replaceFirst("(?s)}\\s*}\\s*$", "")))
                .contains("missing-brace");
        assertThat(fresh(INSTANCE, INSTANCE + "include /etc/none.conf\n")).hasSize(1);
    }

    @Test
    void anErrorThatWasThereBeforeHindersNothingWhereverItIsNow() {
        String wrong = INSTANCE + "nonsense 1\n";

        assertThat(fresh(wrong, "\n\n" + wrong.replace("priority 200", "priority 100")))
                .isEmpty();
        assertThat(fresh(wrong, wrong + "nonsense 1\n")).hasSize(1);
    }

    @Test
    void aWarningHindersNothing() {
        assertThat(fresh(INSTANCE, INSTANCE.replace("priority 200", "priority 200\n track_interface {\n eth1\n }")))
                .isEmpty();
    }

    private static String checked(String check) {
        return INSTANCE + "virtual_server 10.0.0.100 80 {\n protocol TCP\n real_server 10.0.0.1 80 {\n " + check
                + "\n}\n}\n";
    }

    @Test
    void whatNoLongerWatchesAServerIsOne() {
        String script = checked("MISC_CHECK {\n misc_path /bin/true\n }");
        assertThat(fresh(script, script.replace("/bin/true", "/bin/none"))).containsExactly("script-not-found");
        String regex = checked("HTTP_GET {\n url {\n path /\n regex a+\n }\n }");
        assertThat(fresh(regex, regex.replace("a+", "(a+"))).containsExactly("regex-left-out");
        assertThat(fresh(regex, regex.replace("regex a+", "regex a+\n regex_options alt_bsux")))
                .containsExactly("regex-left-out");
    }
}
