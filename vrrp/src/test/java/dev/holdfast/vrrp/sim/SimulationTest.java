package dev.holdfast.vrrp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.vrrp.state.SyncGroupMachine;
import dev.holdfast.vrrp.state.VrrpMachine;
import org.junit.jupiter.api.Test;

/** {@code -Dsim.seeds=N} runs more seeds, {@code -Dseed=S} runs that one. */
class SimulationTest {
    @Test
    void theInvariantsHoldForGroupsForEverySeed() {
        Long only = Long.getLong("seed");
        int seeds = only == null ? Integer.getInteger("sim.seeds", 200) : 1;
        long steps = 0;
        for (int i = 0; i < seeds; i++) {
            long seed = only == null ? i : only;
            GroupSimulation simulation = new GroupSimulation(seed, SyncGroupMachine::step);
            try {
                simulation.run();
            } catch (AssertionError e) {
                fail("-Dseed=" + seed + ": " + e.getMessage(), e);
            }
            steps += simulation.steps();
        }
        System.out.println("simulated groups with " + seeds + " seeds in " + steps + " steps");
        assertThat(steps).isGreaterThan(seeds * 50L);
    }

    @Test
    void theInvariantsHoldForEverySeed() {
        Long only = Long.getLong("seed");
        int seeds = only == null ? Integer.getInteger("sim.seeds", 200) : 1;
        long steps = 0;
        for (int i = 0; i < seeds; i++) {
            long seed = only == null ? i : only;
            Simulation simulation = new Simulation(seed, VrrpMachine::step);
            try {
                simulation.run();
            } catch (AssertionError e) {
                fail("-Dseed=" + seed + ": " + e.getMessage(), e);
            }
            steps += simulation.steps();
        }
        System.out.println("simulated " + seeds + " seeds in " + steps + " steps");
        assertThat(steps).isGreaterThan(seeds * 50L);
    }
}
