package dev.holdfast.controller.realserver;

import dev.holdfast.controller.realserver.Remembered.Changed;
import dev.holdfast.controller.realserver.Remembered.Placed;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@link Remembered} as text.
 *
 * <pre>
 * holdfast-realserver 1
 * vip 192.0.2.100 lo new              (was-there: it was on lo before)
 * sysctl all arp_ignore 0 1           (before, and as set)
 * link tunl0                          (was down)
 * end
 * </pre>
 */
final class StateText {
    private static final String FIRST = "holdfast-realserver 1";
    private static final String LAST = "end";

    private StateText() {}

    static String write(Remembered remembered) {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        remembered
                .vips()
                .forEach((name, placed) -> text.append("vip ")
                        .append(name)
                        .append(' ')
                        .append(placed.ifName())
                        .append(placed.wasThere() ? " was-there\n" : " new\n"));
        remembered
                .sysctls()
                .forEach((sysctl, changed) -> text.append("sysctl ")
                        .append(sysctl.ifName())
                        .append(' ')
                        .append(sysctl.key())
                        .append(' ')
                        .append(changed.was())
                        .append(' ')
                        .append(changed.set())
                        .append('\n'));
        remembered
                .linksSetUp()
                .forEach(ifName -> text.append("link ").append(ifName).append('\n'));
        return text.append(LAST).append('\n').toString();
    }

    /**
     * Reads it back.
     *
     * @throws RealServerException when it is not what {@link #write} wrote, whole
     */
    static Remembered read(String text) throws RealServerException {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(FIRST) || lines.length < 3 || !lines[lines.length - 2].equals(LAST)) {
            throw new RealServerException(
                    "not a state of holdfast realserver (expected lines from \"" + FIRST + "\" to \"" + LAST + "\")");
        }
        Map<String, Placed> vips = new TreeMap<>();
        Map<Sysctl, Changed> sysctls = new TreeMap<>();
        Set<String> links = new TreeSet<>();
        for (int i = 1; i < lines.length - 2; i++) {
            String[] words = lines[i].split(" ", -1);
            if (words[0].equals("vip") && words.length == 4) {
                Vip vip = Vip.parse(words[1]);
                vips.put(vip.text(), new Placed(vip, words[2], words[3].equals("was-there")));
            } else if (words[0].equals("sysctl") && words.length == 5 && isKey(words[2])) {
                sysctls.put(new Sysctl(words[1], words[2]), new Changed(number(words[3]), number(words[4])));
            } else if (words[0].equals("link") && words.length == 2) {
                links.add(words[1]);
            } else {
                throw new RealServerException(
                        "line " + (i + 1) + ": \"" + lines[i] + "\" (expected vip, sysctl or link)");
            }
        }
        return new Remembered(vips, sysctls, links);
    }

    private static boolean isKey(String word) {
        return Set.of(Sysctl.ARP_IGNORE, Sysctl.ARP_ANNOUNCE, Sysctl.RP_FILTER).contains(word);
    }

    private static int number(String word) throws RealServerException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new RealServerException("\"" + word + "\" (expected a number)", e);
        }
    }
}
