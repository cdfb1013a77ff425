package dev.holdfast.healthcheck;

/** What a checker thinks of its server. Reported when it changes. */
public enum Verdict {
    UP,
    DOWN
}
