package dev.holdfast.healthcheck.policy;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one result.
 *
 * @param state the checker's new state; the same object when nothing changed
 * @param verdict the new verdict, null when it did not change
 * @param nextProbeAtNanos when the next probe starts, on the scale of the {@code nowNanos} given
 * @param notices in order; they come before the verdict
 */
public record PolicyStep(
        CheckerState state, @Nullable Verdict verdict, long nextProbeAtNanos, List<CheckNotice> notices) {}
