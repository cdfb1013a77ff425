package dev.holdfast.controller.config;

import dev.holdfast.controller.config.global.ScriptCommand;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.SyncGroup;
import dev.holdfast.controller.config.vrrp.Tracked;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.controller.daemon.LocalSystem;
import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** The instances' facts in the words of {@link KeepalivedJson}. */
    static Map<String, Map<String, String>> jsonInstances(Configuration configuration) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        configuration.blocks().instances().forEach(one -> all.put(one.name(), jsonInstance(one)));
        return all;
    }

    private static Map<String, String> jsonInstance(VrrpInstanceSettings one) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("dont_track_primary", number(!one.ownInterfaceTracked()));
        facts.put("skip_check_adv_addr", number(one.options().skipCheckAdvertAddresses()));
        facts.put("strict_mode", number(one.options().strict()));
        GarpConfig garp = one.options().garp();
        facts.put("garp_delay", String.valueOf(garp.delayNanos() / NANOS_PER_SECOND));
        facts.put("garp_refresh", String.valueOf(garp.refreshNanos() / NANOS_PER_SECOND));
        facts.put("garp_rep", String.valueOf(garp.repeat()));
        facts.put("garp_refresh_rep", String.valueOf(garp.refreshRepeat()));
        facts.put("garp_lower_prio_delay", String.valueOf(garp.lowerPriorityDelayNanos() / NANOS_PER_SECOND));
        facts.put("garp_lower_prio_rep", String.valueOf(garp.lowerPriorityRepeat()));
        facts.put("lower_prio_no_advert", number(one.timing().lowerPriorityNoAdvert()));
        facts.put("higher_prio_send_advert", number(one.timing().higherPrioritySendAdvert()));
        facts.put("vrid", String.valueOf(one.vrid()));
        facts.put("base_priority", String.valueOf(one.priority()));
        facts.put("promote_secondaries", String.valueOf(one.options().promoteSecondaries()));
        facts.put("accept", number(one.options().accept()));
        facts.put("nopreempt", String.valueOf(one.timing().nopreempt()));
        facts.put("preempt_delay", String.valueOf(one.timing().preemptDelayNanos() / NANOS_PER_SECOND));
        facts.put("version", String.valueOf(one.version().number()));
        facts.put("smtp_alert", String.valueOf(one.notifications().mail()));
        facts.put("auth_type", one.password() == null ? "0" : one.password().header() ? "2" : "1");
        if (one.version() == VrrpVersion.V2) {
            facts.put("adver_int", String.valueOf(one.timing().advertIntervalCentis() / 100));
        }
        facts.put("vips", jsonAddresses(one.addresses(), one.interfaceName()));
        facts.put("evips", jsonAddresses(one.excludedAddresses(), one.interfaceName()));
        facts.put("vroutes", String.valueOf(one.routes().size()));
        facts.put("vrules", String.valueOf(one.rules().size()));
        facts.put("script", command(one.notifications().any()));
        facts.put("script_master", command(one.notifications().master()));
        facts.put("script_backup", command(one.notifications().backup()));
        facts.put("script_fault", command(one.notifications().fault()));
        facts.put("script_stop", command(one.notifications().stop()));
        return facts;
    }

    private static String jsonAddresses(List<AddressSettings> addresses, @Nullable String interfaceName) {
        return addresses.stream()
                .map(one -> addresses(List.of(one)) + " dev " + (one.device() == null ? interfaceName : one.device())
                        + (one.label() == null ? "" : " label " + one.label()))
                .sorted()
                .toList()
                .toString();
    }

    /** A command; keepalived leaves out one whose program is not there. */
    private static String command(@Nullable ScriptCommand script) {
        return script == null || !new LocalSystem().scriptExists(script.words().get(0))
                ? ""
                : script.words().stream()
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(" "))
                        .replaceFirst("^'[^' ]*/", "'");
    }

    private static String number(boolean is) {
        return is ? "1" : "0";
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
