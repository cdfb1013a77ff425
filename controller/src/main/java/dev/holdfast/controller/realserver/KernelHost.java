package dev.holdfast.controller.realserver;

import dev.holdfast.controller.realserver.Change.AddVip;
import dev.holdfast.controller.realserver.Change.RemoveVip;
import dev.holdfast.controller.realserver.Change.SetLink;
import dev.holdfast.controller.realserver.Change.SetSysctl;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.rtnetlink.Link;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The kernel: reads its state and carries out changes, in the calling thread's network namespace. */
final class KernelHost implements AutoCloseable {
    /** What is below /proc/sys/net is that of the thread that opens it. */
    private static final Path SYSCTLS = Path.of("/proc/sys");

    private final Rtnetlink rtnetlink;

    private KernelHost(Rtnetlink rtnetlink) {
        this.rtnetlink = rtnetlink;
    }

    static KernelHost open() throws LinuxException {
        return new KernelHost(Rtnetlink.open());
    }

    /** What there is now. */
    HostState read() throws IOException {
        List<Link> links = rtnetlink.links();
        Map<Sysctl, Integer> values = new HashMap<>();
        List<String> names = new ArrayList<>(List.of(Sysctl.ALL, Sysctl.DEFAULT));
        links.forEach(link -> names.add(link.name()));
        for (String name : names) {
            for (String key : List.of(Sysctl.ARP_IGNORE, Sysctl.ARP_ANNOUNCE, Sysctl.RP_FILTER)) {
                readInto(values, new Sysctl(name, key));
            }
        }
        return new HostState(links, rtnetlink.addresses(), values);
    }

    private static void readInto(Map<Sysctl, Integer> values, Sysctl sysctl) throws IOException {
        Path file = SYSCTLS.resolve(sysctl.path());
        try {
            values.put(
                    sysctl,
                    Integer.parseInt(
                            Files.readString(file, StandardCharsets.US_ASCII).strip()));
        } catch (NoSuchFileException e) {
            // An interface without IPv4, or one that has gone meanwhile.
        } catch (NumberFormatException e) {
            throw new IOException(file + ": " + e.getMessage() + " (expected a number)", e);
        }
    }

    /** Carries one change out; one that is already so is done. */
    void apply(Change change) throws IOException {
        if (change instanceof SetSysctl set) {
            write(set);
        } else if (change instanceof SetLink link) {
            rtnetlink.setLinkUp(index(link.ifName()), link.up());
        } else if (change instanceof AddVip add) {
            rtnetlink.addAddress(add.vip().on(index(add.ifName())));
        } else if (change instanceof RemoveVip remove) {
            rtnetlink.removeAddress(remove.vip().on(index(remove.ifName())));
        }
    }

    private static void write(SetSysctl set) throws IOException {
        Path file = SYSCTLS.resolve(set.sysctl().path());
        try {
            Files.writeString(file, set.to() + "\n", StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        } catch (FileSystemException e) {
            String reason = e.getReason();
            throw new IOException(
                    "set " + set.sysctl() + " to " + set.to() + ": "
                            + (reason == null ? e.getClass().getSimpleName() : reason)
                            + " (expected that " + file + " can be written; in a container /proc/sys may be read-only)",
                    e);
        }
    }

    private int index(String ifName) throws IOException {
        return rtnetlink
                .link(ifName)
                .orElseThrow(() -> new IOException("no interface " + ifName))
                .index();
    }

    @Override
    public void close() {
        rtnetlink.close();
    }
}
