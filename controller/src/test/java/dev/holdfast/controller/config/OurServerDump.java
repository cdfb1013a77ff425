package dev.holdfast.controller.config;

import dev.holdfast.controller.config.lvs.CheckerConnection;
import dev.holdfast.controller.config.lvs.CheckerSettings;
import dev.holdfast.controller.config.lvs.CheckerSettings.BfdCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.DnsCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.FileCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.HttpGet;
import dev.holdfast.controller.config.lvs.CheckerSettings.MiscCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.PingCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.SmtpCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.TcpCheck;
import dev.holdfast.controller.config.lvs.CheckerSettings.UdpCheck;
import dev.holdfast.controller.config.lvs.RealServerSettings;
import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.UrlSettings;
import dev.holdfast.controller.config.lvs.VirtualServerSettings;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.SmtpCheckSpec;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.ForwardingMethod;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.Tunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Our records of virtual servers in the words of {@link KeepalivedServerDump}. */
final class OurServerDump {
    private OurServerDump() {}

    static List<String> facts(Configuration configuration) {
        List<String> facts = new ArrayList<>();
        List<String> checkers = new ArrayList<>();
        for (VirtualServerSettings server : configuration.blocks().virtualServers()) {
            facts.add(server(server));
            for (RealServerSettings real : server.realServers()) {
                facts.add(real(real));
                for (CheckerSettings checker : real.checkers()) {
                    Destination to = real.destination();
                    for (String one : checkers(checker, server.virtualHost())) {
                        checkers.add("checker " + to.address().getHostAddress() + " " + to.port() + " " + one);
                    }
                }
            }
        }
        facts.addAll(checkers);
        return facts;
    }

    private static String server(VirtualServerSettings server) {
        ServerTarget target = server.target();
        String named;
        if (target instanceof ServerTarget.Address one) {
            named = one.address().getHostAddress() + " " + one.port();
        } else if (target instanceof ServerTarget.Mark one) {
            named = "fwmark " + one.mark();
        } else {
            named = "group " + ((ServerTarget.Group) target).name();
        }
        Destination sorry = server.sorryServer();
        return "virtual_server " + named
                + (server.family() == AddressFamily.IPV4 ? " inet " : " inet6 ")
                + (server.protocol() == null ? null : server.protocol().name())
                + " " + server.scheduler()
                + " ops " + (server.flags().contains(ServiceFlag.ONE_PACKET) ? "enabled" : "disabled")
                + " persistence " + server.persistenceSeconds()
                + " engine " + server.persistenceEngine()
                + " alpha " + on(server.alpha())
                + " omega " + on(server.omega())
                + " quorum " + server.quorum().weight() + ", hysteresis = "
                + server.quorum().hysteresis()
                + " mail " + yes(server.mail())
                + " host " + server.virtualHost()
                + " " + method(server.method(), server.tunnel())
                + " sorry " + (sorry == null ? null : sorry(sorry, server.sorryServerInhibit()));
    }

    private static String sorry(Destination sorry, boolean inhibit) {
        return sorry.address().getHostAddress() + " " + sorry.port() + " " + method(sorry.method(), sorry.tunnel())
                + " inhibit " + on(inhibit);
    }

    private static String real(RealServerSettings real) {
        Destination to = real.destination();
        return "real_server " + to.address().getHostAddress() + " " + to.port()
                + " weight " + to.weight()
                + " " + method(to.method(), to.tunnel())
                + " alpha " + on(real.alpha())
                + " inhibit " + on(real.inhibitOnFailure())
                + " limits " + to.lowerThreshold() + " -> " + to.upperThreshold()
                + " mail " + yes(real.mail());
    }

    private static String method(ForwardingMethod method, @Nullable Tunnel tunnel) {
        return switch (method) {
            case MASQUERADE -> "NAT";
            case DIRECT -> "DR";
            case TUNNEL -> "TUN, type = " + tunnel(Objects.requireNonNull(tunnel));
            case LOCAL, BYPASS -> method.name();
        };
    }

    private static String tunnel(Tunnel tunnel) {
        String type = tunnel.type().name().toUpperCase(Locale.ROOT);
        String checksum = tunnel.flags().contains(Tunnel.Flag.REMOTE_CHECKSUM)
                ? "remote checksum"
                : tunnel.flags().contains(Tunnel.Flag.CHECKSUM) ? "checksum" : "no checksum";
        return type
                + (tunnel.type() == Tunnel.Type.GUE ? ", port = " + tunnel.port() : "")
                + (tunnel.type() == Tunnel.Type.IPIP ? "" : ", " + checksum);
    }

    /** keepalived makes a checker of each host of an SMTP_CHECK. */
    private static List<String> checkers(CheckerSettings checker, @Nullable String inherited) {
        if (checker instanceof SmtpCheck smtp) {
            String name = smtp.heloName() == null ? SmtpCheckSpec.DEFAULT_HELO_NAME : smtp.heloName();
            return smtp.connections().stream()
                    .map(to -> text(checker, smtp.timing(), to, List.of("helo = " + name)))
                    .toList();
        }
        return List.of(checker(checker, inherited));
    }

    private static String checker(CheckerSettings checker, @Nullable String inherited) {
        if (checker instanceof TcpCheck one) {
            return text(checker, one.timing(), one.connection(), List.of());
        } else if (checker instanceof PingCheck one) {
            return text(checker, one.timing(), one.connection(), List.of());
        } else if (checker instanceof HttpGet one) {
            return text(checker, one.timing(), one.connection(), shown(one.urls(), inherited));
        } else if (checker instanceof DnsCheck one) {
            return text(checker, one.timing(), one.connection(), List.of());
        } else if (checker instanceof MiscCheck one) {
            return text(checker, one.timing(), null, List.of());
        } else if (checker instanceof UdpCheck one) {
            return text(checker, one.timing(), one.connection(), List.of());
        } else if (checker instanceof FileCheck || checker instanceof BfdCheck) {
            return checker.keyword();
        }
        throw new AssertionError(checker);
    }

    private static String text(
            CheckerSettings checker, CheckTiming timing, @Nullable CheckerConnection connection, List<String> urls) {
        return checker.keyword()
                + " alpha " + yes(timing.alpha())
                + " delay " + timing.delayLoopNanos() / 1000 + " us"
                + " warmup " + timing.warmupNanos() / 1000 + " us"
                + " retries " + timing.retries()
                + " retry delay " + (timing.retries() == 0 ? "any" : timing.delayBeforeRetryNanos() / 1000 + " us")
                + (connection == null
                        ? " timeout any to any"
                        : String.format(Locale.ROOT, " timeout %.6f to ", timing.connectTimeoutNanos() / 1e9)
                                + to(connection))
                + " urls " + urls;
    }

    /** keepalived looks for a name that a URL does not have when it asks. */
    private static List<String> shown(List<UrlSettings> urls, @Nullable String inherited) {
        List<String> shown = new ArrayList<>();
        for (UrlSettings url : urls) {
            shown.add(url.path());
            if (url.digest() != null) {
                shown.add("digest = " + url.digest());
            }
            url.statusCodes().forEach(range -> shown.add(range.toString()));
            if (url.virtualHost() != null && !url.virtualHost().equals(inherited)) {
                shown.add("Virtual host = " + url.virtualHost());
            }
        }
        return shown;
    }

    private static String to(CheckerConnection connection) {
        return "[" + connection.address().getHostAddress() + "]:" + connection.port();
    }

    private static String on(boolean is) {
        return is ? "ON" : "OFF";
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }
}
