package dev.holdfast.controller.realserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.controller.realserver.Change.AddVip;
import dev.holdfast.controller.realserver.Change.RemoveVip;
import dev.holdfast.controller.realserver.Change.SetLink;
import dev.holdfast.controller.realserver.Change.SetSysctl;
import dev.holdfast.controller.realserver.Remembered.Changed;
import dev.holdfast.controller.realserver.Remembered.Placed;
import dev.holdfast.linuxnet.HardwareAddress;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is wanted against what there is: the changes, and what is remembered of them. */
class PlanTest {
    private static final int LO = 1;
    private static final int ETH0 = 2;
    private static final int TUNL0 = 3;

    private final List<Link> links =
            new ArrayList<>(List.of(link(LO, "lo", true, 772, 0x49), link(ETH0, "eth0", true, 1, 0x1043)));
    private final List<InterfaceAddress> addresses = new ArrayList<>();
    private final Map<Sysctl, Integer> sysctls = new HashMap<>();

    PlanTest() throws Exception {
        addresses.add(InterfaceAddress.of(ETH0, InetAddress.getByName("192.0.2.2"), 24));
        for (String name : List.of("all", "default", "lo", "eth0")) {
            values(name, 0, 0, 0);
        }
    }

    @Test
    void startSilencesFirstAndAddsThen() throws Exception {
        Plan plan = start(Remembered.NOTHING, "192.0.2.100");

        assertThat(plan.changes())
                .containsExactly(
                        set("all", "arp_ignore", 0, 1),
                        set("all", "arp_announce", 0, 2),
                        set("lo", "arp_ignore", 0, 1),
                        set("lo", "arp_announce", 0, 2),
                        new AddVip(vip("192.0.2.100"), "lo"));
        assertThat(plan.remembered().vips()).containsOnlyKeys("192.0.2.100");
        assertThat(plan.remembered().sysctls()).containsEntry(Sysctl.arpIgnore("all"), new Changed(0, 1));
        assertThat(plan.remembered().linksSetUp()).isEmpty();
    }

    @Test
    void valuesThatAreRightStay() throws Exception {
        values("all", 2, 2, 0);
        values("lo", 1, 2, 0);

        assertThat(start(Remembered.NOTHING, "192.0.2.100").changes())
                .containsExactly(new AddVip(vip("192.0.2.100"), "lo"));
    }

    @Test
    void valuesAboveTheNamedOnesAreAsZero() throws Exception {
        values("all", 4, 3, 0);
        values("lo", 1, 2, 0);

        assertThat(start(Remembered.NOTHING, "192.0.2.100").changes())
                .startsWith(set("all", "arp_ignore", 4, 1), set("all", "arp_announce", 3, 2));
    }

    @Test
    void threeIsRightForScopeHostOnly() throws Exception {
        values("all", 3, 2, 0);
        values("lo", 3, 2, 0);
        assertThat(start(Remembered.NOTHING, "192.0.2.100").changes())
                .containsExactly(new AddVip(vip("192.0.2.100"), "lo"));

        addresses.add(InterfaceAddress.of(LO, InetAddress.getByName("192.0.2.100"), 32));
        assertThat(start(Remembered.NOTHING, "192.0.2.100").changes())
                .containsExactly(set("all", "arp_ignore", 3, 1), set("lo", "arp_ignore", 3, 1));
    }

    @Test
    void anInterfaceIsChangedOnlyWhereItsOwnValueWouldWin() throws Exception {
        values("all", 1, 2, 0);
        values("lo", 1, 2, 0);
        values("eth0", 6, 0, 0);

        assertThat(start(Remembered.NOTHING, "192.0.2.100").changes())
                .containsExactly(set("eth0", "arp_ignore", 6, 1), new AddVip(vip("192.0.2.100"), "lo"));
    }

    @Test
    void ipv6NeedsNoSetting() throws Exception {
        assertThat(start(Remembered.NOTHING, "2001:db8::100").changes())
                .containsExactly(new AddVip(vip("2001:db8::100"), "lo"));
    }

