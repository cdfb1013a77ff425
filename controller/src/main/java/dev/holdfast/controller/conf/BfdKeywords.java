package dev.holdfast.controller.conf;

import static dev.holdfast.controller.conf.Keyword.later;

/** The keywords of keepalived.conf(5), "BFD CONFIGURATION". */
final class BfdKeywords {
    /** bfd_instance. */
    static final BlockType BFD_INSTANCE = BlockType.of(
            "bfd_instance",
            later("checker"),
            later("hoplimit").needs(1).as(Shape.integer(1, 255)),
            later("idle_tx").needs(1),
            later("max_hops").needs(1).as(Shape.integer(-1, 255)),
            later("min_rx").needs(1),
            later("min_tx").needs(1),
            later("multiplier").needs(1).as(Shape.integer(1, 255)),
            later("neighbor_ip").needs(1),
            later("neighbour_ip").needs(1),
            later("passive"),
            later("source_ip").needs(1),
            later("ttl").needs(1).as(Shape.integer(1, 255)),
            later("vrrp"),
            later("weight").needs(1).as(Shape.integer(-253, 253)));

    private BfdKeywords() {}
}
