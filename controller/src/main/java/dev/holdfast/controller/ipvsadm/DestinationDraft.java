package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.ipvsadm.AddressReader.Read;
import dev.holdfast.controller.ipvsadm.UsageException.Kind;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationKey;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Tunnel;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A real server as the options name it, one after the other. */
final class DestinationDraft {
    private final AddressReader addresses;
    private @Nullable InetAddress address;
    private int port;
    private ForwardingMethod method = ForwardingMethod.DIRECT;
    private int weight = 1;
    private int upperThreshold;
    private int lowerThreshold;
    private String tunnelType = "ipip";
    private int tunnelPort;

    DestinationDraft(AddressReader addresses) {
        this.addresses = addresses;
    }

    /** Without a port it gets the service's, if that was named before. */
    void address(String text, ServiceDraft service) throws UsageException {
        Read read = addresses.read("real server", text, service.protocol());
        address = read.address();
        port = read.portGiven() ? read.port() : service.port();
    }

    void method(ForwardingMethod newMethod) {
        method = newMethod;
    }

    void weight(String text) throws UsageException {
        weight = Numbers.requireInt("weight", text, 0, Integer.MAX_VALUE);
    }

    void upperThreshold(String text) throws UsageException {
        upperThreshold = Numbers.requireInt("upper threshold", text, 0, Integer.MAX_VALUE);
    }

    void lowerThreshold(String text) throws UsageException {
        lowerThreshold = Numbers.requireInt("lower threshold", text, 0, Integer.MAX_VALUE);
    }

    void tunnelType(String text) throws UsageException {
        if (!Set.of("ipip", "gue", "gre").contains(text)) {
            throw UsageException.value("tunnel type " + text + " (expected ipip, gue or gre)");
        }
        tunnelType = text;
    }

    void tunnelPort(String text) throws UsageException {
        tunnelPort = Numbers.requireInt("tunnel port", text, 1, 65535);
    }

    DestinationKey key() {
        return new DestinationKey(givenAddress(), port);
    }

    Destination destination(ServiceDraft service, Map<IpvsadmOption, IpvsadmOption> given) throws UsageException {
        boolean tunnel = method == ForwardingMethod.TUNNEL;
        // These two do not translate, so a server cannot have a port of its own.
        int usedPort = !service.hasMark() && method != ForwardingMethod.MASQUERADE ? service.port() : port;
        AddressFamily family = AddressFamily.of(givenAddress());
        if (family != service.family() && !tunnel) {
            throw UsageException.value("real server of " + family + " for a virtual server of " + service.family()
                    + " (expected the same family, or a tunnel: -i)");
        }
        OptionRules.checkTunnel(tunnel, tunnelType, given);
        try {
            return new Destination(
                    givenAddress(),
                    usedPort,
                    method,
                    weight,
                    upperThreshold,
                    lowerThreshold,
                    tunnel ? tunnel(given) : null);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private Tunnel tunnel(Map<IpvsadmOption, IpvsadmOption> given) {
        Set<Tunnel.Flag> flags = given.containsKey(IpvsadmOption.TUN_CSUM)
                ? Set.of(Tunnel.Flag.CHECKSUM)
                : given.containsKey(IpvsadmOption.TUN_REMCSUM) ? Set.of(Tunnel.Flag.REMOTE_CHECKSUM) : Set.of();
        return new Tunnel(Tunnel.Type.valueOf(tunnelType.toUpperCase(Locale.ROOT)), tunnelPort, flags);
    }

    private InetAddress givenAddress() {
        if (address == null) {
            throw new IllegalStateException("no real server (the option's presence is checked before)");
        }
        return address;
    }
}
