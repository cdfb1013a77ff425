package dev.holdfast.controller.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.controller.config.global.Firewall;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.RecordedEvents;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.nftables.Nftables;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the firewall's tables are made, changed and removed. What is in them is compared with keepalived's on a kernel. */
class VrrpFirewallTest {
    private static final List<String> MESSAGES = List.of(
            "make table",
            "?",
            "remove table",
            "make chain",
            "?",
            "?",
            "add rule",
            "?",
            "?",
            "make set",
            "?",
            "?",
            "add elements",
            "?",
            "remove elements");

    private final List<String> done = new ArrayList<>();
    private Answer answer = Answer.ok();
    private final FakeKernel kernel = FakeKernel.answering(request -> {
        if (request.type() >= 0xa00) {
            done.add((request.payload().get(0) == 2 ? "ip " : "ip6 ") + MESSAGES.get(request.type() - 0xa00));
            return answer;
        }
        return Answer.ok();
    });
    private final RecordedEvents events = new RecordedEvents();
    private final EventBus bus = events.bus();
    private final VrrpFirewall firewall = new VrrpFirewall(bus, () -> Nftables.over(kernel));

    private static final Firewall PLAIN = new Firewall(null, -1, false, false, null, -1, 1000, null, null);

    @AfterEach
    void closeBus() {
        bus.close();
    }

    private static VrrpFirewall.Denied denied(String address) throws Exception {
        return new VrrpFirewall.Denied(InetAddress.getByName(address), 2);
    }

    private List<String> taken() {
        List<String> copy = List.copyOf(done);
        done.clear();
        return copy;
    }

    @Test
    void nothingIsTouchedWhereNothingIsAskedFor() {
        firewall.use(PLAIN);
        firewall.settle(List.of(), List.of());
        firewall.close();
        assertThat(done).isEmpty();
    }

    @Test
    void tableIsMadeOnceThenChangedByElementAndRemovedWithTheLast() throws Exception {
        firewall.use(PLAIN);
        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        assertThat(taken())
                .startsWith("ip make table", "ip remove table", "ip make table")
                .contains("ip make set", "ip add rule");

        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        assertThat(taken()).isEmpty();

        firewall.settle(List.of(denied("10.1.0.2")), List.of());
        assertThat(taken()).containsExactly("ip remove elements", "ip add elements");

        firewall.settle(List.of(), List.of());
        assertThat(taken()).containsExactly("ip make table", "ip remove table");
    }

    @Test
    void eachFamilyHasItsTable() throws Exception {
        firewall.use(PLAIN);
        firewall.settle(
                List.of(denied("2001:db8::1"), denied("fe80::1")),
                List.of(new VrrpFirewall.Virtual(5, 2, true, false)));
        assertThat(taken()).contains("ip make set", "ip6 make set");
        firewall.close();
        assertThat(taken()).containsExactly("ip make table", "ip remove table", "ip6 make table", "ip6 remove table");
    }

    @Test
    void otherSettingsMoveTheRules() throws Exception {
        firewall.use(PLAIN);
        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        taken();
        firewall.use(new Firewall("other", -1, true, false, null, -1, 1000, null, null));
        assertThat(taken()).containsExactly("ip make table", "ip remove table");
        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        assertThat(taken()).contains("ip add rule");
    }

    @Test
    void kernelWithoutNftablesIsOneLine() throws Exception {
        answer = Answer.error(Errno.EOPNOTSUPP);
        firewall.use(PLAIN);
        firewall.removeLeftovers();
        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        events.awaitLine("no_accept and use_vmac are without their firewall rules: make nftables table ip keepalived: "
                + "EOPNOTSUPP (Operation not supported) (expected a kernel with nf_tables)");
        assertThat(events.lines()).hasSize(1);
        // What was refused is not taken to be there.
        answer = Answer.ok();
        taken();
        firewall.settle(List.of(denied("10.1.0.1")), List.of());
        assertThat(taken()).contains("ip add rule");
    }

    @Test
    void leftoversOfACrashAreRemoved() {
        firewall.use(PLAIN);
        firewall.removeLeftovers();
        assertThat(taken()).containsExactly("ip make table", "ip remove table", "ip6 make table", "ip6 remove table");
    }
}
