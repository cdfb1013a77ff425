package dev.holdfast.controller.status;

import dev.holdfast.controller.loop.Durations;
import dev.holdfast.controller.status.DirectorStatus.RouterStatus;
import dev.holdfast.controller.status.VirtualServerStatus.FailingCheck;
import dev.holdfast.controller.status.VirtualServerStatus.RealServerStatus;
import dev.holdfast.vrrp.InstanceConfig;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A director's status for people: a line of what runs, then a table each of instances, sync groups and virtual servers. */
public final class StatusText {
    private StatusText() {}

    /** The text, its lines ended. */
    public static String of(DirectorStatus status) {
        StringBuilder text = new StringBuilder()
                .append(status.program())
                .append(", process ")
                .append(status.processId())
                .append(", for ")
                .append(age(status.runningNanos()))
                .append(", ")
                .append(status.configuration())
                .append('\n');
        status.troubles()
                .forEach(trouble -> text.append("not well: ").append(trouble).append('\n'));
        status.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
        RouterStatus routers = status.routers();
        if (routers != null) {
            instances(routers.instances(), text);
            groups(routers.groups(), text);
            lateness(routers.lateness(), text);
        }
        List<VirtualServerStatus> servers = status.virtualServers();
        if (servers != null && !servers.isEmpty()) {
            text.append('\n').append(virtualServers(servers));
        }
        return text.toString();
    }

    private static void instances(List<InstanceStatus> instances, StringBuilder text) {
        if (instances.isEmpty()) {
            return;
        }
        Columns columns =
                new Columns("INSTANCE", "STATE", "FOR", "PRIORITY", "INTERFACE", "VRID", "MASTER", "ADDRESSES");
        for (InstanceStatus instance : instances) {
            InstanceConfig config = instance.config();
            String master = instance.master();
            columns.row(
                    config.name(),
                    instance.state().role().name(),
                    age(instance.roleNanos()),
                    priority(instance.state().priority(), config.basePriority()),
                    config.interfaceName() == null ? "-" : config.interfaceName(),
                    Integer.toString(config.vrid()),
                    master == null ? "-" : master,
                    addresses(instance.addresses(), instance.state().holdsAddresses()));
        }
        text.append('\n').append(columns.text());
        for (InstanceStatus instance : instances) {
            for (String reason : instance.reasons()) {
                text.append(instance.config().name())
                        .append(": ")
                        .append(reason)
                        .append('\n');
            }
        }
    }

    private static String priority(int now, int base) {
        return now == base ? Integer.toString(now) : now + " (" + base + ")";
    }

    /** Up to three of them, so that a line stays one, and in parentheses those that are not here. */
    private static String addresses(List<String> addresses, boolean held) {
        int shown = addresses.size() > 3 ? 2 : addresses.size();
        String text = String.join(" ", addresses.subList(0, shown));
        String all = shown < addresses.size() ? text + " and " + (addresses.size() - shown) + " more" : text;
        return held ? all : "(" + all + ")";
    }

    private static void groups(List<GroupStatus> groups, StringBuilder text) {
        if (groups.isEmpty()) {
            return;
        }
        Columns columns = new Columns("SYNC GROUP", "STATE");
        groups.forEach(group -> columns.row(group.name(), group.role().name()));
        text.append('\n').append(columns.text());
    }

    private static void lateness(Durations lateness, StringBuilder text) {
        if (lateness.count() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nVRRP's timers were late by %.3f ms in the median, %.3f ms at the most (%d timers)%n",
                    millis(lateness.medianNanos()),
                    millis(lateness.greatestNanos()),
                    lateness.count()));
        }
    }

    private static double millis(long nanos) {
        return (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static String virtualServers(List<VirtualServerStatus> servers) {
        Columns columns = new Columns("VIRTUAL SERVER", "REAL SERVER", "STATE", "WEIGHT", "");
        for (VirtualServerStatus server : servers) {
            columns.row(
                    server.name(),
                    "",
                    server.quorumUp() ? "UP" : "DOWN",
                    Long.toString(server.weight()),
                    remark(server));
            for (RealServerStatus real : server.realServers()) {
                columns.row(
                        "",
                        real.name(),
                        real.up() ? "UP" : "DOWN",
                        Integer.toString(real.weight()),
                        real.failing().stream().map(FailingCheck::toString).collect(Collectors.joining(" ")));
            }
        }
        return columns.text();
    }

    private static String remark(VirtualServerStatus server) {
        if (server.resting()) {
            return "checks rest (ha_suspend)";
        }
        if (server.sorryServes()) {
            return "sorry server " + server.sorryServer();
        }
        return server.quorumUp() ? "" : "below its quorum of " + server.quorum();
    }

    /** The two greatest units of a time, rounded down: {@code 3d 4h}, {@code 2m 5s}, {@code 0s}. */
    static String age(long nanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (hours >= 24) {
            return hours / 24 + "d " + hours % 24 + "h";
        }
        if (hours > 0) {
            return hours + "h " + minutes % 60 + "m";
        }
        return minutes > 0 ? minutes + "m " + seconds % 60 + "s" : seconds + "s";
    }
}
