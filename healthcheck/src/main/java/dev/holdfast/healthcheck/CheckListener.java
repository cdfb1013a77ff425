package dev.holdfast.healthcheck;

/**
 * Hears what the checkers find. Called on a checker thread, one call at a time for one checker; must return quickly and
 * must not throw, so a listener usually only enqueues.
 */
public interface CheckListener {
    void onNotice(CheckId id, CheckNotice notice);

    /**
     * A checker's opinion of its server changed. A checker that is new begins as {@link Verdict#UP} without alpha and as
     * {@link Verdict#DOWN} with it; that beginning is not reported, every later change is.
     */
    void onVerdict(CheckId id, Verdict verdict);

    /**
     * A checker that decides over weights (keepalived.conf(5) misc_dynamic) adds another number to its server's than before, which was 0 at
     * first.
     *
     * @param added may be negative
     */
    default void onWeight(CheckId id, int added) {}
}
