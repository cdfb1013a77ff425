package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.ipvs.netlink.IpvsUnavailableException;
import dev.holdfast.ipvs.proc.ConnectionReader;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is said to a mistake, and the exit status, which is ipvsadm's (the kernel tests compare those with ipvsadm's
 * own).
 */
class MistakesTest {
    private final Fixture fixture = new Fixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-A -t 10.0.0.1 | 2 | virtual server tcp 10.0.0.1:0 with no port or port 0 (expected 1..65535; every port only with -p)",
                "-A -t 2001:db8::1:80 | 2 | virtual server tcp [2001:db8::1:80]:0 with no port or port 0 (expected 1..65535"
                        + " after an IPv6 address in brackets, [2001:db8::1]:80; every port only with -p)",
                "-A -t 2001:db8::1:http | 2 | virtual server \"2001:db8::1:http\" (expected an IPv6 address with a port in brackets:"
                        + " [2001:db8::1]:80)",
                "-A -t [2001:db8::1] | 2 | virtual server \"[2001:db8::1]\" (expected [address]:port; without a port no brackets)",
                "-A -t 10.0.0.1:99999 | 2 | virtual server \"10.0.0.1:99999\" (port \"99999\"; expected 0..65535 or a name in"
                        + " /etc/services for tcp)",
                "-A -t :80 | 2 | virtual server \":80\" (no address before the port; expected address[:port]; IPv6 with a port as"
                        + " [address]:port)",
                "-A -t nobody:80 | 2 | virtual server \"nobody:80\" (no host nobody; expected address[:port]; IPv6 with a port as"
                        + " [address]:port)",
                "-A -t 10.0.0.1:80 -s sh -b , | 2 | scheduler flags \",\" (expected sh-fallback, sh-port, mh-fallback, mh-port, flag-1,"
                        + " flag-2 or flag-3)",
                "-A -t 10.0.0.1:80 -b sh-port | 2 | scheduler flag sh-port does not go with scheduler wlc",
                "-A -t 10.0.0.1:80 -w 5 | 2 | option -w does not go with -A (it is for -a, -e)",
                "-A -t 10.0.0.1:80 -u 10.0.0.1:80 | 2 | options -t and -u together (expected one)",
                "-A -s rr | 2 | -A without a virtual server (expected -t, -u, --sctp-service or -f)",
                "-a -t 10.0.0.1:80 | 2 | -a without a real server (expected -r address[:port])",
                "-a -t 10.0.0.1:80 -r 10.0.0.2 -w -1 | 2 | weight -1 (expected 0..2147483647)",
                "-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gue | 2 | tunnel type gue without a port (expected --tun-port 1..65535)",
                "-a -t 10.0.0.1:80 -r 2001:db8::2 | 2 | real server of IPV6 for a virtual server of IPV4 (expected the same family, or"
                        + " a tunnel: -i)",
                "-a -t 10.0.0.1:80 -r 10.0.0.2 | 255 | add real server 10.0.0.2:80 to tcp 10.0.0.1:80: ESRCH (no such virtual server)",
                "-a -t 10.0.0.1:80 -r 10.0.0.2 -x 5 -y 9 | 255 | lower threshold 9 (expected 0..5)",
                "-D -f 7 | 255 | remove virtual server fwmark 7: ESRCH (no such virtual server)",
                "-L -t 10.0.0.1:80 | 1 | no such virtual server: tcp 10.0.0.1:80",
                "-L --nosuch | 255 | unknown option --nosuch (`holdfast ipvs -h` lists what there is)",
                "-A -t | 255 | option -t without its value",
                "-L --timeout --daemon | 2 | options --timeout and --daemon together (expected one)",
                "-L -c --stats | 2 | option --stats does not go with -c",
                "-C -A | 2 | command -A after -C (expected one command)",
                "-C extra | 2 | \"extra\" is one word too many (expected options only)",
                "--set 1 2 | 2 | --set with 2 timeouts (expected 3: tcp tcpfin udp)",
                "--set 1 2 x | 2 | udp timeout (seconds) x (expected 0..2678400)",
                "--start-daemon primary | 2 | sync daemon primary (expected master or backup)",
                "-C --json | 2 | option --json does not go with -C (it is for -L)",
                "-n -L | 255 | -n is no command (expected -A, -E, -D, -C, -R, -S, -a, -e, -d, -L, -Z, --set, --start-daemon or"
                        + " --stop-daemon first)",
            })
    void a_mistake_is_one_line(String arguments, int status, String message) {

        assertThat(fixture.run(arguments)).isEqualTo(new Run(status, "", "holdfast ipvs: " + message + "\n"));
    }

    @Test
    void duplicates_are_refused_and_named() {
        assertThat(fixture.run("-A -t 10.0.0.1:80").status()).isZero();
        assertThat(fixture.run("-A -t 10.0.0.1:80"))
                .isEqualTo(
                        new Run(
                                255,
                                "",
                                "holdfast ipvs: add virtual server tcp 10.0.0.1:80: EEXIST (the virtual server exists already)\n"));
        assertThat(fixture.run("-d -t 10.0.0.1:80 -r 10.0.0.2"))
                .isEqualTo(
                        new Run(
                                255,
                                "",
                                "holdfast ipvs: remove real server 10.0.0.2:80 from tcp 10.0.0.1:80: ENOENT (no such real server)\n"));
    }

    @Test
    void without_ipvs_every_command_line_ends_with_2() {
        for (String arguments : List.of("-L", "--nosuch", "-A -t 10.0.0.1:80")) {
            assertThat(run(arguments, () -> {
                        throw new IpvsUnavailableException(
                                "open IPVS", "no ip_vs (try: modprobe ip_vs)", new IOException());
                    }))
                    .isEqualTo(
                            new Run(
                                    2,
                                    "",
                                    "holdfast ipvs: open IPVS: ENOENT (No such file or directory): no ip_vs (try: modprobe ip_vs)\n"));
        }
    }

    @Test
    void without_privilege_every_command_line_ends_with_2() {
        Run run = run(
                "-L",
                () -> IpvsClient.over(
                        FakeKernel.withFamily("IPVS", 30, 1, request -> FakeKernel.Answer.error(Errno.EPERM))));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("holdfast ipvs: IPVS needs the capability CAP_NET_ADMIN, which root has: ")
                .hasLineCount(1);
    }

    @Test
    void help_and_version_need_no_ipvs() {
        for (String arguments : List.of("-h", "--help", "-v", "--version")) {
            Run run = run(arguments, () -> {
                throw new AssertionError("not asked");
            });
            assertThat(run.status()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("ipvsadm").endsWith("\n");
        }
    }

    @Test
    void a_listing_that_does_not_get_out_is_no_success() {
        fixture.run("-A -t 10.0.0.1:80");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        int status = new IpvsadmProgram(
                        InputStream.nullInputStream(),
                        full,
                        err,
                        new Fixture.FileNames(),
                        fixture.kernel()::client,
                        () -> ConnectionReader.over(InputStream.nullInputStream()),
                        () -> false)
                .run(List.of("-S", "-n"));

        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.US_ASCII))
                .isEqualTo("holdfast ipvs: the output could not be written\n");
    }

    @Test
    void a_reader_that_has_seen_enough_is_no_mistake() {
        Run run = Run.program(
                List.of(
                        "bash",
                        "-c",
                        "\"$@\" | exec true; echo ${PIPESTATUS[0]}",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.holdfast.controller.Holdfast",
                        "ipvs",
                        "-h"),
                "");

        assertThat(run).isEqualTo(new Run(0, "141\n", ""));
    }

    private static Run run(String arguments, IpvsadmProgram.Opener<IpvsClient, LinuxException> kernel) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new IpvsadmProgram(
                        InputStream.nullInputStream(),
                        out,
                        err,
                        new Fixture.FileNames(),
                        kernel,
                        () -> ConnectionReader.over(InputStream.nullInputStream()),
                        () -> false)
                .run(Fixture.words(arguments));
        return new Run(status, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.ISO_8859_1));
    }
}
