package dev.holdfast.healthcheck.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.Verdict;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps what it hears, in order. */
class RecordingListener implements CheckListener {
    /** Long enough for the slowest machine; a test that passes never waits that long. */
    private static final long PATIENCE_SECONDS = 60;

    /** A notice or a {@link Verdict}. */
    record Heard(CheckId id, Object what) {}

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    @Override
    public void onNotice(CheckId id, CheckNotice notice) {
        heard.add(new Heard(id, notice));
    }

    @Override
    public void onVerdict(CheckId id, Verdict verdict) {
        heard.add(new Heard(id, verdict));
    }

    Heard next() throws InterruptedException {
        Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("something heard within %s s", PATIENCE_SECONDS).isNotNull();
        return next;
    }

    /** The next notice of this kind; what comes before it is dropped. */
    <T extends CheckNotice> T next(Class<T> kind) throws InterruptedException {
        return kind.cast(await(h -> kind.isInstance(h.what())).what());
    }

    /** Waits for a verdict of this checker; what comes before it is dropped. */
    void awaitVerdict(CheckId id, Verdict verdict) throws InterruptedException {
        await(h -> h.id().equals(id) && h.what().equals(verdict));
    }

    Heard await(Predicate<Heard> wanted) throws InterruptedException {
        while (true) {
            Heard next = next();
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    void clear() {
        heard.clear();
    }

    boolean heardOf(CheckId id) {
        return heard.stream().anyMatch(h -> h.id().equals(id));
    }

    boolean heard(Object what) {
        return heard.stream().anyMatch(h -> h.what().equals(what));
    }

    boolean isEmpty() {
        return heard.isEmpty();
    }
}
