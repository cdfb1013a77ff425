package dev.holdfast.controller.status;

import dev.holdfast.controller.json.JsonText;
import dev.holdfast.controller.loop.Durations;
import dev.holdfast.controller.status.DirectorStatus.RouterStatus;
import dev.holdfast.controller.status.VirtualServerStatus.FailingCheck;
import dev.holdfast.controller.status.VirtualServerStatus.RealServerStatus;
import dev.holdfast.vrrp.InstanceConfig;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A director's status for programs (RFC 8259, ASCII only). The schema, number 1, only ever gets more members; times are seconds, and
 * those whose names end in {@code Micros} microseconds. {@code instances}, {@code syncGroups} and {@code timerLateness} are missing when
 * VRRP did not answer, {@code virtualServers} when nobody answered for them.
 */
public final class StatusJson {
    private static final int SCHEMA = 1;

    private StatusJson() {}

    /** The document, with a line end behind it. */
    public static String of(DirectorStatus status) {
        JsonText json = new JsonText()
                .openObject()
                .member("schema", SCHEMA)
                .member("program", status.program())
                .member("processId", status.processId())
                .member("runningSeconds", seconds(status.runningNanos()))
                .member("configuration", status.configuration().toString())
                .member("well", status.isWell());
        strings(json, "troubles", status.troubles());
        strings(json, "notes", status.notes());
        RouterStatus routers = status.routers();
        if (routers != null) {
            routers(json, routers);
        }
        List<VirtualServerStatus> servers = status.virtualServers();
        if (servers != null) {
            json.openArray("virtualServers");
            servers.forEach(server -> virtualServer(json, server));
            json.closeArray();
        }
        return json.closeObject().take();
    }

    private static void routers(JsonText json, RouterStatus routers) {
        json.openArray("instances");
        routers.instances().forEach(instance -> instance(json, instance));
        json.closeArray();
        json.openArray("syncGroups");
        for (GroupStatus group : routers.groups()) {
            json.openObject()
                    .member("name", group.name())
                    .member("state", group.role().name())
                    .closeObject();
        }
        json.closeArray();
        Durations lateness = routers.lateness();
        json.openObject("timerLateness")
                .member("count", lateness.count())
                .member("medianMicros", micros(lateness.medianNanos()))
                .member("percentile99Micros", micros(lateness.percentile99Nanos()))
                .member("percentile999Micros", micros(lateness.percentile999Nanos()))
                .member("greatestMicros", micros(lateness.greatestNanos()))
                .closeObject();
    }

    private static void instance(JsonText json, InstanceStatus instance) {
        InstanceConfig config = instance.config();
        json.openObject()
                .member("name", config.name())
                .member("state", instance.state().role().name())
                .member("stateSeconds", seconds(instance.roleNanos()));
        json.memberIfAny("syncGroup", instance.group());
        json.memberIfAny("interface", config.interfaceName());
        json.member("family", config.family().text())
                .member("vrid", config.vrid())
                .member("version", config.version().number())
                .member("priority", instance.state().priority())
                .member("basePriority", config.basePriority())
                .member("advertIntervalMillis", config.advertIntervalCentis() * 10L);
        json.memberIfAny("master", instance.master());
        strings(json, "addresses", instance.addresses());
        json.member("holdsAddresses", instance.state().holdsAddresses());
        strings(json, "reasons", instance.reasons());
        json.openObject("rejectedAdverts");
        instance.rejections()
                .forEach((reason, count) -> json.member(reason.name().toLowerCase(Locale.ROOT), count));
        json.closeObject().closeObject();
    }

    private static void virtualServer(JsonText json, VirtualServerStatus server) {
        json.openObject()
                .member("name", server.name())
                .member("up", server.quorumUp())
                .member("quorum", server.quorum())
                .member("weight", server.weight());
        json.memberIfAny("sorryServer", server.sorryServer());
        json.member("sorryServes", server.sorryServes()).member("checksRest", server.resting());
        json.openArray("realServers");
        for (RealServerStatus real : server.realServers()) {
            json.openObject()
                    .member("name", real.name())
                    .member("up", real.up())
                    .member("weight", real.weight());
            strings(
                    json,
                    "failingChecks",
                    real.failing().stream().map(FailingCheck::keyword).toList());
            json.openArray("failures");
            for (FailingCheck failing : real.failing()) {
                json.openObject().member("check", failing.keyword()).memberIfAny("reason", failing.why());
                json.closeObject();
            }
            json.closeArray();
            json.closeObject();
        }
        json.closeArray().closeObject();
    }

    private static void strings(JsonText json, String name, List<String> values) {
        json.openArray(name);
        values.forEach(json::element);
        json.closeArray();
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }
}
