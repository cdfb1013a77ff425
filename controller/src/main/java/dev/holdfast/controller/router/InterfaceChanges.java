package dev.holdfast.controller.router;

import dev.holdfast.controller.event.DirectorEvent;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.InterfaceAddress;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkEvent;
import dev.holdfast.linuxnet.rtnetlink.RtnetlinkMonitor;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the kernel told at once of its interfaces and their addresses, when it has been put into the table. */
final class InterfaceChanges implements RtnetlinkEvent.Cases<Boolean> {
    private final InterfaceTable interfaces;
    private final EventBus bus;
    private final Predicate<InetAddress> isVirtual;
    private final Predicate<String> isUsed;

    private final List<InterfaceAddress> removed = new ArrayList<>();
    private boolean ofInterfaces;
    private boolean ofLinks;
    private boolean lost;

    private InterfaceChanges(
            InterfaceTable interfaces, EventBus bus, Predicate<InetAddress> isVirtual, Predicate<String> isUsed) {
        this.interfaces = interfaces;
        this.bus = bus;
        this.isVirtual = isVirtual;
        this.isUsed = isUsed;
    }

    /**
     * Reads what the kernel has told, and puts it into the table.
     *
     * @param rtnetlink asked for everything where something that the kernel told was lost
     * @param isVirtual whether an address is one that instances move about
     * @param isUsed whether anybody wants to hear that the interface of that name is up or down
     */
    static InterfaceChanges read(
            RtnetlinkMonitor monitor,
            Rtnetlink rtnetlink,
            InterfaceTable interfaces,
            EventBus bus,
            Predicate<InetAddress> isVirtual,
            Predicate<String> isUsed) {
        InterfaceChanges changes = new InterfaceChanges(interfaces, bus, isVirtual, isUsed);
        try {
            monitor.drain(event -> event.match(changes));
            if (changes.lost) {
                interfaces.replaceAll(rtnetlink.links(), rtnetlink.addresses());
            }
        } catch (LinuxException e) {
            changes.ofInterfaces = true;
            bus.say(Part.VRRP, Severity.ERROR, "cannot read the kernel's interface changes: " + e.getMessage());
        }
        return changes;
    }

    /** Whether an interface may be another, have another state or another address of its own. Most changes are those of virtual addresses. */
    boolean concernInterfaces() {
        return ofInterfaces || lost;
    }

    /** Whether an interface came, went, or is up or down now. */
    boolean concernLinks() {
        return ofLinks || lost;
    }

    /** The addresses that were removed, as far as is known. */
    List<InterfaceAddress> removed() {
        return removed;
    }

    /** Whether more may have been removed. */
    boolean wereLost() {
        return lost;
    }

    @Override
    public Boolean linkChanged(RtnetlinkEvent.LinkChanged changed) {
        Link link = changed.link();
        boolean differs = link.usable() != interfaces.isUp(link.name());
        if (differs && isUsed.test(link.name())) {
            bus.publish(new DirectorEvent.InterfaceChanged(link.name(), link.usable()));
        }
        ofLinks |= differs;
        interfaces.put(link);
        ofInterfaces = true;
        return true;
    }

    @Override
    public Boolean linkRemoved(RtnetlinkEvent.LinkRemoved gone) {
        ofLinks = true;
        interfaces.removeLink(gone.index());
        ofInterfaces = true;
        return true;
    }

    @Override
    public Boolean addressAdded(RtnetlinkEvent.AddressAdded added) {
        interfaces.put(added.address());
        ofInterfaces |= !isVirtual.test(added.address().address());
        return true;
    }

    @Override
    public Boolean addressRemoved(RtnetlinkEvent.AddressRemoved gone) {
        interfaces.remove(gone.address());
        removed.add(gone.address());
        ofInterfaces |= !isVirtual.test(gone.address().address());
        return true;
    }

    @Override
    public Boolean overrun(RtnetlinkEvent.Overrun overrun) {
        lost = true;
        return true;
    }
}
