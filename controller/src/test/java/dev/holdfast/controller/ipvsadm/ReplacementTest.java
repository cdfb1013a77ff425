package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code -R --replace}: the table becomes the file's, or stays as it is. */
class ReplacementTest {
    private static final String BEFORE = """
            -A -t 10.0.0.1:80 -s rr
            -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1
            -a -t 10.0.0.1:80 -r 10.0.0.3:80 -m -w 1
            -A -f 7 -s wlc
            """;

    private final Fixture fixture = new Fixture();

    @BeforeEach
    void fill() {
        assertThat(fixture.run("-R", BEFORE)).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void what_differs_is_changed_and_what_is_missing_goes() {
        String wanted = """
                -A -t 10.0.0.1:80 -s wrr
                -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 5
                -A -u 10.0.0.1:53 -s rr
                """;

        assertThat(fixture.run("-R --replace", "# a comment\n" + wanted)).isEqualTo(new Run(0, "", ""));

        assertThat(fixture.run("-Sn").out()).isEqualTo(wanted);
    }

    @Test
    void an_equal_table_costs_no_command() {
        int commands = fixture.kernel().changes();

        assertThat(fixture.run("-R --replace", BEFORE)).isEqualTo(new Run(0, "", ""));

        assertThat(fixture.kernel().changes()).isEqualTo(commands);
    }

    @Test
    void one_wrong_line_and_nothing_is_changed() {
        Run run = fixture.run("-R --replace", """
                -A -t 10.0.0.9:80 -s rr
                -A -t 10.0.0.9:80 -s rr
                -a -t 10.0.0.8:80 -r 10.0.0.2 -m
                -a -t 10.0.0.9:80 -r 10.0.0.2 -m
                -a -t 10.0.0.9:80 -r 10.0.0.2 -m -w 2
                -a -t 10.0.0.9:80 -r
                -C
                """);

        assertThat(run).isEqualTo(new Run(2, "", """
                holdfast ipvs: line 2: virtual server tcp 10.0.0.9:80 twice (expected once)
                holdfast ipvs: line 3: real server of virtual server tcp 10.0.0.8:80, which is not there (expected its -A line before)
                holdfast ipvs: line 5: real server 10.0.0.2:80 of virtual server tcp 10.0.0.9:80 twice (expected once)
                holdfast ipvs: line 6: option -r without its value
                holdfast ipvs: line 7: a line that adds nothing (-R --replace expected -A and -a lines alone)
                holdfast ipvs: 5 lines are wrong: nothing was changed
                """));
        assertThat(fixture.run("-Sn").out()).isEqualTo(BEFORE);
    }

    @Test
    void what_the_kernel_refuses_is_told_and_the_rest_is_done() {
        fixture.kernel().refuse(1);

        Run run = fixture.run("-R --replace", BEFORE + "-A -f 8 -s rr\n-A -f 9 -s rr\n");

        assertThat(run.status()).isEqualTo(255);
        assertThat(run.err())
                .startsWith("holdfast ipvs: add virtual server fwmark 8: ENOMEM")
                .hasLineCount(1);
        assertThat(fixture.run("-Sn").out()).isEqualTo(BEFORE + "-A -f 9 -s rr\n");
    }

    @Test
    void an_empty_file_empties_the_table() {
        assertThat(fixture.run("-R --replace", "")).isEqualTo(new Run(0, "", ""));
        assertThat(fixture.run("-Sn").out()).isEmpty();
    }
}
