package dev.holdfast.controller.daemon;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.SignalDisposition;
import org.jspecify.annotations.Nullable;

/**
 * SIGTERM and SIGINT, which ask to stop, and SIGHUP, which asks to reload. What comes before the director runs is kept for
 * when it does. Those by which keepalived is asked for its data (SIGUSR1, SIGUSR2 and real-time signals) must not end the process;
 * SIGUSR2 is the JVM's own, which does nothing then.
 */
public final class ProcessSignals {
    private @Nullable Runnable stop;
    private @Nullable Runnable reload;
    private boolean stopAsked;
    private boolean reloadAsked;

    private ProcessSignals() {}

    /** Takes over the signals: from now on none of them ends the process by itself. */
    public static ProcessSignals install() {
        ProcessSignals signals = new ProcessSignals();
        Signals.handle("TERM", signals::askStop);
        Signals.handle("INT", signals::askStop);
        // The launcher has SIGHUP and SIGUSR1 ignored: one that comes while the JVM starts must not end it. Nothing is
        // lost by that, the configuration is read after this.
        try {
            SignalDisposition.doNothing(SignalDisposition.SIGHUP);
            SignalDisposition.doNothing(SignalDisposition.SIGUSR1);
            for (int signal = SignalDisposition.SIGRTMIN; signal <= SignalDisposition.SIGRTMAX; signal++) {
                SignalDisposition.doNothing(signal);
            }
        } catch (LinuxException e) {
            throw new IllegalStateException("signals cannot be handled", e);
        }
        Signals.handle("HUP", signals::askReload);
        return signals;
    }

    /** Whether a stop was asked for. */
    synchronized boolean stopAsked() {
        return stopAsked;
    }

    /**
     * Hands over what to do. If it was asked for before, it is done now.
     *
     * @param onStop quick; called on any thread
     * @param onReload may take long; called on a thread of its own
     * @param onData keepalived would write down its data; quick, called on any thread
     */
    void handOver(Runnable onStop, Runnable onReload, Runnable onData) {
        Signals.handle("USR1", onData);
        boolean stopNow;
        boolean reloadNow;
        synchronized (this) {
            stop = onStop;
            reload = onReload;
            stopNow = stopAsked;
            reloadNow = reloadAsked;
        }
        if (stopNow) {
            onStop.run();
        } else if (reloadNow) {
            new Thread(onReload, "reload").start();
        }
    }

    private void askStop() {
        Runnable action;
        synchronized (this) {
            stopAsked = true;
            action = stop;
        }
        if (action != null) {
            action.run();
        }
    }

    private void askReload() {
        Runnable action;
        synchronized (this) {
            reloadAsked = true;
            action = reload;
        }
        if (action != null) {
            action.run();
        }
    }
}
