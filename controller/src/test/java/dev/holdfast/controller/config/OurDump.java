package dev.holdfast.controller.config;

import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Our records in the words of {@link KeepalivedDump}. */
final class OurDump {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private OurDump() {}

    static Map<String, Map<String, String>> instances(Configuration configuration) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        configuration.blocks().instances().forEach(one -> all.put(one.name(), instance(one, configuration.blocks())));
        return all;
    }

    static Map<String, List<String>> groups(Configuration configuration) {
        Map<String, List<String>> all = new TreeMap<>();
        configuration.blocks().syncGroups().forEach(group -> all.put(group.name(), group.instances()));
        return all;
    }

    private static Map<String, String> instance(VrrpInstanceSettings one, Blocks blocks) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("VRRP Version", String.valueOf(one.version().number()));
        facts.put("Virtual Router ID", String.valueOf(one.vrid()));
        facts.put("Priority", String.valueOf(one.priority()));
        GarpConfig garp = one.options().garp();
        facts.put("Gratuitous ARP delay", String.valueOf(garp.delayNanos() / NANOS_PER_SECOND));
        facts.put("Gratuitous ARP repeat", String.valueOf(garp.repeat()));
        facts.put("Gratuitous ARP refresh", String.valueOf(garp.refreshNanos() / NANOS_PER_SECOND));
        facts.put("Gratuitous ARP refresh repeat", String.valueOf(garp.refreshRepeat()));
        facts.put(
                "Gratuitous ARP lower priority delay",
                String.valueOf(garp.lowerPriorityDelayNanos() / NANOS_PER_SECOND));
        facts.put("Gratuitous ARP lower priority repeat", String.valueOf(garp.lowerPriorityRepeat()));
        facts.put("Down timer adverts", String.valueOf(one.timing().downTimerAdverts()));
        facts.put(
                "Send advert after receive lower priority advert",
                String.valueOf(!one.timing().lowerPriorityNoAdvert()));
        facts.put(
                "Send advert after receive higher priority advert",
                String.valueOf(one.timing().higherPrioritySendAdvert()));
        int centis = one.timing().advertIntervalCentis();
        facts.put(
                "Advert interval",
                one.version() == VrrpVersion.V2 ? centis / 100 + " sec" : centis * 10 + " milli-sec");
        facts.put("Accept", one.options().accept() ? "enabled" : "disabled");
        facts.put("Preempt", one.timing().nopreempt() ? "disabled" : "enabled");
        facts.put("Promote_secondaries", one.options().promoteSecondaries() ? "enabled" : "disabled");
        facts.put("Using smtp notification", one.notifications().mail() ? "yes" : "no");
        facts.put(
                "Sync group",
                blocks.syncGroups().stream()
                        .filter(group -> group.instances().contains(one.name()))
                        .map(SyncGroup::name)
                        .findFirst()
                        .orElse(""));
        facts.put("Interface", String.valueOf(one.interfaceName()));
        facts.put("Virtual IP", addresses(one.addresses()));
        facts.put("Virtual IP Excluded", addresses(one.excludedAddresses()));
        facts.put(
                "Unicast Peer",
                sorted(one.transport().peers().stream()
                        .map(peer -> peer.address().getHostAddress())));
        facts.put("Tracked interfaces", tracked(one.tracking().interfaces()));
        facts.put("Tracked scripts", tracked(one.tracking().scripts()));
        facts.put("Tracked files", tracked(one.tracking().files()));
        facts.put("Tracked processes", tracked(one.tracking().processes()));
        return facts;
    }

    private static String addresses(List<AddressSettings> addresses) {
        return sorted(addresses.stream().map(one -> {
            int whole = one.address().address().getAddress().length * Byte.SIZE;
            String text = one.address().address().getHostAddress();
            return one.address().length() == whole
                    ? text
                    : text + "/" + one.address().length();
        }));
    }

    private static String tracked(List<Tracked> tracked) {
        return sorted(tracked.stream()
                .map(one -> one.name() + " weight " + one.weight() + (one.reverse() ? " reverse" : "")));
    }

    private static String sorted(Stream<String> texts) {
        return texts.sorted().collect(Collectors.joining("; "));
    }

    /** IPv6 addresses as Java writes them. */
    static String normal(String list) {
        return Stream.of(list.split("; ", -1)).map(OurDump::address).sorted().collect(Collectors.joining("; "));
    }

    private static String address(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Addresses.parse(slash < 0 ? text : text.substring(0, slash));
        return address == null ? text : address.getHostAddress() + (slash < 0 ? "" : text.substring(slash));
    }
}
