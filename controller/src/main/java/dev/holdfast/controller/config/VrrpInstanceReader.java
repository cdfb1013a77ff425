package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one vrrp_instance, keepalived.conf(5) "VRRP instance(s)". */
final class VrrpInstanceReader {
    private static final int DEFAULT_PRIORITY = 100;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_CENTI = 10_000;
    private static final int V3_LONGEST_CENTIS = 4095;
    private static final int MOST_ADDRESSES = 255;

    private final Statement block;
    private final SystemFacts facts;
    private final Problems problems;
    private final GarpSettings garp;
    private final List<VirtualAddress> addresses = new ArrayList<>();
    private final List<VirtualAddress> excluded = new ArrayList<>();
    private final Set<InetAddress> seen = new HashSet<>();

    private @Nullable String state;
    private @Nullable String interfaceName;
    private int vrid;
    private int priority;
    private long advertMicros = MICROS_PER_SECOND;
    private Word advertWord;
    private boolean nopreempt;
    private Word nopreemptWord;
    private VrrpVersion version;
    private @Nullable String authType;
    private byte[] password = {};
    private Word authWord;
    private boolean skipCheckAdvertAddresses;
    private boolean lowerPriorityNoAdvert;
    private boolean higherPrioritySendAdvert;
    private int downTimerAdverts;
    private @Nullable String leftOutFor;

    VrrpInstanceReader(Statement block, GlobalDefs globals, SystemFacts facts, Problems problems) {
        this.block = block;
        this.facts = facts;
        this.problems = problems;
        garp = new GarpSettings(globals.vrrpGarp());
        version = globals.vrrpVersion();
        skipCheckAdvertAddresses = globals.skipCheckAdvertAddresses();
        lowerPriorityNoAdvert = globals.lowerPriorityNoAdvert();
        higherPrioritySendAdvert = globals.higherPrioritySendAdvert();
        downTimerAdverts = globals.downTimerAdverts();
        advertWord = block.word();
        nopreemptWord = block.word();
        authWord = block.word();
    }

    /** The instance; empty when it cannot run, which has been said then. */
    Optional<InstanceConfig> read() {
        for (Statement statement : block.children()) {
            if (!garp.take(statement, "", problems)) {
                take(statement);
            }
        }
        String name = block.text(0);
        if (vrid == 0) {
            problems.error(
                    block.at(0),
                    "no-router-id",
                    "vrrp_instance " + name + " without virtual_router_id",
                    "virtual_router_id 1..255",
                    "the instance is left out");
            return Optional.empty();
        }
        if (interfaceName == null) {
            problems.error(
                    block.at(0),
                    "no-interface",
                    "vrrp_instance " + name + " without an interface",
                    "interface NAME",
                    "the instance is left out");
            return Optional.empty();
        }
        if (addresses.isEmpty()) {
            problems.warning(
                    block.at(0),
                    "no-addresses",
                    "vrrp_instance " + name + " has no virtual_ipaddress",
                    "at least one",
                    null);
        }
        int itsPriority = priority != 0 ? priority : wantsMaster() ? InstanceConfig.OWNER_PRIORITY : DEFAULT_PRIORITY;
        boolean itsNopreempt = nopreempt(itsPriority);
        int advertCentis = advertCentis();
        Authentication authentication = authentication();
        if (leftOutFor != null) {
            problems.remark(
                    block.at(0),
                    "instance-left-out",
                    "vrrp_instance " + name + " does not run: " + leftOutFor + " is not implemented yet",
                    "",
                    "running it without would make a second master");
            return Optional.empty();
        }
        return Optional.of(InstanceConfig.builder(name, interfaceName, vrid)
                .version(version)
                .basePriority(itsPriority)
                .advertIntervalCentis(advertCentis)
                .nopreempt(itsNopreempt)
                .startAsMaster(wantsMaster())
                .authentication(authentication)
                .addresses(addresses)
                .excludedAddresses(excluded)
                .garp(garp.schedule())
                .skipCheckAdvertAddresses(skipCheckAdvertAddresses)
                .lowerPriorityNoAdvert(lowerPriorityNoAdvert)
                .higherPrioritySendAdvert(higherPrioritySendAdvert)
                .downTimerAdverts(downTimerAdverts)
                .build());
    }