    @Test
    void secondStartKeepsWhatTheFirstRemembered() throws Exception {
        Remembered first = start(Remembered.NOTHING, "192.0.2.100").remembered();
        // Somebody set one back, and took the VIP away.
        values("all", 0, 2, 0);
        values("lo", 1, 2, 0);

        Plan second = start(first, "192.0.2.101");

        assertThat(second.changes())
                .containsExactly(
                        set("all", "arp_ignore", 0, 1),
                        new AddVip(vip("192.0.2.100"), "lo"),
                        new AddVip(vip("192.0.2.101"), "lo"));
        assertThat(second.remembered().sysctls()).isEqualTo(first.sysctls());
        assertThat(second.remembered().vips()).containsOnlyKeys("192.0.2.100", "192.0.2.101");
    }

    @Test
    void tunnelIsMadeLooseOnlyWhereItIsStrict() throws Exception {
        links.add(link(TUNL0, "tunl0", false, 768, 0x80));
        values("all", 1, 2, 1);
        values("lo", 1, 2, 1);
        values("tunl0", 0, 0, 0);

        Plan plan = tunnel(Remembered.NOTHING, "192.0.2.100");

        assertThat(plan.changes())
                .containsExactly(
                        set("tunl0", "rp_filter", 0, 2),
                        new SetLink("tunl0", true),
                        new AddVip(vip("192.0.2.100"), "tunl0"));
        values("all", 1, 2, 0);
        assertThat(tunnel(Remembered.NOTHING, "192.0.2.100").changes())
                .containsExactly(new SetLink("tunl0", true), new AddVip(vip("192.0.2.100"), "tunl0"));
        values("all", 1, 2, 2);
        values("tunl0", 0, 0, 1);
        assertThat(tunnel(Remembered.NOTHING, "192.0.2.100").changes())
                .containsExactly(new SetLink("tunl0", true), new AddVip(vip("192.0.2.100"), "tunl0"));
    }

    @Test
    void aTunnelThatIsNotThereYetGetsTheDefaults() throws Exception {
        values("all", 1, 2, 0);
        values("lo", 1, 2, 0);
        values("default", 0, 0, 1);

        assertThat(tunnel(Remembered.NOTHING, "192.0.2.100", "2001:db8::100").changes())
                .containsExactly(
                        set("tunl0", "rp_filter", 1, 2),
                        new SetLink("ip6tnl0", true),
                        new SetLink("tunl0", true),
                        new AddVip(vip("192.0.2.100"), "tunl0"),
                        new AddVip(vip("2001:db8::100"), "ip6tnl0"));
    }

    @Test
    void aVipElsewhereOrWithAnotherPrefixOrOfNoHostIsRefused() throws Exception {
        addresses.add(InterfaceAddress.of(ETH0, InetAddress.getByName("192.0.2.100"), 24));
        addresses.add(InterfaceAddress.of(LO, InetAddress.getByName("198.51.100.1"), 24));
        assertThatThrownBy(() -> start(Remembered.NOTHING, "192.0.2.100"))
                .hasMessage(
                        "VIP 192.0.2.100 is on eth0 (expected only on lo: on eth0 this server answers its neighbours for"
                                + " it; ip address del 192.0.2.100/24 dev eth0)");
        assertThatThrownBy(() -> start(Remembered.NOTHING, "198.51.100.1"))
                .hasMessageContaining("198.51.100.1 is on lo as 198.51.100.1/24 (expected 198.51.100.1/32");
        assertThatThrownBy(() -> start(Remembered.NOTHING, "192.0.2.0")).hasMessageContaining("192.0.2.2/24 on eth0");
        assertThatThrownBy(() -> start(Remembered.NOTHING, "192.0.2.255")).hasMessageContaining("broadcast");
        Remembered onLo = start(Remembered.NOTHING, "192.0.2.9").remembered();
        assertThatThrownBy(() -> tunnel(onLo, "192.0.2.9"))
                .hasMessage("VIP 192.0.2.9 was started on lo (expected tunl0: stop it first)");
    }

