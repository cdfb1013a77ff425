package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckSpec;
import java.util.Map;

/** Runs checkers on one event-loop thread and tells a listener what they find. */
public final class CheckEngine implements AutoCloseable {
    private final CheckListener listener;
    private Map<CheckId, CheckSpec> checks = Map.of();
    private boolean started;

    public CheckEngine(CheckListener listener) {
        this.listener = listener;
    }

    public void start() {
        started = true;
    }

    public void replace(Map<CheckId, CheckSpec> wanted) {
        checks = Map.copyOf(wanted);
    }

    @Override
    public String toString() {
        return "CheckEngine[" + checks.size() + " checks, started " + started + ", listener " + listener + "]";
    }

    @Override
    public void close() {
        started = false;
    }
}
