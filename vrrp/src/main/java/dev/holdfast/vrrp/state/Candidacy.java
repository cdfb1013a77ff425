package dev.holdfast.vrrp.state;

/**
 * Whether, and when, an instance that is not master may become it.
 *
 * @param preemptAt from when on a master of lower priority is no longer left alone ({@code preempt_delay}); set while one is heard
 * @param steppedDown whether it gave up being master because it was asked to: until no master is heard any more, one of lower
 *     priority is left alone
 * @param wantsMaster whether its master fell silent and it waits for the other instances of its sync group
 * @param held whether its sync group keeps it in Fault
 */
public record Candidacy(Deadline preemptAt, boolean steppedDown, boolean wantsMaster, boolean held) {
    /** As at the start. */
    public static final Candidacy NEW = new Candidacy(Deadline.NONE, false, false, false);

    Candidacy withPreemptAt(Deadline deadline) {
        return new Candidacy(deadline, steppedDown, wantsMaster, held);
    }

    Candidacy withSteppedDown() {
        return new Candidacy(preemptAt, true, wantsMaster, held);
    }

    Candidacy withWantsMaster(boolean wants) {
        return new Candidacy(preemptAt, steppedDown, wants, held);
    }

    Candidacy withHeld(boolean byGroup) {
        return new Candidacy(preemptAt, steppedDown, wantsMaster, byGroup);
    }
}