    @Test
    void stopOfSomeLeavesTheSettings() throws Exception {
        Remembered before =
                start(Remembered.NOTHING, "192.0.2.100", "192.0.2.101").remembered();
        started("192.0.2.100", "192.0.2.101");

        Plan plan = stop(before, "192.0.2.100");

        assertThat(plan.changes()).containsExactly(new RemoveVip(vip("192.0.2.100"), "lo"));
        assertThat(plan.remembered().vips()).containsOnlyKeys("192.0.2.101");
        assertThat(plan.remembered().sysctls()).isEqualTo(before.sysctls());
    }

    @Test
    void stopOfTheLastPutsEverythingBack() throws Exception {
        Remembered before = start(Remembered.NOTHING, "192.0.2.100").remembered();
        started("192.0.2.100");

        Plan plan = stop(before);

        assertThat(plan.changes())
                .containsExactly(
                        new RemoveVip(vip("192.0.2.100"), "lo"),
                        set("all", "arp_announce", 2, 0),
                        set("all", "arp_ignore", 1, 0),
                        set("lo", "arp_announce", 2, 0),
                        set("lo", "arp_ignore", 1, 0));
        assertThat(plan.remembered().isEmpty()).isTrue();
        assertThat(plan.notes()).isEmpty();
    }

    @Test
    void settingsAreForIpv4AndGoWithItsLastVip() throws Exception {
        Remembered before =
                start(Remembered.NOTHING, "192.0.2.100", "2001:db8::100").remembered();
        started("192.0.2.100", "2001:db8::100");

        Plan plan = stop(before, "192.0.2.100");

        assertThat(plan.changes()).hasSize(5).doesNotContain(new RemoveVip(vip("2001:db8::100"), "lo"));
        assertThat(plan.remembered().vips()).containsOnlyKeys("2001:db8::100");
        assertThat(plan.remembered().sysctls()).isEmpty();
    }

    @Test
    void stopAfterACrashPutsBackOnlyWhatWasDone() throws Exception {
        Remembered before = start(Remembered.NOTHING, "192.0.2.100").remembered();
        values("all", 1, 0, 0);

        assertThat(stop(before).changes()).containsExactly(set("all", "arp_ignore", 1, 0));
    }

