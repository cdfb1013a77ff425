package dev.holdfast.controller.config.vrrp;

import dev.holdfast.controller.config.global.Checked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A garp_group block.
 *
 * @param garpIntervalNanos {@code garp_interval}: between two gratuitous ARPs, 0 for none; null where it is not given
 * @param neighbourAdvertIntervalNanos {@code gna_interval}: the same of IPv6
 * @param interfaces the interfaces of the block: where they are counted together; at least one
 */
public record GarpGroup(
        @Nullable Long garpIntervalNanos, @Nullable Long neighbourAdvertIntervalNanos, List<String> interfaces) {
    /** Checks that there is an interface, and copies the list. */
    public GarpGroup {
        interfaces = List.copyOf(interfaces);
        Checked.that(!interfaces.isEmpty(), "interfaces of a garp_group", interfaces, "at least one");
    }
}