    private boolean wantsMaster() {
        return "MASTER".equals(state);
    }

    private void take(Statement statement) {
        switch (statement.name()) {
            case "state" -> state(statement);
            case "interface" -> interfaceName(statement);
            case "virtual_router_id" -> statement.number().ifPresent(value -> vrid = (int) value);
            case "priority" -> priority = (int) statement.number().orElse(DEFAULT_PRIORITY);
            case "advert_int" -> {
                advertWord = statement.at(0);
                statement.number().ifPresent(value -> advertMicros = value);
            }
            case "nopreempt" -> {
                nopreempt = true;
                nopreemptWord = statement.word();
            }
            case "preempt" -> nopreempt = false;
            case "version" ->
                statement.number().ifPresent(value -> version = value == 3 ? VrrpVersion.V3 : VrrpVersion.V2);
            case "authentication" -> authentication(statement);
            case "virtual_ipaddress" -> addresses(statement, addresses);
            case "virtual_ipaddress_excluded" -> addresses(statement, excluded);
            case "skip_check_adv_addr" -> statement.flag().ifPresent(value -> skipCheckAdvertAddresses = value);
            case "lower_prio_no_advert" -> statement.flag().ifPresent(value -> lowerPriorityNoAdvert = value);
            case "higher_prio_send_advert" -> statement.flag().ifPresent(value -> higherPrioritySendAdvert = value);
            case "down_timer_adverts" -> statement.number().ifPresent(value -> downTimerAdverts = (int) value);
            case "unicast_peer" -> {
                if (!statement.children().isEmpty()) {
                    leftOutFor = "unicast_peer";
                }
            }
            case "native_ipv6" -> leftOutFor = "native_ipv6";
            default -> {
                // Accepted by the tables, and nothing here depends on it.
            }
        }
    }

    private void state(Statement statement) {
        Word word = statement.at(0);
        if (!word.text().equals("MASTER") && !word.text().equals("BACKUP")) {
            problems.error(word, "bad-value", "state " + word, "MASTER or BACKUP", "BACKUP is used");
        } else if (state != null) {
            if (!state.equals(word.text())) {
                problems.error(
                        word,
                        "repeated-state",
                        "state " + word + " after state " + state,
                        "one state",
                        "the first counts");
            }
        } else {
            state = word.text();
        }
    }

    private void interfaceName(Statement statement) {
        Word word = statement.at(0);
        if (word.text().length() > VirtualAddressReader.LONGEST_INTERFACE_NAME
                || word.text().isEmpty()) {
            String expected = "1.." + VirtualAddressReader.LONGEST_INTERFACE_NAME + " characters";
            problems.error(word, "bad-value", "interface " + word, expected, "it is ignored");
            return;
        }
        if (!facts.interfaceExists(word.text())) {
            problems.error(
                    word,
                    "no-such-interface",
                    "interface " + word + " does not exist",
                    "an interface of this host",
                    null);
        }
        interfaceName = word.text();
    }

    private void authentication(Statement statement) {
        authWord = statement.word();
        for (Statement child : statement.children()) {
            Word value = child.at(0);
            if (child.name().equals("auth_pass")) {
                byte[] bytes = value.text().getBytes(StandardCharsets.UTF_8);
                int longest = Authentication.SimplePassword.MAX_BYTES;
                if (bytes.length > longest) {
                    problems.warning(
                            value,
                            "long-password",
                            "an auth_pass of " + bytes.length + " bytes",
                            "at most " + longest,
                            "only the first " + longest + " are used");
                }
                password = Arrays.copyOf(bytes, Math.min(bytes.length, longest));
            } else if (value.text().equals("PASS") || value.text().equals("AH")) {
                authType = value.text();
            } else {
                problems.error(value, "bad-value", "auth_type " + value, "PASS or AH", "it is ignored");
            }
        }
    }

