package dev.holdfast.controller.network;

import dev.holdfast.controller.config.vrrp.AddressSettings;
import dev.holdfast.controller.config.vrrp.RuleSettings;
import dev.holdfast.controller.config.vrrp.StaticSettings;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.network.InterfaceNames.NoSuchInterfaceException;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Change;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Outcome;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What static_ipaddress, static_routes and static_rules put into the kernel, whoever is master. What somebody else removes is put
 * back; what waits for an interface is put on when it comes. Used by one thread.
 */
public final class StaticNetwork {
    private final Rtnetlink rtnetlink;
    private final InterfaceNames interfaces;
    private final EventBus bus;
    private final KernelRouting.Owner routing;
    private final Map<AddressSettings, InterfaceAddress> addresses = new LinkedHashMap<>();
    private Set<AddressSettings> wanted = Set.of();
    private String defaultInterface = "";

    /** Nothing yet. */
    public StaticNetwork(Rtnetlink rtnetlink, InterfaceNames interfaces, KernelRouting routing, EventBus bus) {
        this.rtnetlink = rtnetlink;
        this.interfaces = interfaces;
        this.bus = bus;
        this.routing = routing.owner("static:", "");
    }

    /**
     * Puts these on, and takes off what was there before and is not among them.
     *
     * @param rules static_rules, with preferences
     * @param interfaceWithoutDevice where addresses go that name none
     */
    public void apply(StaticSettings settings, List<RuleSettings> rules, String interfaceWithoutDevice) {
        boolean moved = !interfaceWithoutDevice.equals(defaultInterface);
        defaultInterface = interfaceWithoutDevice;
        wanted = new LinkedHashSet<>(settings.addresses());
        List<AddressSettings> gone = new ArrayList<>(addresses.keySet());
        gone.removeIf(address -> wanted.contains(address) && !(moved && address.device() == null));
        remove(gone);
        add();
        routing.hold(settings.routes(), rules);
    }

    /** Takes everything off. */
    public void close() {
        routing.close();
        wanted = Set.of();
        remove(List.copyOf(addresses.keySet()));
    }

    /** An address was removed, by whomever. */
    public void addressRemoved(InterfaceAddress removed) {
        for (Map.Entry<AddressSettings, InterfaceAddress> entry : List.copyOf(addresses.entrySet())) {
            InterfaceAddress ours = entry.getValue();
            if (ours.sameAs(removed) && entry.getKey().tracked()) {
                addresses.remove(entry.getKey());
                add();
            }
        }
    }

    /** An interface came, went or changed. */
    public void recheck() {
        addresses.keySet().removeIf(AddressSettings::tracked);
        add();
    }

    private void add() {
        List<AddressSettings> missing = new ArrayList<>();
        List<InterfaceAddress> toAdd = new ArrayList<>();
        for (AddressSettings settings : wanted) {
            if (!addresses.containsKey(settings)) {
                try {
                    toAdd.add(onInterface(settings));
                    missing.add(settings);
                } catch (NoSuchInterfaceException e) {
                    // The configuration's reading has said so; it is put on when the interface comes.
                }
            }
        }
        List<Change<InterfaceAddress>> changes = rtnetlink.addAddresses(toAdd);
        for (int i = 0; i < changes.size(); i++) {
            LinuxException error = changes.get(i).error();
            if (error != null) {
                say(Severity.ERROR, String.valueOf(error.getMessage()));
            } else {
                addresses.put(missing.get(i), toAdd.get(i));
                if (changes.get(i).outcome() == Outcome.DONE) {
                    say(Severity.INFO, "static address " + toAdd.get(i).notation() + " set");
                }
            }
        }
    }

    private void remove(List<AddressSettings> gone) {
        List<InterfaceAddress> toRemove = gone.stream()
                .map(settings -> Objects.requireNonNull(addresses.remove(settings), "a key of the map"))
                .toList();
        for (Change<InterfaceAddress> change : rtnetlink.removeAddresses(toRemove)) {
            LinuxException error = change.error();
            // An interface that is gone took its addresses along.
            if (error != null && error.errno() != Errno.ENODEV) {
                say(Severity.ERROR, String.valueOf(error.getMessage()));
            }
        }
    }

    private InterfaceAddress onInterface(AddressSettings settings) throws NoSuchInterfaceException {
        String device = settings.device();
        int index = interfaces.indexOf(device == null ? defaultInterface : device);
        return KernelAddress.of(settings.toVirtualAddress(), index);
    }

    private void say(Severity severity, String text) {
        bus.say(Part.VRRP, severity, text);
    }
}
