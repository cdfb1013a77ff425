package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.ipvsadm.ListFormat.Columns;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.IpvsInfo;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of services and real servers, byte for byte as ipvsadm 1.31 prints it. */
final class TableListing {
    private static final int SERVICE_WIDTH = 33;
    private static final int SERVER_WIDTH = 28;

    private final ListFormat format;
    private final AddressText addresses;
    private final StringBuilder text = new StringBuilder();

    TableListing(ListFormat format, Names names) {
        this.format = format;
        this.addresses = new AddressText(format.numeric(), names);
    }

    /** The whole table. */
    String of(IpvsInfo info, List<ServiceStatus> services) {
        text.append("IP Virtual Server version ")
                .append(info.versionText())
                .append(" (size=")
                .append(info.connectionTableSize())
                .append(")\n");
        return of(services);
    }

    /** Services alone, below the names of the columns. */
    String of(List<ServiceStatus> services) {
        title();
        for (ServiceStatus service : format.sorted() ? ListingOrder.services(services) : services) {
            service(service);
        }
        return text.toString();
    }

    private void title() {
        switch (format.columns()) {
            case STATS -> title("Conns", "InPkts", "OutPkts", "InBytes", "OutBytes");
            case RATE -> title("CPS", "InPPS", "OutPPS", "InBPS", "OutBPS");
            case THRESHOLDS ->
                text.append("Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn \n")
                        .append("  -> RemoteAddress:Port\n");
            case PERSISTENT_CONNECTIONS ->
                text.append("Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn \n")
                        .append("  -> RemoteAddress:Port\n");
            case TUNNELS ->
                text.append("Prot LocalAddress:Port Scheduler Flags\n")
                        .append(
                                "  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n");
            case STANDARD ->
                text.append("Prot LocalAddress:Port Scheduler Flags\n")
                        .append("  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n");
        }
    }

    private void title(String... names) {
        text.append(Cells.left("Prot LocalAddress:Port", SERVICE_WIDTH));
        for (String name : names) {
            text.append(' ').append(Cells.right(name, 8));
        }
        text.append("\n  -> RemoteAddress:Port\n");
    }

    private void service(ServiceStatus status) {
        Service service = status.service();
        String name = name(service.key());
        switch (format.columns()) {
            case STATS -> {
                text.append(Cells.left(name, SERVICE_WIDTH));
                totals(status.statistics());
            }
            case RATE -> {
                text.append(Cells.left(name, SERVICE_WIDTH));
                Statistics statistics = status.statistics();
                counters(
                        statistics.connectionsPerSecond(),
                        statistics.inPacketsPerSecond(),
                        statistics.outPacketsPerSecond(),
                        statistics.inBytesPerSecond(),
                        statistics.outBytesPerSecond());
            }
            default -> {
                text.append(name).append(' ').append(service.scheduler());
                settings(service);
            }
        }
        text.append('\n');
        List<DestinationStatus> destinations = status.destinations();
        TransportProtocol protocol = ServiceText.protocol(service.key());
        for (DestinationStatus destination : format.sorted() ? ListingOrder.destinations(destinations) : destinations) {
            destination(destination, protocol);
        }
    }

    private String name(ServiceKey key) {
        return key.match(
                service -> {
                    String name = Cells.left(service.protocol().name(), 4) + " "
                            + addresses.of(service.address(), service.port(), service.protocol());
                    return service.family() == AddressFamily.IPV6 ? name : cut(name, SERVICE_WIDTH);
                },
                // ipvsadm shows marks from 2147483648 on as negative numbers.
                service -> "FWM  " + service.mark() + (service.family() == AddressFamily.IPV6 ? " IPv6" : ""));
    }

