package dev.holdfast.controller.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What keepalived 2.2.7 writes to keepalived.data at SIGUSR1, as far as it says what a configuration means. */
final class KeepalivedDump {
    private static final Pattern FIELD = Pattern.compile("   (\\S[^=:]*?) = (.*)");
    private static final Pattern LIST = Pattern.compile("   (\\S[^=]*?) ?(\\(\\d+\\))?:");
    private static final Pattern INSTANCE = Pattern.compile(" VRRP Instance = (.*)");
    private static final Pattern GROUP = Pattern.compile(" VRRP Sync Group = (.*), \\S+");

    private KeepalivedDump() {}

    /** The instances' facts by their names. */
    static Map<String, Map<String, String>> instances(String dump) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        blocks(dump, INSTANCE).forEach((name, block) -> all.put(name, instance(block)));
        return all;
    }

    /** The sync groups' members by the groups' names. */
    static Map<String, List<String>> groups(String dump) {
        Map<String, List<String>> all = new TreeMap<>();
        blocks(dump, GROUP).forEach((name, block) -> all.put(name, list(block, "VRRP member instances")));
        return all;
    }

    private static Map<String, List<String>> blocks(String dump, Pattern head) {
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        List<String> current = null;
        for (String line : dump.split("\n", -1)) {
            Matcher matcher = head.matcher(line);
            if (matcher.matches()) {
                current = new ArrayList<>();
                blocks.put(matcher.group(1), current);
            } else if (!line.startsWith("  ")) {
                current = null;
            } else if (current != null) {
                current.add(line);
            }
        }
        return blocks;
    }

    private static Map<String, String> instance(List<String> block) {
        Map<String, String> facts = new TreeMap<>();
        for (String key : List.of(
                "VRRP Version",
                "Virtual Router ID",
                "Priority",
                "Gratuitous ARP delay",
                "Gratuitous ARP repeat",
                "Gratuitous ARP refresh",
                "Gratuitous ARP refresh repeat",
                "Gratuitous ARP lower priority delay",
                "Gratuitous ARP lower priority repeat",
                "Down timer adverts",
                "Send advert after receive lower priority advert",
                "Send advert after receive higher priority advert",
                "Advert interval",
                "Accept",
                "Preempt",
                "Promote_secondaries",
                "Sync group",
                "Using smtp notification")) {
            facts.put(key, field(block, key));
        }
        facts.put(
                "Interface",
                field(block, "Interface").replaceFirst(", xmit base i/f", "").replaceFirst(".* on ", ""));
        for (String key : List.of(
                "Virtual IP",
                "Virtual IP Excluded",
                "Unicast Peer",
                "Tracked interfaces",
                "Tracked scripts",
                "Tracked files",
                "Tracked processes")) {
            boolean addresses = key.startsWith("Virtual") || key.startsWith("Unicast");
            List<String> lines = list(block, key).stream()
                    .map(line -> addresses ? line.replaceFirst(" .*", "") : line.replace(",", ""))
                    .distinct()
                    .sorted()
                    .toList();
            facts.put(key, String.join("; ", lines));
        }
        return facts;
    }

    private static String field(List<String> block, String key) {
        for (String line : block) {
            Matcher matcher = FIELD.matcher(line);
            if (matcher.matches() && matcher.group(1).equals(key)) {
                return matcher.group(2);
            }
        }
        return "";
    }

    private static List<String> list(List<String> block, String key) {
        List<String> found = new ArrayList<>();
        boolean inside = false;
        for (String line : block) {
            Matcher matcher = LIST.matcher(line);
            if (matcher.matches()) {
                inside = matcher.group(1).equals(key);
            } else if (!line.startsWith("     ")) {
                inside = false;
            } else if (inside) {
                found.add(line.strip());
            }
        }
        return found;
    }
}
