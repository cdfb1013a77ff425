package dev.holdfast.controller.config.lvs;

import dev.holdfast.controller.config.global.Checked;
import java.net.InetAddress;

/** What a virtual_server stands for: the words after the keyword. */
public sealed interface ServerTarget {
    /**
     * {@code virtual_server ADDRESS [PORT]}.
     *
     * @param address the address
     * @param port 0..65535, 0 for every port
     */
    record Address(InetAddress address, int port) implements ServerTarget {
        /** Checks the range. */
        public Address {
            Checked.range("virtual_server port", port, 0, 65_535);
        }
    }

    /**
     * {@code virtual_server fwmark NUMBER}.
     *
     * @param mark 1..4294967295
     */
    record Mark(long mark) implements ServerTarget {
        /** Checks the range. */
        public Mark {
            Checked.range("firewall mark", mark, 1, 0xffff_ffffL);
        }
    }

    /**
     * {@code virtual_server group NAME}.
     *
     * @param name the name of a virtual_server_group
     */
    record Group(String name) implements ServerTarget {}
}
