package dev.holdfast.controller.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keepalived 2.2.7 writes to keepalived_check.data at SIGUSR1, as far as it says what virtual servers mean. */
final class KeepalivedServerDump {
    private static final Pattern FIELD = Pattern.compile("\\s+(\\S[^=]*?) (?:=|is) (.*)");
    private static final Pattern SERVER = Pattern.compile(" VS (VIP|FWMARK|GROUP) = (.*)");
    private static final Pattern REAL = Pattern.compile("   RIP = (.*), RPORT = (\\d+), WEIGHT = .*");
    private static final Pattern CHECKER = Pattern.compile(" (\\S.*) -> \\[(.*)\\]:.*:(\\d+)");

    private final List<String> lines;
    private int at;

    private KeepalivedServerDump(String dump) {
        lines = dump.lines().toList();
    }

    /** The facts of all virtual servers, a line each, in order. */
    static List<String> facts(String dump) {
        return new KeepalivedServerDump(dump).read();
    }

    private List<String> read() {
        List<String> facts = new ArrayList<>();
        // Of each real server by what it stands below and its address: a server may be in several virtual ones.
        List<String> checkers = new ArrayList<>();
        for (at = 0; at < lines.size(); at++) {
            Matcher server = SERVER.matcher(lines.get(at));
            Matcher real = REAL.matcher(lines.get(at));
            Matcher checker = CHECKER.matcher(lines.get(at));
            if (server.matches()) {
                facts.add(server(server));
            } else if (real.matches()) {
                facts.add(real(real));
            } else if (checker.matches()) {
                checkers.add("checker " + address(checker.group(2)) + " " + checker.group(3) + " " + checker());
            }
        }
        facts.addAll(checkers);
        return facts;
    }

    /** The fields up to the next heading; of fields of one name the first. What follows a sorry server is inner, indented or not. */
    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        while (at + 1 < lines.size()
                && lines.get(at + 1).startsWith("   ")
                && !lines.get(at + 1).contains("------<")) {
            Matcher field = FIELD.matcher(lines.get(++at));
            if (field.matches()) {
                boolean inner = lines.get(at).startsWith("     ") || fields.containsKey("sorry server");
                fields.putIfAbsent((inner ? "inner " : "") + field.group(1), field.group(2));
            }
        }
        return fields;
    }

    private String server(Matcher head) {
        Map<String, String> fields = fields();
        String target = switch (head.group(1)) {
            case "VIP" ->
                address(head.group(2).replaceFirst(", VPORT = .*", "")) + " "
                        + head.group(2).replaceFirst(".*VPORT = ", "");
            case "FWMARK" -> "fwmark " + head.group(2);
            default -> "group " + head.group(2).replaceFirst("\\[(.*)\\]:.*", "$1");
        };
        String method = fields.getOrDefault("default forwarding method", fields.getOrDefault("forwarding method", ""));
        return "virtual_server " + target
                + " " + fields.get("Address family")
                + " " + fields.get("protocol").replace("none", "null")
                + " " + fields.get("lvs_sched")
                + " ops " + fields.get("One packet scheduling")
                + " persistence " + fields.getOrDefault("persistence timeout", "0")
                + " engine " + fields.get("persistence engine")
                + " alpha " + fields.get("alpha")
                + " omega " + fields.get("omega")
                + " quorum " + fields.get("quorum")
                + " mail " + fields.get("Using smtp notification")
                + " host " + fields.get("VirtualHost")
                + " " + method
                + " sorry " + sorry(fields.get("sorry server"), fields);
    }

    private static String sorry(@Nullable String text, Map<String, String> fields) {
        return text == null
                ? "null"
                : address(text.replaceFirst("\\[(.*)\\]:.*", "$1")) + " " + text.replaceFirst(".*:", "")
                        + " " + fields.get("inner forwarding method")
                        + " inhibit " + fields.get("inner Inhibit on failure");
    }

    private String real(Matcher head) {
        Map<String, String> fields = fields();
        return "real_server " + address(head.group(1)) + " " + head.group(2)
                + " weight " + fields.get("initial weight")
                + " " + fields.get("forwarding method")
                + " alpha " + fields.get("Alpha")
                + " inhibit " + fields.get("Inhibit on failure")
                + " limits " + fields.get("connection limit range")
                + " mail " + fields.get("Using smtp notification");
    }

    private String checker() {
        List<String> urls = new ArrayList<>();
        int start = at;
        Map<String, String> fields = fields();
        for (String line : lines.subList(start + 1, at + 1)) {
            String stripped = line.strip();
            if (stripped.startsWith("Checked url = ")) {
                urls.add(stripped.substring("Checked url = ".length()));
            } else if (stripped.startsWith("digest = ")
                    || stripped.startsWith("Virtual host = ")
                    || stripped.startsWith("helo = ")) {
                urls.add(stripped);
            } else if (stripped.matches("\\d{3}(-\\d{3})?")) {
                urls.add(stripped);
            }
        }
        String keyword = fields.getOrDefault("Keepalive method", "").replaceFirst(", .*", "");
        if (keyword.equals("FILE_CHECK") || keyword.equals("BFD_CHECK")) {
            return keyword;
        }
        return keyword
                + " alpha " + fields.get("Alpha")
                + " delay " + fields.get("Delay loop")
                + " warmup " + fields.get("Warmup")
                + " retries " + fields.get("Retries")
                + " retry delay " + fields.getOrDefault("Delay before retry", "any")
                + " timeout " + fields.getOrDefault("inner Timeout", "any")
                + " to " + destination(fields.getOrDefault("inner Dest", "any"))
                + " urls " + urls;
    }

    private static String destination(String text) {
        int end = text.lastIndexOf("]:");
        return end < 0 ? text : "[" + address(text.substring(1, end)) + text.substring(end);
    }

    private static String address(String text) {
        var parsed = Addresses.parse(text);
        return parsed == null ? text : parsed.getHostAddress();
    }
}
