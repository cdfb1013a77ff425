package dev.holdfast.controller.router;

import dev.holdfast.controller.config.GlobalDefs;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.loop.TimerQueue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * {@code vrrp_startup_delay} and {@code vrrp_delay_after_boot} (keepalived 2.4): instances wait for a while after this program's start,
 * or until the machine has been up for so long. Only the first configuration counts.
 */
final class StartupHold {
    private final TimerQueue.Timer timer;
    private final EventBus bus;
    private final Path uptime;
    private final LongSupplier nanoClock;
    private boolean begun;

    /**
     * Holds nothing yet.
     *
     * @param timer fires at the end of the wait
     * @param uptime how long the machine has been up, as proc_uptime(5) has it
     * @param nanoClock the timer's clock
     */
    StartupHold(TimerQueue.Timer timer, EventBus bus, Path uptime, LongSupplier nanoClock) {
        this.timer = timer;
        this.bus = bus;
        this.uptime = uptime;
        this.nanoClock = nanoClock;
    }

    /** A configuration is put into force. */
    void use(GlobalDefs globals) {
        if (begun) {
            return;
        }
        begun = true;
        long delayNanos = Math.max(
                globals.vrrpStartupDelayNanos(), afterBoot(globals.vrrp().delayAfterBootNanos()));
        if (delayNanos > 0) {
            String seconds =
                    BigDecimal.valueOf(delayNanos, 9).stripTrailingZeros().toPlainString();
            bus.say(Part.VRRP, Severity.INFO, "Delaying startup for " + seconds + " seconds");
            timer.set(nanoClock.getAsLong() + delayNanos);
        }
    }

    boolean isHolding() {
        return timer.isSet();
    }

    private long afterBoot(long wantedNanos) {
        if (wantedNanos == 0) {
            return 0;
        }
        try {
            // Seconds with two decimals, and how long all processors were idle.
            String up = Files.readString(uptime, StandardCharsets.US_ASCII).split(" ", 2)[0];
            return wantedNanos - new BigDecimal(up).movePointRight(9).longValue();
        } catch (IOException | NumberFormatException e) {
            bus.say(
                    Part.VRRP,
                    Severity.WARNING,
                    "vrrp_delay_after_boot: " + uptime + " cannot be read: " + e.getMessage());
            return 0;
        }
    }
}
