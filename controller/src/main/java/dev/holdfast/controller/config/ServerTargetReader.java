package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.lvs.ServerTarget;
import dev.holdfast.controller.config.lvs.VirtualServerGroup;
import java.net.InetAddress;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads what stands after virtual_server: {@code ADDRESS [PORT]}, {@code fwmark NUMBER} or {@code group NAME}. */
final class ServerTargetReader {
    private final Map<String, VirtualServerGroup> groups;
    private final Problems problems;

    ServerTargetReader(Map<String, VirtualServerGroup> groups, Problems problems) {
        this.groups = groups;
        this.problems = problems;
    }

    /** The target; null when it cannot be used, which has been said then. */
    @Nullable ServerTarget read(Statement block) {
        String kind = block.text(0);
        if (kind.equals("group")) {
            if (groups.containsKey(block.text(1))) {
                return new ServerTarget.Group(block.text(1));
            }
            if (problems.isLeftOut("virtual_server_group", block.text(1))) {
                return null;
            }
            problems.remark(
                    block.at(1),
                    "no-such-group",
                    "virtual_server_group " + block.text(1) + " does not exist",
                    "the name of a virtual_server_group",
                    "the virtual server is left out");
            return null;
        }
        if (kind.equals("fwmark")) {
            OptionalLong mark = Numbers.within(block.text(1), 1, 0xffff_ffffL);
            if (mark.isEmpty()) {
                leftOut(block.at(1), "bad-value", "firewall mark '" + block.text(1) + "'", "1..4294967295");
                return null;
            }
            return new ServerTarget.Mark(mark.getAsLong());
        }
        // keepalived takes a prefix length here and forgets it.
        InetAddress address = Addresses.parse(Addresses.withoutPrefix(kind));
        if (address == null) {
            leftOut(block.at(0), "bad-address", "virtual_server " + kind, "an IPv4 or IPv6 address");
            return null;
        }
        OptionalLong port =
                block.argument(1).isPresent() ? Numbers.within(block.text(1), 0, 65535) : OptionalLong.of(0);
        if (port.isEmpty()) {
            leftOut(block.at(1), "bad-port", "virtual_server port " + block.text(1), "1..65535");
            return null;
        }
        return new ServerTarget.Address(address, (int) port.getAsLong());
    }

    private void leftOut(Word at, String id, String found, String expected) {
        problems.error(at, id, found, expected, "the virtual server is left out");
    }
}
