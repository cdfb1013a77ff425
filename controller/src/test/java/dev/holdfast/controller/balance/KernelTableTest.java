package dev.holdfast.controller.balance;

import static dev.holdfast.controller.balance.VirtualServers.destination;
import static dev.holdfast.controller.balance.VirtualServers.serviceKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.CommandOutcome;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelTableTest {
    private static final ServiceKey OURS = serviceKey(120);
    private static final ServiceKey OTHER = serviceKey(130);

    private final IpvsKernel kernel = new IpvsKernel();
    private KernelTable table;

    @BeforeEach
    void open() throws Exception {
        table = new KernelTable(kernel.client());
    }

    private static IpvsTable tableOf(ServiceKey key, Destination... destinations) {
        return IpvsTable.builder().add(Service.of(key, "rr"), destinations).build();
    }

    private static IpvsTable both(IpvsTable a, IpvsTable b) {
        Map<ServiceKey, IpvsTable.Entry> entries = new java.util.LinkedHashMap<>(a.entries());
        entries.putAll(b.entries());
        return new IpvsTable(entries);
    }

    private List<CommandOutcome> makeEqual(IpvsTable wanted, ServiceKey... services) throws Exception {
        return table.makeEqual(wanted.entries(), Set.of(services));
    }

    @Test
    void whatIsWantedIsPutIn() throws Exception {
        IpvsTable wanted = tableOf(OURS, destination(1, 1), destination(2, 1));

        assertThat(makeEqual(wanted, OURS)).allMatch(CommandOutcome::applied);
        assertThat(kernel.table()).isEqualTo(wanted);
    }

    @Test
    void onlyTheDifferenceIsSent() throws Exception {
        makeEqual(tableOf(OURS, destination(1, 1), destination(2, 1)), OURS);
        int before = kernel.changes();

        assertThat(makeEqual(tableOf(OURS, destination(1, 1), destination(2, 5)), OURS))
                .hasSize(1);
        assertThat(makeEqual(tableOf(OURS, destination(1, 1), destination(2, 5)), OURS))
                .isEmpty();
        assertThat(kernel.changes() - before).isEqualTo(1);
        assertThat(kernel.table()).isEqualTo(tableOf(OURS, destination(1, 1), destination(2, 5)));
    }

    @Test
    void whatIsRightAtTheStartIsNotTouched() throws Exception {
        IpvsTable wanted = tableOf(OURS, destination(1, 1));
        makeEqual(wanted, OURS);
        int before = kernel.changes();

        KernelTable restarted = new KernelTable(kernel.client());
        restarted.read(Set.of(OURS));
        assertThat(restarted.makeEqual(wanted.entries(), Set.of(OURS))).isEmpty();
        assertThat(kernel.changes()).isEqualTo(before);
    }

    @Test
    void servicesOfOthersAreNeitherChangedNorRemoved() throws Exception {
        IpvsTable theirs = tableOf(OTHER, destination(9, 1));
        makeEqual(theirs, OTHER);
        KernelTable ours = new KernelTable(kernel.client());
        ours.read(Set.of(OURS));
        ours.makeEqual(tableOf(OURS, destination(1, 1)).entries(), Set.of(OURS));

        assertThat(kernel.table()).isEqualTo(both(theirs, tableOf(OURS, destination(1, 1))));
        assertThat(ours.removeAll()).hasSize(1);
        assertThat(kernel.table()).isEqualTo(theirs);
    }

    @Test
    void aServiceNoLongerWantedIsRemoved() throws Exception {
        makeEqual(both(tableOf(OURS, destination(1, 1)), tableOf(OTHER)), OURS, OTHER);

        makeEqual(tableOf(OTHER), OURS, OTHER);
        assertThat(kernel.table()).isEqualTo(tableOf(OTHER));
    }

    @Test
    void afterARefusalTheKernelsOwnWordCounts() throws Exception {
        IpvsTable wanted = both(tableOf(OURS, destination(1, 1)), tableOf(OTHER, destination(2, 1)));
        makeEqual(tableOf(OTHER, destination(2, 1)), OTHER);
        kernel.refuse(1);

        List<CommandOutcome> outcomes = makeEqual(tableOf(OURS, destination(1, 1)), OURS);
        assertThat(outcomes).anyMatch(outcome -> !outcome.applied());
        assertThat(makeEqual(wanted, OURS, OTHER)).hasSize(2).allMatch(CommandOutcome::applied);
        assertThat(kernel.table()).isEqualTo(wanted);
    }

    @Test
    void nothingIsRemovedWhereNothingIsOurs() throws Exception {
        assertThat(table.removeAll()).isEmpty();
        makeEqual(tableOf(OURS), OURS);
        assertThat(table.removeAll()).hasSize(1);
        assertThat(table.removeAll()).as("once").isEmpty();
    }
}
