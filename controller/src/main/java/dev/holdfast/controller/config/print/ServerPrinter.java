package dev.holdfast.controller.config.print;

import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.healthcheck.TlsFiles;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.TransportProtocol;
import dev.holdfast.ipvs.Tunnel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes virtual servers, their groups and the SSL block. */
final class ServerPrinter {
    private final Lines out;
    private final CheckerPrinter checkers;

    /**
     * Writes to these lines.
     *
     * @param tlsCompliant {@code tls_compliant} of all
     */
    ServerPrinter(Lines out, boolean tlsCompliant) {
        this.out = out;
        checkers = new CheckerPrinter(out, tlsCompliant);
    }

    void ssl(@Nullable TlsFiles ssl) {
        if (ssl != null) {
            out.block("SSL", () -> {
                out.maybe("password", ssl.password());
                out.maybe("ca", ssl.authorities());
                out.maybe("certificate", ssl.certificate());
                out.maybe("key", ssl.key());
            });
        }
    }

    void group(VirtualServerGroup group) {
        out.block("virtual_server_group " + Lines.word(group.name()), () -> {
            for (VirtualServerGroup.Range range : group.ranges()) {
                String port = range.port() == 0 ? "" : " " + range.port();
                String end = range.first().equals(range.last()) ? "" : "-" + Lines.address(range.last());
                out.line(Lines.address(range.first()) + end + port);
            }
            for (VirtualServerGroup.Mark mark : group.marks()) {
                out.line("fwmark " + mark.mark() + (mark.family() == null ? "" : " " + family(mark.family())));
            }
        });
    }

    private static String family(AddressFamily family) {
        return family == AddressFamily.IPV6 ? "inet6" : "inet";
    }

    private static String head(ServerTarget target) {
        if (target instanceof ServerTarget.Address one) {
            return Lines.address(one.address()) + (one.port() == 0 ? "" : " " + one.port());
        }
        if (target instanceof ServerTarget.Mark one) {
            return "fwmark " + one.mark();
        }
        return "group " + Lines.word(((ServerTarget.Group) target).name());
    }

    void server(VirtualServerSettings server) {
        out.block("virtual_server " + head(server.target()), () -> {
            out.line("lvs_sched " + server.scheduler());
            for (ServiceFlag flag : server.flags()) {
                out.line(flag == ServiceFlag.ONE_PACKET ? "ops" : String.valueOf(flag.nameWith(server.scheduler())));
            }
            out.line("lvs_method " + method(server.method(), server.tunnel()));
            TransportProtocol protocol = server.protocol();
            if (protocol != null) {
                out.line("protocol " + protocol);
            }
            persistence(server);
            if (!(server.target() instanceof ServerTarget.Address)) {
                out.line("ip_family " + family(server.family()));
            }
            out.flag("ha_suspend", server.haSuspend());
            out.flag("alpha", server.alpha());
            out.flag("omega", server.omega());
            out.bool("smtp_alert", server.mail());
            out.maybe("virtualhost", server.virtualHost());
            out.maybe("snmp_name", server.snmpName());
            if (server.quorum().weight() > 0) {
                out.number("quorum", server.quorum().weight());
            }
            out.number("hysteresis", server.quorum().hysteresis());
            out.script("quorum_up", server.quorum().up());
            out.script("quorum_down", server.quorum().down());
            Destination sorry = server.sorryServer();
            if (sorry != null) {
                // Without a port it would be the virtual server's.
                out.line("sorry_server " + Lines.address(sorry.address()) + " " + sorry.port());
                out.line("sorry_server_lvs_method " + method(sorry.method(), sorry.tunnel()));
                out.flag("sorry_server_inhibit", server.sorryServerInhibit());
            }
            server.realServers().forEach(this::realServer);
        });
    }

    private void persistence(VirtualServerSettings server) {
        if (server.persistenceSeconds() > 0) {
            out.number("persistence_timeout", server.persistenceSeconds());
        }
        int mask = server.persistenceNetmask();
        if (mask != Service.wholeAddress(server.family())) {
            out.line("persistence_granularity "
                    + (server.family() == AddressFamily.IPV6
                            ? mask
                            : (mask >>> 24) + "." + (mask >> 16 & 255) + "." + (mask >> 8 & 255) + "." + (mask & 255)));
        }
        out.maybe("persistence_engine", server.persistenceEngine());
    }

    private static String method(ForwardingMethod method, @Nullable Tunnel tunnel) {
        return switch (method) {
            case MASQUERADE -> "NAT";
            case DIRECT -> "DR";
            case TUNNEL -> "TUN" + options(tunnel == null ? Tunnel.IPIP : tunnel);
            case LOCAL, BYPASS -> throw new IllegalArgumentException(method + " (expected a method of the file)");
        };
    }

    private static String options(Tunnel tunnel) {
        StringBuilder text =
                new StringBuilder(" type ").append(tunnel.type().name().toLowerCase(Locale.ROOT));
        if (tunnel.port() > 0) {
            text.append(" port ").append(tunnel.port());
        }
        for (Tunnel.Flag flag : tunnel.flags()) {
            text.append(flag == Tunnel.Flag.CHECKSUM ? " csum" : " remcsum");
        }
        return text.toString();
    }

    private static String place(Destination destination) {
        return Lines.address(destination.address()) + (destination.port() == 0 ? "" : " " + destination.port());
    }

    private void realServer(RealServerSettings server) {
        Destination destination = server.destination();
        out.block("real_server " + place(destination), () -> {
            out.number("weight", destination.weight());
            out.line("lvs_method " + method(destination.method(), destination.tunnel()));
            out.number("uthreshold", destination.upperThreshold());
            out.number("lthreshold", destination.lowerThreshold());
            out.bool("inhibit_on_failure", server.inhibitOnFailure());
            out.bool("alpha", server.alpha());
            out.bool("smtp_alert", server.mail());
            out.maybe("snmp_name", server.snmpName());
            out.script("notify_up", server.up());
            out.script("notify_down", server.down());
            server.checkers().forEach(checkers::checker);
        });
    }
}
