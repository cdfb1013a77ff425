package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.SyncDaemon;
import dev.holdfast.ipvs.Timeouts;

/** The listings of {@code ipvsadm -L --daemon} and {@code ipvsadm -L --timeout}. */
final class DaemonListing {
    private DaemonListing() {}

    static String line(SyncDaemon daemon) {
        StringBuilder text = new StringBuilder()
                .append(daemon.role())
                .append(" sync daemon (mcast=")
                .append(daemon.interfaceName())
                .append(", syncid=")
                .append(daemon.syncId());
        // Kernels before 4.3 do not tell the rest.
        if (daemon.maxLength() != 0) {
            text.append(", maxlen=").append(daemon.maxLength());
        }
        if (daemon.group() != null) {
            text.append(", group=").append(AddressText.literal(daemon.group()));
        }
        if (daemon.port() != 0) {
            text.append(", port=").append(daemon.port());
        }
        if (daemon.ttl() != 0) {
            text.append(", ttl=").append(daemon.ttl());
        }
        return text.append(")\n").toString();
    }

    static String line(Timeouts timeouts) {
        return "Timeout (tcp tcpfin udp): " + timeouts.tcpSeconds() + " " + timeouts.tcpFinSeconds() + " "
                + timeouts.udpSeconds() + "\n";
    }
}
