package dev.holdfast.vrrp.sim;

import static org.assertj.core.api.Assertions.fail;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** A simulation that a seed has determined. */
interface Run {
    /** In so many seeds at the most a defect has to show. */
    int SEEDS_FOR_A_DEFECT = 200;

    /** Runs to the end; throws an {@link AssertionError} with the last events on the first violation. */
    void run();

    /** How many events there were. */
    int steps();

    /** Has an invariant notice the defect of the machine that runs: not another one, and soon. */
    static void assertCaught(String invariant, LongFunction<Run> withDefect) {
        Set<String> others = new TreeSet<>();
        for (long seed = 0; seed < SEEDS_FOR_A_DEFECT; seed++) {
            try {
                withDefect.apply(seed).run();
            } catch (AssertionError e) {
                String violated =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                if (violated.contains(invariant)) {
                    return;
                }
                others.add(violated);
            }
        }
        fail("not caught by '" + invariant + "' in " + SEEDS_FOR_A_DEFECT + " seeds, but by " + others);
    }
}
