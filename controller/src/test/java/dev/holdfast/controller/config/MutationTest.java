package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.conf.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Damaged configurations: reading never throws, always ends, and says where. */
class MutationTest {
    private static final int INPUTS = 10_000;
    private static final List<String> SAMPLES = List.of(MysqlPairTest.text(), """
            $IF=eth0
            $VS= \\
            virtual_server 10.0.0.${N} 80 { \\
              lvs_sched sh \\
              sh-port \\
              lvs_method TUN type gue port 6080 csum \\
              protocol UDP \\
              ops \\
              quorum 2 \\
              hysteresis 1 \\
              sorry_server 10.0.0.9 80 \\
              real_server fe80::1 80 { \\
                weight 9 \\
                HTTP_GET { \\
                  url { \\
                    path / \\
                    status_code 200-299 404 \\
                    digest 9b3a0c85a887a256d6939da88aabd8cd \\
                  } \\
                } \\
                MISC_CHECK { \\
                  misc_path "/bin/true 'a b'" \\
                } \\
              } \\
            }
            ~SEQ(N, 1, 3) $VS
            ~LST({A, B}, {1, 2}, {3, 4}) static_routes { ${A}.0.0.0/8 via ${B} }
            vrrp_sync_group G { group { VI_1 } notify "/bin/true x" }
            vrrp_instance VI_1 {
              @^lvs02 version 3
              interface $IF
              virtual_router_id 7
              advert_int 0.25
              unicast_peer { 10.0.0.2 }
              virtual_ipaddress { 10.0.0.7/24 brd + scope link label eth0:1 dev eth0 }
              virtual_rules { from 10.0.0.0/8 table 5 }
            }
            """);
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "\"",
            "'",
            "\\",
            "#",
            "!",
            "$",
            "${",
            "$A=",
            "@",
            "~SEQ(",
            ")",
            "\n",
            "\r\n",
            " ",
            "\u00a0",
            "\0",
            "-1",
            "0",
            "99999999999",
            "1.5",
            "include /etc/test.conf\n",
            "vrrp_instance",
            "real_server",
            "${_RANDOM 1 9}",
            "\ufeff",
            "::",
            "/");

    @Test
    void neverThrowsAndAlwaysSaysWhere() {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong());
        System.out.println("mutation seed: -Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int withProblems = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = mutated(SAMPLES.get(random.nextInt(SAMPLES.size())), random);
            ReadResult result = Sources.read(text.getBytes(StandardCharsets.UTF_8));
            assertThat(result.configuration() != null)
                    .as("seed %d input %d", seed, i)
                    .isEqualTo(result.verdict().starts());
            for (Problem problem : result.problems()) {
                boolean ofFile = problem.id().endsWith("-file") || problem.id().equals("more-problems");
                if (!ofFile && (problem.line() < 1 || problem.column() < 1)) {
                    throw new AssertionError("seed " + seed + " input " + i + ": no place: " + problem.render());
                }
                if (problem.render().chars().anyMatch(Character::isISOControl)) {
                    throw new AssertionError("seed " + seed + " input " + i + ": not one line: " + problem.render());
                }
            }
            withProblems += result.problems().isEmpty() ? 0 : 1;
        }
        assertThat(withProblems).isGreaterThan(INPUTS / 2);
    }

    private static String mutated(String sample, SplittableRandom random) {
        StringBuilder text = new StringBuilder(sample);
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes && text.length() > 0; i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.insert(at, text.substring(at, end));
                case 3 -> text.setCharAt(at, (char) random.nextInt(1, 0x250));
                default -> text.setLength(random.nextInt(10) == 0 ? at : text.length());
            }
        }
        return text.toString();
    }
}