    private void settings(Service service) {
        if (ServiceText.hasSchedulerFlags(service)) {
            text.append(" (").append(ServiceText.schedulerFlags(service)).append(')');
        }
        if (service.persistenceTimeoutSeconds() > 0) {
            text.append(" persistent ").append(service.persistenceTimeoutSeconds());
            String mask = ServiceText.persistenceMask(service);
            if (mask != null) {
                text.append(" mask ").append(mask);
            }
            if (service.persistenceEngine() != null) {
                text.append(" pe ").append(service.persistenceEngine());
            }
        }
        if (service.flags().contains(ServiceFlag.ONE_PACKET)) {
            text.append(" ops");
        }
    }

    private void destination(DestinationStatus status, @Nullable TransportProtocol protocol) {
        Destination destination = status.destination();
        String name = addresses.of(destination.address(), destination.port(), protocol);
        if (AddressFamily.of(destination.address()) == AddressFamily.IPV4) {
            name = cut(name, SERVER_WIDTH);
        }
        text.append("  -> ").append(Cells.left(name, SERVER_WIDTH));
        Statistics statistics = status.statistics();
        switch (format.columns()) {
            case STATS -> totals(statistics);
            case RATE -> {
                // Here ipvsadm writes these three in full, whatever their size.
                text.append(' ').append(Cells.right(Long.toUnsignedString(statistics.connectionsPerSecond()), 8));
                text.append(' ').append(Cells.right(Long.toUnsignedString(statistics.inPacketsPerSecond()), 8));
                text.append(' ').append(Cells.right(Long.toUnsignedString(statistics.outPacketsPerSecond()), 8));
                counters(statistics.inBytesPerSecond(), statistics.outBytesPerSecond());
            }
            case THRESHOLDS ->
                text.append(' ')
                        .append(Cells.left(destination.upperThreshold(), 10))
                        .append(' ')
                        .append(Cells.left(destination.lowerThreshold(), 10))
                        .append(connections(status));
            case PERSISTENT_CONNECTIONS ->
                text.append(' ')
                        .append(Cells.left(destination.weight(), 9))
                        .append(' ')
                        .append(Cells.left(status.persistentConnections(), 11))
                        .append(connections(status));
            case TUNNELS, STANDARD -> {
                text.append(' ').append(Cells.left(method(destination.method()), 7));
                if (format.columns() == Columns.TUNNELS) {
                    text.append(' ').append(Cells.left(tunnel(destination.tunnel()), 13));
                }
                text.append(' ').append(Cells.left(destination.weight(), 6)).append(connections(status));
            }
        }
        text.append('\n');
    }

    private static String connections(DestinationStatus status) {
        return " " + Cells.left(status.activeConnections(), 10) + " " + Cells.left(status.inactiveConnections(), 10);
    }

    private void totals(Statistics statistics) {
        counters(
                statistics.connections(),
                statistics.inPackets(),
                statistics.outPackets(),
                statistics.inBytes(),
                statistics.outBytes());
    }

    private void counters(long... values) {
        for (long value : values) {
            text.append(Cells.counter(value, format.exact()));
        }
    }

    private static String method(ForwardingMethod method) {
        return switch (method) {
            case MASQUERADE -> "Masq";
            case LOCAL -> "Local";
            case TUNNEL -> "Tunnel";
            case DIRECT -> "Route";
            case BYPASS -> "(null)";
        };
    }

    private static String tunnel(@Nullable Tunnel tunnel) {
        if (tunnel == null) {
            return "n/a";
        }
        String type = tunnel.type().name().toLowerCase(Locale.ROOT);
        String checksum = tunnel.flags().contains(Tunnel.Flag.CHECKSUM)
                ? "+c"
                : tunnel.flags().contains(Tunnel.Flag.REMOTE_CHECKSUM) ? "r+c" : "-c";
        return switch (tunnel.type()) {
            case IPIP -> type;
            case GUE -> type + ":" + tunnel.port() + ":" + checksum;
            case GRE -> type + ":" + checksum;
        };
    }

    private static String cut(String name, int width) {
        return name.length() > width ? name.substring(0, width) : name;
    }
}
