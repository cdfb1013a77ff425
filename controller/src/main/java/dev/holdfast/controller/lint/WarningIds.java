package dev.holdfast.controller.lint;

import java.util.Set;
import java.util.TreeSet;

/** The ids of all warnings, which are what can be silenced: those of the rules, and those of the reading. */
public final class WarningIds {
    private static final Set<String> OF_READING = Set.of(
            "ah-master",
            "bad-value",
            "byte-order-mark",
            "deprecated",
            "dynamic",
            "empty-block",
            "empty-line",
            "escaped-comment",
            "hysteresis",
            "include-binary",
            "include-depth",
            "include-empty",
            "include-executable",
            "include-missing",
            "include-unreadable",
            "inet6",
            "instance-left-out",
            "last-byte",
            "long-password",
            "mark-port",
            "mark-protocol",
            "mark-suspend",
            "misnamed",
            "missing-argument",
            "mixed-families",
            "needless",
            "no-addresses",
            "no-interface",
            "no-peers",
            "no-preference",
            "no-such-group",
            "no-such-instance",
            "no-such-interface",
            "no-such-namespace",
            "no-such-user",
            "nopreempt-master",
            "nopreempt-owner",
            "not-implemented",
            "not-keepalived",
            "preempt-delay",
            "quorum",
            "regex-left-out",
            "repeated-address",
            "repeated-name",
            "reply-length",
            "scope",
            "script-not-executable",
            "script-not-found",
            "script-security",
            "small-group",
            "strict",
            "thresholds",
            "tls-file",
            "too-many-addresses",
            "tracks-itself",
            "ttl-range",
            "unknown-in-2.2",
            "untracked-route",
            "unusual-space",
            "v3-authentication",
            "vmac-unicast");

    private WarningIds() {}

    /** All of them, in order. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(OF_READING);
        for (Rule rule : Rule.values()) {
            all.add(rule.id());
        }
        return all;
    }
}
