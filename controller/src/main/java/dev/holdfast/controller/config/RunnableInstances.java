package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.PasswordSettings;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the protocol's own records of instances, as far as they can run already. */
final class RunnableInstances {
    private final Problems problems;

    RunnableInstances(Problems problems) {
        this.problems = problems;
    }

    /** The instance for the protocol; empty when it cannot run yet, which has been said then. */
    Optional<InstanceConfig> config(VrrpInstanceSettings instance, Statement block) {
        String interfaceName = instance.interfaceName();
        String missing = missing(instance);
        if (missing != null || interfaceName == null) {
            problems.remark(
                    block.at(0),
                    "instance-left-out",
                    "vrrp_instance " + instance.name() + " does not run: "
                            + (missing == null ? "an instance without an interface" : missing)
                            + " is not implemented yet",
                    "",
                    "running it without would make a second master");
            return Optional.empty();
        }
        PasswordSettings password = instance.password();
        return Optional.of(InstanceConfig.builder(instance.name(), interfaceName, instance.vrid())
                .version(instance.version())
                .basePriority(instance.priority())
                .advertIntervalCentis(instance.timing().advertIntervalCentis())
                .nopreempt(instance.timing().nopreempt())
                .startAsMaster(instance.wantsMaster())
                .authentication(
                        password == null ? Authentication.NONE : new Authentication.SimplePassword(password.bytes()))
                .family(instance.ipv6() ? AddressFamily.IPV6 : AddressFamily.IPV4)
                .addresses(instance.addresses().stream()
                        .map(AddressSettings::toVirtualAddress)
                        .toList())
                .excludedAddresses(instance.excludedAddresses().stream()
                        .map(AddressSettings::toVirtualAddress)
                        .toList())
                .garp(instance.options().garp())
                .skipCheckAdvertAddresses(instance.options().skipCheckAdvertAddresses())
                .lowerPriorityNoAdvert(instance.timing().lowerPriorityNoAdvert())
                .higherPrioritySendAdvert(instance.timing().higherPrioritySendAdvert())
                .downTimerAdverts(instance.timing().downTimerAdverts())
                .build());
    }

    private static @Nullable String missing(VrrpInstanceSettings instance) {
        if (instance.name().isEmpty()) {
            return "an instance without a name";
        }
        if (instance.transport().isUnicast()) {
            return "unicast_peer";
        }
        if (instance.ipv6()) {
            return "VRRP over IPv6";
        }
        PasswordSettings password = instance.password();
        if (password != null && password.header()) {
            return "auth_type AH";
        }
        if (instance.hmac() != null) {
            return "auth_hmac";
        }
        return null;
    }
}
