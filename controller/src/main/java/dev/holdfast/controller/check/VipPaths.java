package dev.holdfast.controller.check;

import dev.holdfast.controller.check.VipTable.Content;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.nftables.NftTransaction;
import dev.holdfast.linuxnet.nftables.Nftables;
import dev.holdfast.linuxnet.nftables.NftablesMonitor;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.RouteChoice;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways by which probes ask virtual addresses through real servers ({@code probe_vip}). The kernel's rules ({@link VipTable}) are made
 * when a probe wants them first, made again when somebody removes them, and removed when no check wants them any more. Needs
 * {@code CAP_NET_ADMIN} and Linux 5.16. Safe for use by several threads.
 */
final class VipPaths implements AutoCloseable {
    /** So that these marks meet no others: the letters HD, then a number. */
    private static final long FIRST_MARK = 0x4844_0000L;

    private final EventBus bus;
    private long nextMark = FIRST_MARK;
    private @Nullable Kernel kernel;
    /** What is in the kernel; null for no table. */
    private @Nullable Content installed;

    /** What is open while there are rules. */
    private record Kernel(Nftables nftables, NftablesMonitor monitor, Rtnetlink rtnetlink) {}

    /** No rules yet. */
    VipPaths(EventBus bus) {
        this.bus = bus;
    }

    /**
     * The mark that makes a socket's packets go by this way, which is made if it is not there.
     *
     * @param vip the virtual address
     * @param target for its server's address and interface
     * @throws LinuxException when there is no such way: the kernel lacks something, or the server is not on one of this host's networks;
     *     {@code ENETUNREACH} or {@code EHOSTUNREACH} when there is no route to it at all
     */
    synchronized long markFor(InetAddress vip, CheckTarget target) throws LinuxException {
        Kernel open = kernel;
        if (open == null) {
            open = open();
            kernel = open;
        }
        int index = interfaceTo(open.rtnetlink(), target);
        Content before = stillInstalled(open);
        Content wanted = before == null ? Content.NOTHING : before;
        Long known = wanted.marks().get(vip);
        long mark = known != null ? known : nextMark++;
        if (known == null) {
            wanted = wanted.with(vip, mark);
        }
        if (!wanted.interfaces().containsKey(index)) {
            wanted = wanted.with(index, nameOf(open.rtnetlink(), index));
        }
        if (!wanted.equals(before)) {
            commit(open, before == null ? VipTable.replace(wanted) : VipTable.update(before, wanted));
            installed = wanted;
        }
        return mark;
    }

    /** What is installed, unless somebody removed some of it: then it is as if nothing were. */
    private @Nullable Content stillInstalled(Kernel open) throws LinuxException {
        if (open.monitor().anyRemoved() && installed != null) {
            bus.say(
                    Part.CHECKERS,
                    Severity.WARNING,
                    "nftables table netdev " + VipTable.NAME + " of probe_vip was removed by somebody else; put back");
            installed = null;
        }
        return installed;
    }

    private static void commit(Kernel open, NftTransaction change) throws LinuxException {
        try {
            open.nftables().commit(change);
        } catch (LinuxException e) {
            throw e.errno() == Errno.EOPNOTSUPP
                    ? new LinuxException(
                            "make the rules of probe_vip",
                            e.errno(),
                            "the kernel's nftables do not see what leaves an interface (expected Linux 5.16 or newer)")
                    : e;
        }
        // What this removed itself.
        open.monitor().anyRemoved();
    }

    private static int interfaceTo(Rtnetlink rtnetlink, CheckTarget target) throws LinuxException {
        String server = target.address().getHostAddress();
        String name = target.bindInterface();
        if (name != null) {
            Optional<Link> link = rtnetlink.link(name);
            return link.orElseThrow(() -> new LinuxException("find bind_if " + name, Errno.ENODEV))
                    .index();
        }
        RouteChoice route = rtnetlink.routeTo(target.address());
        InetAddress gateway = route.gateway();
        if (route.local() || gateway != null) {
            throw new LinuxException(
                    "probe_vip through " + server,
                    Errno.EOPNOTSUPP,
                    (gateway == null ? "it is this host itself" : "it is behind " + gateway.getHostAddress())
                            + " (expected a server on one of this host's networks, as direct routing needs)");
        }
        return route.ifIndex();
    }

    private static String nameOf(Rtnetlink rtnetlink, int index) throws LinuxException {
        return rtnetlink.links().stream()
                .filter(link -> link.index() == index)
                .findFirst()
                .orElseThrow(() -> new LinuxException("find interface " + index, Errno.ENODEV))
                .name();
    }

    /** Forgets the ways to all but these addresses; without any, the rules go. */
    synchronized void keep(Set<InetAddress> vips) {
        Kernel open = kernel;
        Content before = installed;
        if (vips.isEmpty()) {
            close();
        } else if (open != null && before != null) {
            Content wanted = before.of(vips);
            installed = attempt(open, VipTable.update(before, wanted)) ? wanted : null;
        }
    }

    private static boolean attempt(Kernel open, NftTransaction change) {
        try {
            commit(open, change);
            return true;
        } catch (LinuxException e) {
            // The next probe makes the table anew, or tells why it cannot.
            return false;
        }
    }

    private static Kernel open() throws LinuxException {
        NftablesMonitor monitor = NftablesMonitor.open(VipTable.FAMILY, VipTable.NAME);
        Nftables nftables = null;
        try {
            nftables = Nftables.open();
            return new Kernel(nftables, monitor, Rtnetlink.open());
        } catch (LinuxException e) {
            monitor.close();
            if (nftables != null) {
                nftables.close();
            }
            throw e;
        }
    }

    /** Removes the rules. */
    @Override
    public synchronized void close() {
        Kernel open = kernel;
        if (open == null) {
            return;
        }
        if (installed != null) {
            attempt(open, VipTable.remove());
        }
        open.nftables().close();
        open.monitor().close();
        open.rtnetlink().close();
        kernel = null;
        installed = null;
    }
}
