package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The exit code for a number of configurations, compared with {@code keepalived -t} in a network namespace that has eth0 and eth1.
 * Needs root, iproute2 and keepalived 2.2.7.
 */
class KeepalivedExitCodeIT {
    private static final String NAMESPACE = "conf-" + ProcessHandle.current().pid();
    private static final String VRRP =
            "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n10.0.0.100\n}\n%s\n}\n";
    private static final String SERVER =
            "virtual_server 10.0.0.100 80 {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\nreal_server 10.0.0.2 80 {\n%s\n}\n}\n";

    private static final List<String> IN_VRRP = List.of(
            "",
            "priority 256",
            "priority",
            "state FOO",
            "state MASTER\nstate BACKUP",
            "state MASTER\nnopreempt",
            "advert_int 0.5",
            "version 3\nadvert_int 0.015",
            "version 3\nadvert_int 41",
            "version 3\nauthentication {\nauth_type PASS\nauth_pass 1\n}",
            "authentication {\nauth_type PASS\nauth_pass 123456789\n}",
            "authentication {\nauth_type PASS\nauth_pass 1!3\n}",
            "virtual_ipaddress {\n10.0.0.5/24 brd + dev eth1 label eth1:1 scope link\n}",
            "virtual_ipaddress {\n10.0.0.5/33\n}",
            "virtual_ipaddress {\n10.0.0.5 foo\n}",
            "virtual_ipaddress {\nfe80::1\n}",
            "interface nope",
            "garp_master_delay 1.5",
            "garp_master_repeat 0",
            "track_interface {\neth0\n}",
            "unicast_src_ip 10.0.0.1",
            "notify_master /bin/true",
            "notify_master \"'/bin/true' a\"",
            "foo {\nbar\n}",
            "nopreempt {\n}",
            "}",
            "virtual_ipaddress_excluded\n{\n10.0.0.6 } priority 300",
            "interface \"eth0",
            "use_vmac\nsmtp_alert\npreempt_delay 5");

    private static final List<String> IN_SERVER = List.of(
            "",
            "weight 0",
            "weight -1",
            "weigth 5",
            "inhibit_on_failure",
            "TCP_CHECK {\nconnect_timeout 3\n}",
            "TCP_CHECK {\nnb_get_retry 3\n}",
            "TCP_CHECK {\nconnect_port 0\n}",
            "TCP_CHECK {\nconnect_port\n}",
            "TCP_CHECK {\nretry 0\ndelay_before_retry 0\nwarmup 0\n}",
            "HTTP_GET {\nurl {\npath /\nstatus_code 200-299\n}\n}",
            "HTTP_GET {\nurl {\npath /\nstatus_code 99\n}\n}",
            "HTTP_GET {\nhttp_protocol 2\nurl {\npath /\n}\n}",
            "HTTP_GET {\nnb_get_retry 3\nurl {\npath /\n}\n}",
            "notify_up /bin/true",
            "SMTP_CHECK {\nhelo_name a\n}",
            "FOO_CHECK {\n}");

    private static final List<String> WHOLE = List.of(
            // Scripts of a virtual server that is left out are not run.
            SERVER.formatted("MISC_CHECK {\nmisc_path /bin/true\n}").replace("10.0.0.100 80", "group nowhere"),
            // Of two programs the first is not run, and a user without a name is none.
            SERVER.formatted("MISC_CHECK {\nmisc_path /bin/true\nmisc_path /nope\n}"),
            SERVER.formatted("MISC_CHECK {\nmisc_path /nope\nmisc_path /bin/true\n}"),
            SERVER.formatted("MISC_CHECK {\nmisc_path /bin/true\nuser\n}"));

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeHost() throws Exception {
        boolean possible = Files.isExecutable(Path.of("/usr/sbin/keepalived"))
                && "root".equals(System.getProperty("user.name"))
                && run(List.of("ip", "netns", "add", NAMESPACE)) == 0;
        if (!possible) {
            String reason = "needs root, iproute2 and keepalived";
            assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
            System.out.println("left out: KeepalivedExitCodeIT " + reason);
            Assumptions.abort(reason);
        }
        assertThat(run(List.of("ip", "-n", NAMESPACE, "link", "add", "eth0", "type", "veth", "peer", "name", "eth1")))
                .isZero();
        for (String name : List.of("eth0", "eth1", "lo")) {
            assertThat(run(List.of("ip", "-n", NAMESPACE, "link", "set", name, "up")))
                    .isZero();
        }
    }

    @AfterAll
    static void removeHost() throws Exception {
        run(List.of("ip", "netns", "delete", NAMESPACE));
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " did not end within 30 s");
        }
        return process.exitValue();
    }

    @Test
    void areTheSame() throws Exception {
        List<String> texts = new ArrayList<>();
        IN_VRRP.forEach(lines -> texts.add(VRRP.formatted(lines)));
        IN_SERVER.forEach(lines -> texts.add(SERVER.formatted(lines)));
        texts.addAll(WHOLE);
        List<String> differences = new ArrayList<>();
        for (String text : texts) {
            Path file = Files.writeString(directory.resolve("test.conf"), text);
            int theirs = run(List.of(
                    "nsenter", "--net=/run/netns/" + NAMESPACE, "/usr/sbin/keepalived", "-t", "-f", file.toString()));
            int ours = KeepalivedConf.read(file, Sources.options()).verdict().exitCode();
            if (ours != theirs) {
                differences.add(ours + " instead of " + theirs + ":\n" + text);
            }
        }
        assertThat(differences).isEmpty();
    }
}
