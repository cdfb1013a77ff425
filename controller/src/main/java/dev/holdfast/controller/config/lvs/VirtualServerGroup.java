package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.Checked;
import dev.holdfast.ipvs.AddressFamily;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual_server_group block.
 *
 * @param name its name
 * @param ranges its addresses, in order
 * @param marks its firewall marks, in order
 */
public record VirtualServerGroup(String name, List<Range> ranges, List<Mark> marks) {
    /**
     * One or more addresses with a port.
     *
     * @param first the first address
     * @param last the last one, of the same family and not before the first
     * @param port 0..65535, 0 for every port
     */
    public record Range(InetAddress first, InetAddress last, int port) {
        /** Checks the range. */
        public Range {
            Checked.range("virtual_server_group port", port, 0, 65_535);
            Checked.that(first.getClass() == last.getClass(), "range to", last, "the family of " + first);
        }
    }

    /**
     * A firewall mark.
     *
     * @param mark 1..4294967295
     * @param family given only where the real servers do not say, otherwise null
     */
    public record Mark(long mark, @Nullable AddressFamily family) {
        /** Checks the range. */
        public Mark {
            Checked.range("firewall mark", mark, 1, 0xffff_ffffL);
        }
    }

    /** Copies the lists. */
    public VirtualServerGroup {
        ranges = List.copyOf(ranges);
        marks = List.copyOf(marks);
    }
}
