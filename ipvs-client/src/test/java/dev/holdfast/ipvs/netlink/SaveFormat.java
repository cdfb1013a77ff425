package dev.holdfast.ipvs.netlink;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.Tunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A table in the lines of {@code ipvsadm-save -n} 1.31, ordered as {@link Ipvsadm#save()} does. Thresholds are not in it. */
final class SaveFormat {
    private SaveFormat() {}

    static List<String> lines(IpvsTable table) {
        TreeMap<String, List<String>> services = new TreeMap<>();
        table.entries()
                .forEach((key, entry) -> services.put(
                        "-A " + keyText(key) + settings(entry.service()),
                        entry.destinations().values().stream()
                                .map(destination -> "-a " + keyText(key) + settings(destination))
                                .sorted()
                                .toList()));
        List<String> lines = new ArrayList<>();
        services.forEach((service, destinations) -> {
            lines.add(service);
            lines.addAll(destinations);
        });
        return lines;
    }

    private static String keyText(ServiceKey key) {
        return key.match(
                service -> switch (service.protocol()) {
                            case TCP -> "-t ";
                            case UDP -> "-u ";
                            case SCTP -> "--sctp-service ";
                        }
                        + service.toString()
                                .substring(service.protocol().toString().length() + 1),
                // ipvsadm prints marks above 2^31 as negative numbers.
                service -> "-f " + service.mark() + (service.family() == AddressFamily.IPV6 ? " -6" : ""));
    }

    private static String settings(Service service) {
        StringBuilder text = new StringBuilder(" -s ").append(service.scheduler());
        if (service.persistenceTimeoutSeconds() > 0) {
            text.append(" -p ").append(service.persistenceTimeoutSeconds());
            int mask = service.persistenceNetmask();
            if (mask != Service.wholeAddress(service.key().family())) {
                text.append(" -M ")
                        .append(
                                service.key().family() == AddressFamily.IPV6
                                        ? Integer.toString(mask)
                                        : (mask >>> 24) + "." + ((mask >> 16) & 255) + "." + ((mask >> 8) & 255) + "."
                                                + (mask & 255));
            }
        }
        if (service.persistenceEngine() != null) {
            text.append(" --pe ").append(service.persistenceEngine());
        }
        if (service.flags().contains(ServiceFlag.ONE_PACKET)) {
            text.append(" -o");
        }
        List<String> flags = new ArrayList<>();
        if (service.flags().contains(ServiceFlag.SCHEDULER_1)) {
            flags.add(service.scheduler() + "-fallback");
        }
        if (service.flags().contains(ServiceFlag.SCHEDULER_2)) {
            flags.add(service.scheduler() + "-port");
        }
        return flags.isEmpty() ? text.toString() : text + " -b " + String.join(",", flags);
    }

    private static String settings(Destination destination) {
        String method = switch (destination.method()) {
            case MASQUERADE -> "-m";
            case TUNNEL -> "-i";
            case DIRECT -> "-g";
            case LOCAL, BYPASS ->
                throw new IllegalArgumentException(destination.method() + " (ipvsadm has no option for it)");
        };
        StringBuilder text =
                new StringBuilder(" -r " + destination.key() + " " + method + " -w " + destination.weight());
        Tunnel tunnel = destination.tunnel();
        if (tunnel != null) {
            text.append(" --tun-type ").append(tunnel.type().toString().toLowerCase(Locale.ROOT));
            if (tunnel.type() == Tunnel.Type.GUE) {
                text.append(" --tun-port ").append(tunnel.port());
            }
            if (tunnel.flags().contains(Tunnel.Flag.CHECKSUM)) {
                text.append(" --tun-csum");
            } else if (tunnel.flags().contains(Tunnel.Flag.REMOTE_CHECKSUM)) {
                text.append(" --tun-remcsum");
            } else if (tunnel.type() != Tunnel.Type.IPIP) {
                text.append(" --tun-nocsum");
            }
        }
        return text.toString();
    }
}
