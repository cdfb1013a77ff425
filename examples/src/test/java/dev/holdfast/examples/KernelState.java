package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What a host's kernel has of VRRP, as ip(8), nft(8) and sysctl(8) tell it. */
final class KernelState {
    private static final List<String> SETTINGS =
            List.of("accept_local", "arp_filter", "arp_ignore", "promote_secondaries", "rp_filter");

    private KernelState() {}

    /** Waits until both hosts' kernels have the same. */
    static void awaitSame(Stage stage, String what) {
        AtomicReference<String> ours = new AtomicReference<>("");
        AtomicReference<String> theirs = new AtomicReference<>("");
        try {
            stage.await(what, () -> {
                ours.set(of(stage.a()));
                theirs.set(of(stage.b()));
                return ours.get().equals(theirs.get());
            });
        } catch (AssertionError e) {
            // The difference of the two says more than that there is one.
            assertThat(ours.get()).as(what).isEqualTo(theirs.get());
            throw e;
        }
    }

    /** What the kernel has, without what differs between any two hosts. */
    static String of(Host host) {
        StringBuilder state = new StringBuilder();
        state.append(host.ip("-d", "address", "show"));
        for (String family : List.of("-4", "-6")) {
            state.append(host.ip(family, "-d", "route", "show", "table", "all"))
                    .append(host.ip(family, "-d", "rule", "show"));
        }
        // The order of tables says which was made first.
        String rules = Programs.run(host, List.of("nft", "list", "ruleset")).output();
        Stream.of(rules.split("(?m)^(?=table )", -1)).sorted().forEach(state::append);
        state.append(settings(host));
        String ownAddress = "(192\\.0\\.2\\.|fe80::)1?[12]\\b";
        return state.toString()
                .replace(host.mac(), "MAC")
                .replaceAll("(?m)^[0-9]+: ([a-z0-9.]+)@if[0-9]+:", "$1:")
                .replaceAll("(?m)^[0-9]+: ", "")
                .replaceAll("fe80::[0-9a-f:]+ff:fe[0-9a-f:]+", "LINK-LOCAL")
                .replaceAll("(?m)inet6 fe80::[0-9a-f:]+/64 scope link *$", "inet6 LINK-LOCAL/64 scope link")
                .replaceAll(ownAddress, "OWN")
                .replaceAll("promiscuity [0-9]+", "")
                .replaceAll("link-netns[a-z]* [^ ]+", "")
                .replaceAll("packets [0-9]+ bytes [0-9]+", "")
                .replaceAll("(?m)^.*table local.*\n", "")
                .replaceAll("(?m)[ \t]+$", "");
    }

    private static String settings(Host host) {
        String names = String.join(" ", SETTINGS);
        String script =
                "cd /proc/sys/net/ipv4/conf; for i in all default eth0 vrrp.51 vrrp6.51 base0 ipv0; do for s in "
                        + names + "; do [ -e $i/$s ] && echo $i $s $(cat $i/$s); done; done; true";
        return Programs.shell(host, script);
    }
}
