package dev.holdfast.vrrp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.holdfast.vrrp.state.SyncGroupMachine;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** {@code -Dsim.seeds=N} runs more seeds, {@code -Dseed=S} runs that one. */
class SimulationTest {
    @Test
    void theInvariantsHoldForGroupsForEverySeed() {
        runEverySeed("groups", seed -> new GroupSimulation(seed, SyncGroupMachine::step));
    }

    @Test
    void theInvariantsHoldForEverySeed() {
        runEverySeed("instances", seed -> new Simulation(seed, VrrpMachine::step));
    }

    private static void runEverySeed(String what, LongFunction<Run> simulation) {
        Long only = Long.getLong("seed");
        int seeds = only == null ? Integer.getInteger("sim.seeds", 200) : 1;
        long steps = 0;
        for (int i = 0; i < seeds; i++) {
            long seed = only == null ? i : only;
            Run run = simulation.apply(seed);
            try {
                run.run();
            } catch (AssertionError e) {
                fail("-Dseed=" + seed + ": " + e.getMessage(), e);
            }
            steps += run.steps();
        }
        System.out.println("simulated " + what + " with " + seeds + " seeds in " + steps + " steps");
        assertThat(steps).isGreaterThan(seeds * 50L);
    }
}
