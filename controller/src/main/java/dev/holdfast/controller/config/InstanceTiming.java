package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings.Timing;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VrrpVersion;
import java.util.Locale;
import java.util.OptionalLong;

/** Reads the keywords of an instance about when it speaks and takes over. */
final class InstanceTiming {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_CENTI = 10_000;
    private static final int V3_LONGEST_CENTIS = 4095;

    /** The highest priority of others, for which {@code timer_expired_backup} alone stands. */
    private static final int HIGHEST_OTHER = 254;

    private final Statement block;
    private final Entries entries;
    private final GlobalDefs globals;
    private final Problems problems;

    InstanceTiming(Statement block, Entries entries, GlobalDefs globals, Problems problems) {
        this.block = block;
        this.entries = entries;
        this.globals = globals;
        this.problems = problems;
    }

    Timing read(VrrpVersion version, int priority, boolean wantsMaster, boolean strict) {
        boolean nopreempt = nopreempt(priority, wantsMaster);
        Statement late = entries.last("timer_expired_backup");
        return new Timing(
                advertCentis(version),
                downTimerAdverts(strict),
                nopreempt,
                preemptDelay(priority, wantsMaster, nopreempt, strict),
                strictFlag("lower_prio_no_advert", globals.lowerPriorityNoAdvert(), strict, true),
                strictFlag("higher_prio_send_advert", globals.higherPrioritySendAdvert(), strict, false),
                late == null || late.arguments().isEmpty()
                        ? (late == null ? null : Integer.valueOf(HIGHEST_OTHER))
                        : entries.integer("timer_expired_backup"));
    }

    private int downTimerAdverts(boolean strict) {
        int given = entries.integer("down_timer_adverts", globals.downTimerAdverts());
        if (!strict || given == GlobalDefs.DEFAULT_DOWN_TIMER_ADVERTS) {
            return given;
        }
        Statement statement = entries.last("down_timer_adverts");
        problems.warning(
                statement == null ? block.word() : statement.word(),
                "strict",
                "down_timer_adverts " + given + " with strict_mode",
                "" + GlobalDefs.DEFAULT_DOWN_TIMER_ADVERTS,
                GlobalDefs.DEFAULT_DOWN_TIMER_ADVERTS + " is used");
        return GlobalDefs.DEFAULT_DOWN_TIMER_ADVERTS;
    }

    private boolean strictFlag(String keyword, boolean otherwise, boolean strict, boolean whenStrict) {
        boolean value = entries.flag(keyword, strict ? whenStrict : otherwise);
        Statement given = entries.last(keyword);
        if (strict && value != whenStrict && given != null) {
            problems.warning(
                    given.word(),
                    "strict",
                    keyword + " with strict_mode",
                    keyword + (whenStrict ? " on" : " off"),
                    "it is ignored");
            return whenStrict;
        }
        return value;
    }

    private boolean nopreempt(int priority, boolean wantsMaster) {
        Word at = null;
        for (Statement statement : block.children()) {
            if (statement.name().equals("nopreempt")) {
                at = statement.word();
            } else if (statement.name().equals("preempt")) {
                at = null;
            }
        }
        if (at == null) {
            return false;
        }
        if (priority == InstanceConfig.OWNER_PRIORITY) {
            problems.warning(at, "nopreempt-owner", "nopreempt with priority 255", "", "it is ignored");
            return false;
        }
        if (wantsMaster) {
            problems.warning(
                    at, "nopreempt-master", "nopreempt with state MASTER", "state BACKUP", "nopreempt is ignored");
            return false;
        }
        return true;
    }

    private long preemptDelay(int priority, boolean wantsMaster, boolean nopreempt, boolean strict) {
        Statement given = entries.last("preempt_delay");
        long nanos = entries.nanos("preempt_delay", 0);
        if (given == null || nanos == 0) {
            return 0;
        }
        String why = strict
                ? "strict_mode"
                : nopreempt
                        ? "nopreempt"
                        : wantsMaster
                                ? "state MASTER"
                                : priority == InstanceConfig.OWNER_PRIORITY ? "priority 255" : null;
        if (why != null) {
            problems.warning(
                    given.word(),
                    "preempt-delay",
                    "preempt_delay with " + why,
                    "one of them",
                    "preempt_delay is ignored");
            return 0;
        }
        return nanos;
    }

    private int advertCentis(VrrpVersion version) {
        long micros = MICROS_PER_SECOND;
        Word at = block.word();
        for (Statement statement : entries.all("advert_int")) {
            at = statement.at(0);
            OptionalLong number = statement.number();
            micros = number.orElse(micros);
        }
        long unit = version == VrrpVersion.V2 ? MICROS_PER_SECOND : MICROS_PER_CENTI;
        long rounded = Math.max(1, (micros + unit / 2) / unit) * unit;
        long centis = rounded / MICROS_PER_CENTI;
        if (rounded != micros) {
            problems.error(
                    at,
                    "advert-interval",
                    "advert_int " + at + " with VRRP version " + version.number(),
                    version == VrrpVersion.V2 ? "whole seconds" : "hundredths of a second",
                    seconds(centis) + " is used");
        } else if (version == VrrpVersion.V3 && centis > V3_LONGEST_CENTIS) {
            problems.error(
                    at,
                    "advert-interval",
                    "advert_int " + at + " with VRRP version 3",
                    "at most 40.95",
                    "40.95 is used");
        }
        return (int) (version == VrrpVersion.V3 ? Math.min(centis, V3_LONGEST_CENTIS) : centis);
    }

    private static String seconds(long centis) {
        return centis / 100 + (centis % 100 == 0 ? "" : String.format(Locale.ROOT, ".%02d", centis % 100));
    }
}
