package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Save files that are not what they should be. */
class RestorerTest {
    private final Fixture fixture = new Fixture();

    @Test
    void refusals_are_told_with_their_lines_and_hold_up_nothing() {
        Run run = fixture.run("-R", """
                -A -t 10.0.0.1:80 -s rr

                -A -t 10.0.0.1:80 -s rr
                -a -t 10.0.0.9:80 -r 10.0.0.2
                -a -t 10.0.0.1:80 -r 10.0.0.2 -m
                -a -t 10.0.0.1:80 -r 10.0.0.3 -x 1 -y 2
                -a -t 10.0.0.1:80 -r 10.0.0.4 --nosuch
                -a -t 10.0.0.1:80 -r 10.0.0.5 -m
                """);

        assertThat(run).isEqualTo(new Run(255, "", """
                        holdfast ipvs: line 3: add virtual server tcp 10.0.0.1:80: EEXIST (the virtual server exists already)
                        holdfast ipvs: line 4: add real server 10.0.0.2:80 to tcp 10.0.0.9:80: ESRCH (no such virtual server)
                        holdfast ipvs: line 6: lower threshold 2 (expected 0..1)
                        holdfast ipvs: line 7: unknown option --nosuch (`holdfast ipvs -h` lists what there is)
                        holdfast ipvs: 3 of 7 commands applied
                        """));
        assertThat(fixture.run("-Sn").out()).isEqualTo("""
                        -A -t 10.0.0.1:80 -s rr
                        -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1
                        -a -t 10.0.0.1:80 -r 10.0.0.5:80 -m -w 1
                        """);
    }

    @Test
    void a_file_broken_in_the_middle_ends_there_and_says_what_was_not_reached() {
        Run run = fixture.run("-R", """
                -A -t 10.0.0.1:80 -s rr
                -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w
                -a -t 10.0.0.1:80 -r 10.0.
                -a -t 10.0.0.1:80 -r 10.0.0.4:80 -m -w 1

                -a -t 10.0.0.1:80 -r 10.0.0.5:80 -m -w 1
                """);

        assertThat(run).isEqualTo(new Run(2, "", """
                        holdfast ipvs: line 2: option -w without its value
                        holdfast ipvs: line 3: real server "10.0." (no host 10.0.; expected address[:port]; IPv6 with a port as [address]:port); the restore ends here
                        holdfast ipvs: 1 of 5 commands applied, the last 2 not reached
                        """));
        assertThat(fixture.run("-Sn").out()).isEqualTo("-A -t 10.0.0.1:80 -s rr\n");
    }

    @Test
    void listings_in_between_show_the_table_as_it_is_then() {
        Run run = fixture.run("-R", "-A -f 1 -s rr\n-S -n\n-A -f 2 -s rr\n-L -f 3\n-A -f 4\n");

        assertThat(run).isEqualTo(new Run(1, "-A -f 1 -s rr\n", """
                        holdfast ipvs: no such virtual server: fwmark 3
                        holdfast ipvs: line 4: the restore ends here
                        holdfast ipvs: 3 of 5 commands applied, the last 1 not reached
                        """));
        assertThat(fixture.run("-Sn").out()).isEqualTo("-A -f 1 -s rr\n-A -f 2 -s rr\n");
    }

    @Test
    void a_restore_does_not_restore() {
        assertThat(fixture.run("-R", "-R\n").status()).isEqualTo(255);
        assertThat(fixture.run("-R", "-h\n").status()).isEqualTo(2);
        assertThat(fixture.run("-R", "")).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void words_are_separated_by_blanks_alone() {
        assertThat(Restorer.words("  ipvsadm ipvsadm\t-A  -t \"a b\" #x\r"))
                .containsExactly("-A", "-t", "\"a", "b\"", "#x");
        assertThat(Restorer.words(" \t")).isEmpty();
        assertThat(Restorer.words("ipvsadm")).isEmpty();
    }

    @Test
    void a_line_that_begins_with_a_hash_is_a_comment() {
        assertThat(fixture.run("-R", "# ipvsadm.rules\n-A -f 1 -s rr\n  #-A -f 2 -s rr\n"))
                .isEqualTo(new Run(0, "", ""));
        assertThat(fixture.run("-Sn").out()).isEqualTo("-A -f 1 -s rr\n");
    }

    @Test
    void files_longer_than_a_batch_are_applied_whole() {
        StringBuilder file = new StringBuilder("-A -f 1\n");
        for (int i = 0; i < 5000; i++) {
            file.append("-a -f 1 -r 10.")
                    .append(i / 250)
                    .append(".0.")
                    .append(1 + i % 250)
                    .append(" -g\n");
        }
        file.append("-A -f 1\n");

        Run run = fixture.run("-R", file.toString());

        assertThat(run.err()).isEqualTo("""
                        holdfast ipvs: line 5002: add virtual server fwmark 1: EEXIST (the virtual server exists already)
                        holdfast ipvs: 5001 of 5002 commands applied
                        """);
        assertThat(fixture.run("-Sn").out().lines()).hasSize(5001);
    }
}
