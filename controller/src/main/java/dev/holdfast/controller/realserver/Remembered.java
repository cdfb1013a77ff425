package dev.holdfast.controller.realserver;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was started, and what was there before. Written down before anything is changed, so that it may name changes that a crash
 * prevented; putting back only what is as it was set makes that harmless.
 *
 * @param vips where each VIP that was started is, by its text
 * @param sysctls the settings that were changed
 * @param linksSetUp the interfaces that were down
 */
record Remembered(Map<String, Placed> vips, Map<Sysctl, Changed> sysctls, Set<String> linksSetUp) {

    /**
     * A VIP that was started.
     *
     * @param ifName the interface it is on
     * @param wasThere whether it was on that interface before, and so stays there
     */
    record Placed(Vip vip, String ifName, boolean wasThere) {}

    /**
     * A setting that was changed.
     *
     * @param was its value before the first start
     * @param set the value it was given
     */
    record Changed(int was, int set) {}

    static final Remembered NOTHING = new Remembered(Map.of(), Map.of(), Set.of());

    Remembered {
        vips = Collections.unmodifiableMap(new TreeMap<>(vips));
        sysctls = Collections.unmodifiableMap(new TreeMap<>(sysctls));
        linksSetUp = Collections.unmodifiableSet(new TreeSet<>(linksSetUp));
    }

    boolean isEmpty() {
        return vips.isEmpty() && sysctls.isEmpty() && linksSetUp.isEmpty();
    }
}
