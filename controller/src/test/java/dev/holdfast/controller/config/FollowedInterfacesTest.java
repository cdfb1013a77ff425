package dev.holdfast.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which interfaces instances are in fault without. */
class FollowedInterfacesTest {
    private static List<TrackedItem> tracked(String before, String lines) {
        Configuration configuration = Sources.read(before + "vrrp_instance A {\ninterface eth0\nvirtual_router_id 51\n"
                        + lines + "\nvirtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev eth0\n}\n}\n")
                .configuration();
        return Objects.requireNonNull(configuration)
                .instances()
                .get(0)
                .protocol()
                .tracked();
    }

    private static final TrackedItem ETH1 = new TrackedItem(new TrackedId(TrackedId.Kind.INTERFACE, "eth1"), 0, false);

    @Test
    void itsOwnIsNotAmongThem() {
        assertThat(tracked("", "")).isEmpty();
    }

    @Test
    void thoseOfAddressesRoutesAndRules() {
        assertThat(tracked("", "virtual_ipaddress_excluded {\n10.0.0.3 dev eth1\n}"))
                .containsExactly(ETH1);
        assertThat(tracked("", "virtual_routes {\n10.9.0.0/24 dev eth1\n}")).containsExactly(ETH1);
        assertThat(tracked("", "virtual_rules {\nfrom 10.0.0.1 iif eth1 table 5\n}"))
                .containsExactly(ETH1);
        assertThat(tracked("", "virtual_routes {\n10.9.0.0/24 dev eth1 no_track\n}"))
                .isEmpty();
    }

    @Test
    void thoseOfTheStaticThingsOfItsGroup() {
        String group = "track_group G {\ngroup {\nA\n}\n}\n";
        assertThat(tracked(group + "static_routes {\n10.9.0.0/24 dev eth1 track_group G\n}\n", ""))
                .containsExactly(ETH1);
        assertThat(tracked(group + "static_ipaddress {\n10.9.0.1/24 dev eth1 track_group G\n}\n", ""))
                .containsExactly(ETH1);
        assertThat(tracked(group + "static_routes {\n10.9.0.0/24 dev eth1\n}\n", ""))
                .isEmpty();
    }

    @Test
    void oneThatIsTrackedWithAWeightKeepsIt() {
        assertThat(tracked("", "track_interface {\neth1 weight 5\n}\nvirtual_routes {\n10.9.0.0/24 dev eth1\n}"))
                .containsExactly(new TrackedItem(ETH1.id(), 5, false));
    }
}
