package dev.holdfast.vrrp.state;

import java.util.List;

/**
 * A sync group: instances that are master together, backup together and in fault together.
 *
 * @param name its name in logs
 * @param role where the group stands; Initialize until all its instances have started
 * @param members its instances, in the configuration's order, at least one; each with {@code grouped} in its configuration
 */
public record SyncGroupState(String name, Role role, List<InstanceState> members) {
    /** Copies the list. */
    public SyncGroupState {
        members = List.copyOf(members);
    }
}
