package dev.holdfast.healthcheck;

/** Something that has to hold for a real server to be up: a check that is made again and again, or what a tracked file says. */
public sealed interface ServerCondition permits CheckSpec, FileCondition {
    /**
     * What is asked of whom, at whatever times: two conditions with equal questions have the same answer. Its text is as telling as its
     * equality.
     */
    Object question();

    /** Whether it holds before anything is known of it. */
    boolean holdsAtFirst();
}
