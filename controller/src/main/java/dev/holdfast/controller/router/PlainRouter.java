package dev.holdfast.controller.router;

import dev.holdfast.controller.config.RouterConfig;
import dev.holdfast.controller.config.global.GarpExtra;
import dev.holdfast.controller.config.vrrp.Notifications;
import dev.holdfast.controller.config.vrrp.Tracking;
import dev.holdfast.controller.config.vrrp.Transport;
import dev.holdfast.controller.config.vrrp.VirtualInterface;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.packet.WireConfig;
import java.util.List;

/** An instance of which a file says nothing but what the protocol needs. */
final class PlainRouter {
    private PlainRouter() {}

    /** The instance with the given protocol. */
    static RouterConfig of(InstanceConfig protocol) {
        return new RouterConfig(
                protocol,
                WireConfig.multicast(protocol.family()),
                new VrrpInstanceSettings(
                        protocol.name(),
                        protocol.interfaceName(),
                        null,
                        false,
                        protocol.version(),
                        protocol.vrid(),
                        protocol.basePriority(),
                        protocol.startAsMaster(),
                        new VrrpInstanceSettings.Timing(
                                protocol.advertIntervalCentis(),
                                protocol.downTimerAdverts(),
                                protocol.nopreempt(),
                                0,
                                protocol.lowerPriorityNoAdvert(),
                                protocol.higherPrioritySendAdvert(),
                                null),
                        null,
                        null,
                        new Transport(
                                null, false, null, List.of(), null, false, false, Transport.OldChecksum.DETECT, false),
                        VirtualInterface.NONE,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Tracking.NONE,
                        true,
                        new Notifications(null, null, null, null, null, false, null, null, false, false),
                        new VrrpInstanceSettings.Options(
                                protocol.garp(),
                                GarpExtra.NONE,
                                true,
                                false,
                                protocol.skipCheckAdvertAddresses(),
                                false,
                                false,
                                null,
                                false,
                                0,
                                null)));
    }
}
