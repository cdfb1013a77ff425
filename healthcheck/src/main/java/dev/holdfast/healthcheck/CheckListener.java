package dev.holdfast.healthcheck;

/**
 * Hears what the checkers find. Called on a checker thread, one call at a time for one checker; must return quickly and
 * must not throw, so a listener usually only enqueues.
 */
public interface CheckListener {
    void onNotice(CheckId id, CheckNotice notice);

    /**
     * A checker's opinion of its server changed. A checker without alpha begins as {@link Verdict#UP}, one with alpha as
     * {@link Verdict#DOWN}; the beginning itself is not reported.
     */
    void onVerdict(CheckId id, Verdict verdict);
}
