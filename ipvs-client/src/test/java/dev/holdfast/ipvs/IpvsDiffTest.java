package dev.holdfast.ipvs;

import static dev.holdfast.ipvs.Tables.direct;
import static dev.holdfast.ipvs.Tables.masquerade;
import static dev.holdfast.ipvs.Tables.tcp;
import static dev.holdfast.ipvs.Tables.udp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.IpvsCommand.AddDestination;
import dev.holdfast.ipvs.IpvsCommand.AddService;
import dev.holdfast.ipvs.IpvsCommand.ChangeDestination;
import dev.holdfast.ipvs.IpvsCommand.ChangeService;
import dev.holdfast.ipvs.IpvsCommand.RemoveDestination;
import dev.holdfast.ipvs.IpvsCommand.RemoveService;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IpvsDiffTest {
    private static final Service WEB = Service.of(tcp("10.0.0.1", 80), "rr");
    private static final Service DNS = Service.of(udp("10.0.0.1", 53), "wlc");

    @Test
    void equal_tables_need_nothing() {
        IpvsTable table =
                IpvsTable.builder().add(WEB, direct("192.168.1.5", 80, 1)).build();

        assertThat(IpvsDiff.commands(table, table)).isEmpty();
    }

    @Test
    void order_of_services_and_destinations_does_not_matter() {
        Destination a = direct("192.168.1.5", 80, 1);
        Destination b = direct("192.168.1.6", 80, 1);
        IpvsTable one = IpvsTable.builder().add(WEB, a, b).add(DNS).build();
        IpvsTable other = IpvsTable.builder().add(DNS).add(WEB, b, a).build();

        assertThat(IpvsDiff.commands(one, other)).isEmpty();
    }

    @Test
    void a_service_is_added_before_its_destinations() {
        Destination a = direct("192.168.1.5", 80, 1);
        Destination b = masquerade("192.168.1.6", 8080, 3);
        IpvsTable desired = IpvsTable.builder().add(WEB, a, b).build();

        assertThat(IpvsDiff.commands(desired, IpvsTable.empty()))
                .containsExactly(
                        new AddService(WEB), new AddDestination(WEB.key(), a), new AddDestination(WEB.key(), b));
    }

    @Test
    void removing_a_service_is_one_command() {
        IpvsTable actual = IpvsTable.builder()
                .add(WEB, direct("192.168.1.5", 80, 1), direct("192.168.1.6", 80, 1))
                .build();

        assertThat(IpvsDiff.commands(IpvsTable.empty(), actual)).containsExactly(new RemoveService(WEB.key()));
    }

    @Test
    void a_change_of_weight_changes_that_destination_only() {
        Destination a = direct("192.168.1.5", 80, 1);
        Destination b = direct("192.168.1.6", 80, 1);
        IpvsTable actual = IpvsTable.builder().add(WEB, a, b).build();
        IpvsTable desired = IpvsTable.builder().add(WEB, a, b.withWeight(0)).build();

        assertThat(IpvsDiff.commands(desired, actual))
                .containsExactly(new ChangeDestination(WEB.key(), b.withWeight(0)));
    }

    @Test
    void a_change_of_forwarding_method_is_made_in_place() {
        IpvsTable actual =
                IpvsTable.builder().add(WEB, direct("192.168.1.5", 80, 1)).build();
        Destination masquerade = masquerade("192.168.1.5", 80, 1);

        assertThat(IpvsDiff.commands(IpvsTable.builder().add(WEB, masquerade).build(), actual))
                .containsExactly(new ChangeDestination(WEB.key(), masquerade));
    }

    @Test
    void a_change_of_scheduler_or_persistence_changes_the_service_and_leaves_its_destinations() {
        Destination a = direct("192.168.1.5", 80, 1);
        IpvsTable actual = IpvsTable.builder().add(WEB, a).build();
        for (Service changed : List.of(WEB.withScheduler("wlc"), WEB.withPersistence(300))) {
            IpvsTable desired = IpvsTable.builder().add(changed, a).build();

            assertThat(IpvsDiff.commands(desired, actual)).containsExactly(new ChangeService(changed));
        }
    }

    @Test
    void a_service_whose_servers_are_all_exchanged_is_never_empty() {
        Destination old = direct("192.168.1.5", 80, 1);
        Destination kept = direct("192.168.1.6", 80, 1);
        Destination added = direct("192.168.1.7", 80, 1);
        IpvsTable actual = IpvsTable.builder().add(WEB, old, kept).build();
        IpvsTable desired =
                IpvsTable.builder().add(WEB, kept.withWeight(2), added).build();

        assertThat(IpvsDiff.commands(desired, actual))
                .containsExactly(
                        new AddDestination(WEB.key(), added),
                        new ChangeDestination(WEB.key(), kept.withWeight(2)),
                        new RemoveDestination(WEB.key(), old.key()));
    }

    @Test
    void services_no_longer_wanted_go_last() {
        IpvsTable actual = IpvsTable.builder().add(DNS).build();
        IpvsTable desired = IpvsTable.builder().add(WEB).build();

        assertThat(IpvsDiff.commands(desired, actual))
                .containsExactly(new AddService(WEB), new RemoveService(DNS.key()));
    }

    /** Applied to a table the way the kernel applies them, the commands give the desired table and none is refused. */
    @Test
    void random_tables_become_the_desired_ones() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2000; round++) {
            IpvsTable desired = randomTable(random);
            IpvsTable actual = randomTable(random);
            TableModel kernel = new TableModel(actual);

            IpvsDiff.commands(desired, actual).forEach(kernel::apply);

            assertThat(kernel.table()).as("-Dseed=%d round %d", seed, round).isEqualTo(desired);
        }
    }

    private static IpvsTable randomTable(SplittableRandom random) {
        IpvsTable.Builder table = IpvsTable.builder();
        for (int port = 80; port < 84; port++) {
            if (random.nextBoolean()) {
                Service service = Service.of(tcp("10.0.0.1", port), random.nextBoolean() ? "rr" : "wrr")
                        .withPersistence(random.nextInt(2) * 60);
                List<Destination> destinations = new ArrayList<>();
                for (int host = 1; host < 5; host++) {
                    if (random.nextBoolean()) {
                        String address = "192.168.1." + host;
                        int weight = random.nextInt(3);
                        destinations.add(
                                random.nextInt(4) == 0
                                        ? masquerade(address, port, weight)
                                        : direct(address, port, weight));
                    }
                }
                table.add(service, destinations);
            }
        }
        return table.build();
    }
}
