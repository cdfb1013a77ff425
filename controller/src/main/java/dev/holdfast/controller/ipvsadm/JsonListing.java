package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.json.JsonText;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.Endpoint;
import dev.holdfast.ipvs.IpvsInfo;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceStatus;
import dev.holdfast.ipvs.Statistics;
import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;
import dev.holdfast.ipvs.Tunnel;
import java.util.List;
import java.util.Locale;

/**
 * The listings as JSON. Everything there is is in it, always as numbers and addresses; names of members do not
 * change.
 */
final class JsonListing {
    private JsonListing() {}

    static String table(IpvsInfo info, List<ServiceStatus> services, boolean sorted) {
        JsonText json = new JsonText()
                .openObject()
                .member("version", info.versionText())
                .member("connectionTableSize", info.connectionTableSize())
                .openArray("services");
        for (ServiceStatus service : sorted ? ListingOrder.services(services) : services) {
            service(json, service, sorted);
        }
        return json.closeArray().closeObject().take();
    }

    private static void service(JsonText json, ServiceStatus status, boolean sorted) {
        Service service = status.service();
        json.openObject();
        key(json, service.key());
        json.member("scheduler", service.scheduler()).openArray("flags");
        if (service.flags().contains(ServiceFlag.ONE_PACKET)) {
            json.element("one-packet");
        }
        for (ServiceFlag flag : service.flags()) {
            String name = flag.nameWith(service.scheduler());
            if (name != null) {
                json.element(name);
            }
        }
        json.closeArray();
        if (service.persistenceTimeoutSeconds() > 0) {
            json.openObject("persistence").member("timeoutSeconds", service.persistenceTimeoutSeconds());
            switch (service.key().family()) {
                case IPV4 -> json.member("netmask", AddressText.mask(service.persistenceNetmask()));
                case IPV6 -> json.member("prefixLength", service.persistenceNetmask());
            }
            json.closeObject();
        }
        json.memberIfAny("persistenceEngine", service.persistenceEngine());
        statistics(json, status.statistics());
        json.openArray("destinations");
        List<DestinationStatus> destinations = status.destinations();
        for (DestinationStatus destination : sorted ? ListingOrder.destinations(destinations) : destinations) {
            destination(json, destination);
        }
        json.closeArray().closeObject();
    }

    private static void key(JsonText json, ServiceKey key) {
        if (key instanceof ServiceKey.AddressService service) {
            json.member("protocol", service.protocol().toString())
                    .member("address", AddressText.literal(service.address()))
                    .member("port", service.port());
        } else if (key instanceof ServiceKey.FirewallMarkService service) {
            json.member("firewallMark", Integer.toUnsignedLong(service.mark()))
                    .member("family", service.family() == AddressFamily.IPV4 ? "ipv4" : "ipv6");
        }
    }

    private static void destination(JsonText json, DestinationStatus status) {
        Destination destination = status.destination();
        json.openObject()
                .member("address", AddressText.literal(destination.address()))
                .member("port", destination.port())
                .member("forwarding", destination.method().name().toLowerCase(Locale.ROOT))
                .member("weight", destination.weight())
                .member("upperThreshold", destination.upperThreshold())
                .member("lowerThreshold", destination.lowerThreshold());
        Tunnel tunnel = destination.tunnel();
        if (tunnel != null) {
            json.openObject("tunnel").member("type", tunnel.type().name().toLowerCase(Locale.ROOT));
            if (tunnel.type() == Tunnel.Type.GUE) {
                json.member("port", tunnel.port());
            }
            json.openArray("flags");
            tunnel.flags()
                    .forEach(flag ->
                            json.element(flag.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            json.closeArray().closeObject();
        }
        json.member("activeConnections", status.activeConnections())
                .member("inactiveConnections", status.inactiveConnections())
                .member("persistentConnections", status.persistentConnections());
        statistics(json, status.statistics());
        json.closeObject();
    }

    private static void statistics(JsonText json, Statistics statistics) {
        json.openObject("statistics")
                .counter("connections", statistics.connections())
                .counter("inPackets", statistics.inPackets())
                .counter("outPackets", statistics.outPackets())
                .counter("inBytes", statistics.inBytes())
                .counter("outBytes", statistics.outBytes())
                .counter("connectionsPerSecond", statistics.connectionsPerSecond())
                .counter("inPacketsPerSecond", statistics.inPacketsPerSecond())
                .counter("outPacketsPerSecond", statistics.outPacketsPerSecond())
                .counter("inBytesPerSecond", statistics.inBytesPerSecond())
                .counter("outBytesPerSecond", statistics.outBytesPerSecond())
                .closeObject();
    }

    /** Adds one connection to an open array and takes what has been written so far. */
    static String connection(JsonText json, Connection connection) {
        json.openObject()
                .member("protocol", connection.protocol().toLowerCase(Locale.ROOT))
                .member("state", connection.state())
                .member("expiresSeconds", connection.expiresSeconds());
        endpoint(json, "client", connection.client());
        endpoint(json, "virtual", connection.virtual());
        endpoint(json, "destination", connection.destination());
        Connection.Persistence persistence = connection.persistence();
        if (persistence != null) {
            json.openObject("persistence")
                    .member("engine", persistence.engine())
                    .member("data", persistence.data())
                    .closeObject();
        }
        return json.closeObject().take();
    }

    private static void endpoint(JsonText json, String name, Endpoint endpoint) {
        json.openObject(name)
                .member("address", AddressText.literal(endpoint.address()))
                .member("port", endpoint.port())
                .closeObject();
    }

    static String timeouts(Timeouts timeouts) {
        return new JsonText()
                .openObject()
                .member("tcpSeconds", timeouts.tcpSeconds())
                .member("tcpFinSeconds", timeouts.tcpFinSeconds())
                .member("udpSeconds", timeouts.udpSeconds())
                .closeObject()
                .take();
    }

    static String daemons(List<SyncDaemon> daemons) {
        JsonText json = new JsonText().openObject().openArray("daemons");
        for (SyncDaemon daemon : daemons) {
            json.openObject()
                    .member("role", daemon.role().toString())
                    .member("interface", daemon.interfaceName())
                    .member("syncId", daemon.syncId())
                    .member("maxLength", daemon.maxLength())
                    .memberIfAny("group", daemon.group() == null ? null : AddressText.literal(daemon.group()))
                    .member("port", daemon.port())
                    .member("ttl", daemon.ttl())
                    .closeObject();
        }
        return json.closeArray().closeObject().take();
    }
}