    @Test
    void whatWasThereBeforeOrIsNotOursStays() throws Exception {
        started("192.0.2.100", "192.0.2.101");
        Remembered before = start(Remembered.NOTHING, "192.0.2.100").remembered();

        Plan plan = stop(before, "192.0.2.100", "192.0.2.101", "192.0.2.102");

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.notes())
                .containsExactly(
                        "VIP 192.0.2.101 on lo was not started by holdfast: left there",
                        "VIP 192.0.2.100 was on lo before it was started: left there");
        assertThat(plan.remembered().isEmpty()).isTrue();
    }

    @Test
    void tunnelIsSetDownWithItsLastVip() throws Exception {
        links.add(link(TUNL0, "tunl0", false, 768, 0x80));
        values("tunl0", 0, 0, 1);
        Remembered before =
                tunnel(Remembered.NOTHING, "192.0.2.100", "192.0.2.101").remembered();
        links.set(2, link(TUNL0, "tunl0", true, 768, 0x81));
        values("all", 1, 2, 0);
        values("lo", 1, 2, 0);
        values("tunl0", 0, 0, 2);
        addresses.add(vip("192.0.2.100").on(TUNL0));
        addresses.add(vip("192.0.2.101").on(TUNL0));

        Plan one = stop(before, "192.0.2.100");
        assertThat(one.changes()).containsExactly(new RemoveVip(vip("192.0.2.100"), "tunl0"));
        assertThat(stop(before).changes())
                .startsWith(
                        new RemoveVip(vip("192.0.2.100"), "tunl0"),
                        new RemoveVip(vip("192.0.2.101"), "tunl0"),
                        new SetLink("tunl0", false))
                .endsWith(set("tunl0", "rp_filter", 2, 1));
    }

    @Test
    void stateIsReadBackAsWritten() throws Exception {
        Remembered remembered = new Remembered(
                Map.of(
                        "192.0.2.100", new Placed(vip("192.0.2.100"), "tunl0", false),
                        "2001:db8::100", new Placed(vip("2001:db8::100"), "lo", true)),
                Map.of(Sysctl.arpIgnore("all"), new Changed(0, 1), Sysctl.rpFilter("tunl0"), new Changed(-1, 2)),
                Set.of("tunl0"));
        String text = StateText.write(remembered);

        assertThat(StateText.read(text)).isEqualTo(remembered);
        assertThat(StateText.read(StateText.write(Remembered.NOTHING))).isEqualTo(Remembered.NOTHING);
        for (int end = 0; end < text.length(); end++) {
            String cut = text.substring(0, end);
            assertThatThrownBy(() -> StateText.read(cut)).as("cut to %d", end).isInstanceOf(RealServerException.class);
        }
        assertThatThrownBy(() -> StateText.read(text.replace("link tunl0", "lnk tunl0")))
                .hasMessage("line 6: \"lnk tunl0\" (expected vip, sysctl or link)");
        assertThatThrownBy(() -> StateText.read(text.replace("arp_ignore 0", "arp_ignore zero")))
                .hasMessage("\"zero\" (expected a number)");
    }

    @Test
    void scriptQuotesWhatTheShellWouldRead() {
        Plan plan = new Plan(
                List.of(set("e$(x)'.1", "arp_ignore", 5, 1), new SetLink("tunl0", true)),
                Remembered.NOTHING,
                List.of());

        assertThat(ShellScript.of("holdfast realserver start", List.of("ipip"), plan)
                        .lines())
                .containsSubsequence(
                        "    [ -z \"$done_2\" ] || ip link set dev tunl0 down",
                        "    [ -z \"$done_1\" ] || sysctl -q -w 'net/ipv4/conf/e$(x)'\\''.1/arp_ignore=5'",
                        "modprobe ipip",
                        "if [ \"$(sysctl -n 'net/ipv4/conf/e$(x)'\\''.1/arp_ignore')\" != 1 ]; then",
                        "    sysctl -q -w 'net/ipv4/conf/e$(x)'\\''.1/arp_ignore=1'",
                        "    done_1=yes",
                        "if [ -z \"$(ip -o link show dev tunl0 up)\" ]; then",
                        "    ip link set dev tunl0 up",
                        "    done_2=yes");
    }

    private void started(String... vips) throws Exception {
        values("all", 1, 2, 0);
        values("lo", 1, 2, 0);
        for (String text : vips) {
            addresses.add(vip(text).on(LO));
        }
    }

    private Plan start(Remembered before, String... vips) throws Exception {
        return StartPlanner.plan(vips(vips), Forwarding.DIRECT_ROUTING, state(), before);
    }

    private Plan tunnel(Remembered before, String... vips) throws Exception {
        return StartPlanner.plan(vips(vips), Forwarding.TUNNEL, state(), before);
    }

    private Plan stop(Remembered before, String... vips) throws Exception {
        return StopPlanner.plan(vips(vips), state(), before);
    }

    private HostState state() {
        return new HostState(links, addresses, sysctls);
    }

    private void values(String ifName, int arpIgnore, int arpAnnounce, int rpFilter) {
        sysctls.put(Sysctl.arpIgnore(ifName), arpIgnore);
        sysctls.put(Sysctl.arpAnnounce(ifName), arpAnnounce);
        sysctls.put(Sysctl.rpFilter(ifName), rpFilter);
    }

    private static SetSysctl set(String ifName, String key, int from, int to) {
        return new SetSysctl(new Sysctl(ifName, key), from, to);
    }

    private static List<Vip> vips(String... texts) throws Exception {
        List<Vip> vips = new ArrayList<>();
        for (String text : texts) {
            vips.add(vip(text));
        }
        return vips;
    }

    private static Vip vip(String text) throws RealServerException {
        return Vip.parse(text);
    }

    private static Link link(int index, String name, boolean up, int hardwareType, int flags) {
        return new Link(index, name, up, up, 1500, HardwareAddress.of(), hardwareType, flags);
    }
}
