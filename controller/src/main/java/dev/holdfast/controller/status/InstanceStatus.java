package dev.holdfast.controller.status;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.packet.RejectReason;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.track.Tally;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an instance stands.
 *
 * @param state the machine's state
 * @param roleNanos for how long it has had its role, 0 or more
 * @param group its sync group's name, or null
 * @param rejections how many packets for it were dropped, by reason
 */
public record InstanceStatus(
        InstanceState state, long roleNanos, @Nullable String group, Map<RejectReason, Long> rejections) {
    /** Copies the map. */
    public InstanceStatus {
        Map<RejectReason, Long> copy = new EnumMap<>(RejectReason.class);
        copy.putAll(rejections);
        rejections = copy;
    }

    InstanceConfig config() {
        return state.config();
    }

    /** The addresses that it holds as master, without prefix lengths. */
    List<String> addresses() {
        return config().allAddresses().stream()
                .map(address -> Addresses.text(address.address()))
                .toList();
    }

    /** Who is master, as far as it knows: its own address, another's, or null. */
    @Nullable String master() {
        var address = switch (state.role()) {
            case MASTER -> state.source();
            case BACKUP -> state.lastMaster();
            case INITIALIZE, FAULT -> null;
        };
        return address == null ? null : Addresses.text(address);
    }

    /** Why it does not take part, a line each; none while it does. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (state.role() == Role.MASTER || state.role() == Role.BACKUP) {
            return reasons;
        }
        String where = config().interfaceName() == null ? "its way" : "interface " + config().interfaceName();
        Tally tally = state.tally();
        if (!state.interfaceUp()) {
            reasons.add(where + " is down or not there");
        } else if (state.source() == null) {
            reasons.add(where + " has no usable " + config().family().text() + " address");
        }
        tally.faults().stream().map(InstanceStatus::fault).distinct().forEach(reasons::add);
        if (tally.waiting()) {
            reasons.add("something it tracks is not known yet");
        }
        if (reasons.isEmpty() && state.candidacy().held()) {
            reasons.add("another instance of its sync group does not take part");
        }
        if (reasons.isEmpty()) {
            reasons.add("it has not started yet");
        }
        return reasons;
    }

    private static String fault(TrackedItem item) {
        String name = item.id().name();
        return switch (item.id().kind()) {
            case INTERFACE -> "tracked interface " + name + (item.reverse() ? " is up" : " is down");
            case SCRIPT -> "vrrp_script " + name + (item.reverse() ? " succeeds" : " fails");
            case FILE -> "vrrp_track_file " + name + " says so";
            case PROCESS -> "vrrp_track_process " + name + (item.reverse() ? " is there" : " is not there");
            case BFD -> "bfd_instance " + name + (item.reverse() ? " is up" : " is down");
        };
    }
}
