package dev.holdfast.controller.track;

import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;

/** Learns how tracked things stand. */
public interface TrackListener {
    /** Something that is tracked stands differently, or was found out about for the first time. */
    void tracked(TrackedId id, TrackStatus status);
}
