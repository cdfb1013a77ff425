package dev.holdfast.controller.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What keepalived 2.2.7 writes to keepalived.json at its signal JSON, as far as it says what instances mean. */
final class KeepalivedJson {
    private static final List<String> PLAIN = List.of(
            "dont_track_primary",
            "skip_check_adv_addr",
            "strict_mode",
            "garp_delay",
            "garp_refresh",
            "garp_rep",
            "garp_refresh_rep",
            "garp_lower_prio_delay",
            "garp_lower_prio_rep",
            "lower_prio_no_advert",
            "higher_prio_send_advert",
            "vrid",
            "base_priority",
            "promote_secondaries",
            "accept",
            "nopreempt",
            "preempt_delay",
            "version",
            "smtp_alert",
            "auth_type");

    private KeepalivedJson() {}

    /** The instances' facts by their names. */
    static Map<String, Map<String, String>> instances(String json) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (Object one : (List<?>) Json.read(json)) {
            Map<?, ?> data = (Map<?, ?>) ((Map<?, ?>) one).get("data");
            all.put(String.valueOf(data.get("iname")), facts(data));
        }
        return all;
    }

    private static Map<String, String> facts(Map<?, ?> data) {
        Map<String, String> facts = new TreeMap<>();
        PLAIN.forEach(key -> facts.put(key, String.valueOf(data.get(key))));
        if ("2".equals(data.get("version"))) {
            facts.put("adver_int", String.valueOf(data.get("adver_int")));
        }
        for (String key : List.of("vips", "evips")) {
            facts.put(
                    key,
                    // One that is given twice counts twice there, and once here: repeated-address says so.
                    list(data, key).stream()
                            .map(KeepalivedJson::address)
                            .collect(Collectors.toMap(
                                    one -> one.replaceFirst(" .*", ""), one -> one, (one, next) -> one))
                            .values()
                            .stream()
                            .sorted()
                            .toList()
                            .toString());
        }
        for (String key : List.of("vroutes", "vrules")) {
            facts.put(key, String.valueOf(list(data, key).size()));
        }
        for (String key : List.of("script", "script_master", "script_backup", "script_fault", "script_stop")) {
            facts.put(key, data.get(key) == null ? "" : command(String.valueOf(data.get(key))));
        }
        return facts;
    }

    private static List<String> list(Map<?, ?> data, String key) {
        return data.get(key) instanceof List<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** An address with its device, of a VMAC the one below it, and its label. */
    private static String address(String text) {
        String[] words = text.split(" ", -1);
        StringBuilder out = new StringBuilder(OurDump.normal(words[0]));
        for (int i = 1; i + 1 < words.length; i++) {
            if (words[i].equals("dev") || words[i].equals("label")) {
                out.append(' ').append(words[i]).append(' ').append(words[i + 1].replaceFirst(".*@", ""));
            }
        }
        return out.toString();
    }

    /** A command without the directory, as keepalived follows links to the program. */
    private static String command(String text) {
        return text.replaceFirst("^'[^' ]*/", "'");
    }
}