    private Authentication authentication() {
        if (authType == null) {
            return Authentication.NONE;
        }
        if (version == VrrpVersion.V3) {
            problems.warning(
                    authWord, "v3-authentication", "authentication with VRRP version 3", "none", "it is ignored");
        } else if (password.length == 0) {
            problems.error(
                    authWord,
                    "no-password",
                    "auth_type " + authType + " without auth_pass",
                    "auth_pass PASSWORD",
                    "it is ignored");
        } else if (authType.equals("AH")) {
            leftOutFor = "auth_type AH";
            if (wantsMaster() && priority != 0 && priority != InstanceConfig.OWNER_PRIORITY) {
                problems.warning(
                        authWord, "ah-master", "auth_type AH with state MASTER", "state BACKUP", "BACKUP is used");
            }
        } else {
            return new Authentication.SimplePassword(password);
        }
        return Authentication.NONE;
    }

    private boolean nopreempt(int itsPriority) {
        if (!nopreempt) {
            return false;
        }
        if (itsPriority == InstanceConfig.OWNER_PRIORITY) {
            problems.warning(nopreemptWord, "nopreempt-owner", "nopreempt with priority 255", "", "it is ignored");
            return false;
        }
        if (wantsMaster()) {
            problems.warning(
                    nopreemptWord,
                    "nopreempt-master",
                    "nopreempt with state MASTER",
                    "state BACKUP",
                    "nopreempt is ignored");
            return false;
        }
        return true;
    }

    private int advertCentis() {
        long unit = version == VrrpVersion.V2 ? MICROS_PER_SECOND : MICROS_PER_CENTI;
        long rounded = Math.max(1, (advertMicros + unit / 2) / unit) * unit;
        long centis = rounded / MICROS_PER_CENTI;
        if (rounded != advertMicros) {
            problems.error(
                    advertWord,
                    "advert-interval",
                    "advert_int " + advertWord + " with VRRP version " + version.number(),
                    version == VrrpVersion.V2 ? "whole seconds" : "hundredths of a second",
                    centis / 100 + (centis % 100 == 0 ? "" : String.format(".%02d", centis % 100)) + " is used");
        } else if (version == VrrpVersion.V3 && centis > V3_LONGEST_CENTIS) {
            problems.error(
                    advertWord,
                    "advert-interval",
                    "advert_int " + advertWord + " with VRRP version 3",
                    "at most 40.95",
                    "40.95 is used");
        }
        return (int) (version == VrrpVersion.V3 ? Math.min(centis, V3_LONGEST_CENTIS) : centis);
    }

    private void addresses(Statement statement, List<VirtualAddress> into) {
        VirtualAddressReader reader = new VirtualAddressReader(problems, facts);
        boolean advertised = into == addresses;
        for (Statement line : statement.children()) {
            VirtualAddress address = reader.read(line);
            if (address != null && isNew(line, address) && (!advertised || (fits(line, address) && hasRoom(line)))) {
                into.add(address);
                if (advertised && !address.isIpv4()) {
                    leftOutFor = "VRRP over IPv6";
                    version = VrrpVersion.V3;
                }
            }
        }
    }

    private boolean isNew(Statement line, VirtualAddress address) {
        boolean added = seen.add(address.address());
        if (!added) {
            problems.remark(
                    line.word(), "repeated-address", "address " + line.word() + " a second time", "", "it is left out");
        }
        return added;
    }

    /** The count of addresses in a packet is one byte (RFC 9568 section 5.2.5). */
    private boolean hasRoom(Statement line) {
        if (addresses.size() == MOST_ADDRESSES) {
            problems.error(
                    line.word(),
                    "many-addresses",
                    "more than " + MOST_ADDRESSES + " addresses in virtual_ipaddress",
                    "virtual_ipaddress_excluded for the rest",
                    "it is left out");
            return false;
        }
        return true;
    }

    /** The first address says which family the instance is of; IPv6 instances cannot run yet. */
    private boolean fits(Statement line, VirtualAddress address) {
        if (addresses.isEmpty() || addresses.get(0).isIpv4() == address.isIpv4()) {
            return true;
        }
        problems.error(
                line.word(),
                "address-family",
                "address " + line.word() + " of another family than the one before it",
                "virtual_ipaddress_excluded",
                "it is left out");
        return false;
    }
}
