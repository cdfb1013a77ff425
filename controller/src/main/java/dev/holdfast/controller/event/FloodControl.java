package dev.holdfast.controller.event;

import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.vrrp.state.Notice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what strangers can send from filling the disk: lines that one packet each can cause are shown a number of times in a
 * while, and then counted; so are checks that cannot be made, of which there may be thousands a second. Pure; used by one thread.
 */
public final class FloodControl {
    /** How many lines of a kind are shown in one window; a neighbour's normal adverts never reach it. */
    static final int LINES = 20;
    /** How long a window is, in milliseconds. */
    static final long WINDOW_MILLIS = 10_000;
    /** How long one is in which a want, of descriptors for one, is told once: it concerns all checks alike. */
    static final long WANT_MILLIS = 60_000;

    private static final class Window {
        private final long startMillis;
        private final long millis;
        private final int lines;
        private int shown;
        private long held;
        private @Nullable LogLine last;

        Window(long startMillis, boolean want) {
            this.startMillis = startMillis;
            this.millis = want ? WANT_MILLIS : WINDOW_MILLIS;
            this.lines = want ? 1 : LINES;
        }
    }

    /** What cannot be had is told apart by its cause, lest one hides another. */
    private static final String WANT = "no sockets: ";

    /** At most one for each interface or instance and reason, and each trouble of checks, so their number is bounded by the configuration. */
    private final Map<String, Window> windows = new LinkedHashMap<>();

    /**
     * What to show of an event's lines.
     *
     * @param stamped the event
     * @param lines its lines
     * @return those lines, or none of them; after counts of what was held back before
     */
    public List<LogLine> shown(Stamped stamped, List<LogLine> lines) {
        long now = stamped.epochMillis();
        List<LogLine> shown = new ArrayList<>(counts(now));
        String kind = kind(stamped.event());
        if (kind == null || lines.isEmpty()) {
            shown.addAll(lines);
            return shown;
        }
        Window window = windows.computeIfAbsent(kind, key -> new Window(now, key.startsWith(WANT)));
        if (window.shown < window.lines) {
            window.shown++;
            shown.addAll(lines);
        } else {
            window.held++;
            window.last = lines.get(lines.size() - 1);
        }
        return shown;
    }

    /** Ends the windows that are over; each that held lines back leaves a count. A clock set back ends them, too. */
    private List<LogLine> counts(long nowMillis) {
        List<LogLine> counts = new ArrayList<>();
        windows.values().removeIf(window -> {
            if (Math.abs(nowMillis - window.startMillis) < window.millis) {
                return false;
            }
            LogLine last = window.last;
            if (last != null) {
                counts.add(new LogLine(
                        last.part(),
                        last.severity(),
                        last.text() + " (the last of " + window.held + " like it that were not shown)"));
            }
            return true;
        });
        return counts;
    }

    /** What an event is counted as; null for one that nobody else can cause at will, and a busy machine not often. */
    private static @Nullable String kind(DirectorEvent event) {
        if (event instanceof DirectorEvent.PacketDropped dropped) {
            return dropped.interfaceName() + " " + dropped.reason();
        }
        if (event instanceof DirectorEvent.Paused) {
            return "paused";
        }
        if (event instanceof DirectorEvent.CheckerNotice notice
                && notice.notice() instanceof CheckNotice.ProbeNotRun notRun) {
            return notRun.trouble() == CheckNotice.LocalTrouble.SOCKET
                    ? WANT + notRun.cause()
                    : "checks " + notRun.trouble();
        }
        if (event instanceof DirectorEvent.RouterNotice notice) {
            return kind(notice.instance(), notice.notice());
        }
        return null;
    }

    private static @Nullable String kind(String instance, Notice notice) {
        if (notice instanceof Notice.AdvertRejected rejected) {
            return instance + " " + rejected.reason();
        }
        boolean repeatable = notice instanceof Notice.LowerPriorityAdvert
                || notice instanceof Notice.LowerPriorityAdvertDiscarded
                || notice instanceof Notice.PriorityZeroReceived
                || notice instanceof Notice.EqualPriorityFromOurAddress;
        return repeatable ? instance + " " + notice.getClass().getSimpleName() : null;
    }
}
