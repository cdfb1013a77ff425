package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The table as {@code ipvsadm -S} writes it: a line of options for each service and each real server. Thresholds are
 * not in it.
 */
final class SaveFormat {
    private final AddressText addresses;
    private final StringBuilder text = new StringBuilder();

    SaveFormat(boolean numeric, Names names) {
        this.addresses = new AddressText(numeric, names);
    }

    String of(List<ServiceStatus> services) {
        for (ServiceStatus status : ListingOrder.services(services)) {
            Service service = status.service();
            String name = name(service.key());
            text.append("-A ").append(name).append(" -s ").append(service.scheduler());
            settings(service);
            text.append('\n');
            TransportProtocol protocol = ServiceText.protocol(service.key());
            for (DestinationStatus destination : ListingOrder.destinations(status.destinations())) {
                text.append("-a ").append(name);
                destination(destination.destination(), protocol);
                text.append('\n');
            }
        }
        return text.toString();
    }

    private String name(ServiceKey key) {
        return key.match(
                service -> switch (service.protocol()) {
                            case TCP -> "-t ";
                            case UDP -> "-u ";
                            case SCTP -> "--sctp-service ";
                        }
                        + addresses.of(service.address(), service.port(), service.protocol()),
                service -> "-f " + service.mark() + (service.family() == AddressFamily.IPV6 ? " -6" : ""));
    }

    private void settings(Service service) {
        if (service.persistenceTimeoutSeconds() > 0) {
            text.append(" -p ").append(service.persistenceTimeoutSeconds());
            String mask = ServiceText.persistenceMask(service);
            if (mask != null) {
                text.append(" -M ").append(mask);
            }
        }
        if (service.persistenceEngine() != null) {
            text.append(" --pe ").append(service.persistenceEngine());
        }
        if (service.flags().contains(ServiceFlag.ONE_PACKET)) {
            text.append(" -o");
        }
        if (ServiceText.hasSchedulerFlags(service)) {
            text.append(" -b ").append(ServiceText.schedulerFlags(service));
        }
    }

    private void destination(Destination destination, @Nullable TransportProtocol protocol) {
        text.append(" -r ")
                .append(addresses.of(destination.address(), destination.port(), protocol))
                .append(' ')
                .append(method(destination.method()))
                .append(" -w ")
                .append(destination.weight());
        Tunnel tunnel = destination.tunnel();
        if (tunnel == null) {
            return;
        }
        text.append(" --tun-type ").append(tunnel.type().name().toLowerCase(Locale.ROOT));
        if (tunnel.type() == Tunnel.Type.GUE) {
            text.append(" --tun-port ").append(tunnel.port());
        }
        if (tunnel.type() != Tunnel.Type.IPIP) {
            text.append(
                    tunnel.flags().contains(Tunnel.Flag.CHECKSUM)
                            ? " --tun-csum"
                            : tunnel.flags().contains(Tunnel.Flag.REMOTE_CHECKSUM)
                                    ? " --tun-remcsum"
                                    : " --tun-nocsum");
        }
    }

    private static String method(ForwardingMethod method) {
        return switch (method) {
            case MASQUERADE -> "-m";
            case TUNNEL -> "-i";
            case LOCAL, DIRECT -> "-g";
            case BYPASS -> "(null)";
        };
    }
}
