package dev.holdfast.controller.balance;

import dev.holdfast.healthcheck.FileCondition;
import dev.holdfast.healthcheck.ServerCondition;
import dev.holdfast.healthcheck.Verdict;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is known of checks. */
interface Findings {
    /** Of checks that nobody has made yet: up, or with alpha down. */
    Findings NONE = spec -> Finding.initial(spec);

    /** What this check has found so far. */
    Finding of(ServerCondition spec);

    /**
     * What a check has found.
     *
     * @param verdict whether it passes
     * @param weight what it adds to the server's weight; may be negative
     * @param why what was seen when it failed, for people; null when it passes, and where that is not known
     */
    record Finding(Verdict verdict, int weight, @Nullable String why) {
        /** One of which no more is known. */
        Finding(Verdict verdict, int weight) {
            this(verdict, weight, null);
        }

        /** Before the first probe. */
        static Finding initial(ServerCondition spec) {
            return new Finding(spec.holdsAtFirst() ? Verdict.UP : Verdict.DOWN, 0);
        }

        /** After a number was read from the tracked file; one that takes the server down leaves the weight. */
        Finding with(FileCondition condition, long number) {
            OptionalInt added = condition.added(number);
            return added.isPresent() ? new Finding(Verdict.UP, added.getAsInt()) : new Finding(Verdict.DOWN, weight);
        }
    }
}
