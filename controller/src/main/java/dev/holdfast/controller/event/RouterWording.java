package dev.holdfast.controller.event;

import dev.holdfast.controller.config.Addresses;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.track.TrackedId;
import java.util.List;
import java.util.Locale;

/** Words what VRRP instances tell. */
final class RouterWording implements Notice.Visitor<List<LogLine>> {
    private final String instance;

    RouterWording(String instance) {
        this.instance = instance;
    }

    @Override
    public List<LogLine> roleEntered(Notice.RoleEntered notice) {
        if (notice.from() == Role.INITIALIZE) {
            return switch (notice.to()) {
                case BACKUP -> info("Entering BACKUP STATE (init)");
                case MASTER -> info("Entering MASTER STATE");
                case FAULT ->
                    switch (notice.cause()) {
                        // As keepalived, which says nothing of one that waits for a script, or for another of its
                        // group.
                        case WAITING, GROUP -> List.of();
                        case STARTED,
                                ADDRESS_OWNER,
                                MASTER_DOWN,
                                BETTER_MASTER,
                                INTERFACE_DOWN,
                                INTERFACE_UP,
                                SHUTDOWN,
                                TRACKING,
                                STEPPED_DOWN,
                                STALLED -> info("entering FAULT state");
                    };
                case INITIALIZE -> List.of();
            };
        }
        return switch (notice.to()) {
            case BACKUP, MASTER, FAULT -> info("Entering " + notice.to().name() + " STATE");
            case INITIALIZE -> detail("stopped");
        };
    }

    @Override
    public List<LogLine> masterDownTimerExpired(Notice.MasterDownTimerExpired notice) {
        String late = notice.lateNanos() < LATE_NANOS
                ? ""
                : String.format(Locale.ROOT, " (noticed %.1f ms late: this machine stalled)", notice.lateNanos() / 1e6);
        return info("Receive advertisement timeout" + late);
    }

    @Override
    public List<LogLine> higherPriorityAdvert(Notice.HigherPriorityAdvert notice) {
        return info("Master received advert from " + Addresses.text(notice.source()) + " with higher priority "
                + notice.theirs() + ", ours " + notice.ours());
    }

    @Override
    public List<LogLine> equalPriorityAdvert(Notice.EqualPriorityAdvert notice) {
        return info("Master received advert from " + Addresses.text(notice.source()) + " with same priority "
                + notice.priority() + " but higher IP address than ours");
    }

    @Override
    public List<LogLine> equalPriorityFromOurAddress(Notice.EqualPriorityFromOurAddress notice) {
        return warning("WARNING - equal priority advert received from remote host with our IP address.");
    }

    @Override
    public List<LogLine> lowerPriorityAdvert(Notice.LowerPriorityAdvert notice) {
        return info("Received advert from " + Addresses.text(notice.source()) + " with lower priority "
                + notice.theirs() + ", ours " + notice.ours() + (notice.answered() ? ", forcing new election" : ""));
    }

    @Override
    public List<LogLine> lowerPriorityAdvertDiscarded(Notice.LowerPriorityAdvertDiscarded notice) {
        return info("received lower priority (" + notice.theirs() + ") advert from " + Addresses.text(notice.source())
                + " - discarding");
    }

    @Override
    public List<LogLine> priorityZeroReceived(Notice.PriorityZeroReceived notice) {
        return info(
                notice.role() == Role.MASTER
                        ? "Master received priority 0 message"
                        : "Backup received priority 0 advertisement");
    }

    @Override
    public List<LogLine> advertRejected(Notice.AdvertRejected notice) {
        return warning(notice.detail());
    }

    @Override
    public List<LogLine> intervalLearned(Notice.IntervalLearned notice) {
        return info("advertisement interval updated from " + notice.fromCentis() * 10 + "ms to "
                + notice.toCentis() * 10 + "ms by master");
    }

    @Override
    public List<LogLine> oldChecksumHeard(Notice.OldChecksumHeard notice) {
        return info("Setting unicast VRRPv3 checksum to old version");
    }

    @Override
    public List<LogLine> ownIntervalRestored(Notice.OwnIntervalRestored notice) {
        return info("changing advert interval from " + notice.fromCentis() * 10 + "ms to locally configured "
                + notice.toCentis() * 10 + "ms");
    }

    @Override
    public List<LogLine> sentPriorityZero(Notice.SentPriorityZero notice) {
        return info("sent 0 priority");
    }

    @Override
    public List<LogLine> addressesAdded(Notice.AddressesAdded notice) {
        return detail("setting VIPs.");
    }

    @Override
    public List<LogLine> addressesRemoved(Notice.AddressesRemoved notice) {
        return detail("removing VIPs.");
    }

    @Override
    public List<LogLine> addressesAdopted(Notice.AddressesAdopted notice) {
        return info("the addresses are here already; they stay until another master is heard");
    }

    @Override
    public List<LogLine> addressRestored(Notice.AddressRestored notice) {
        return warning("somebody removed " + notice.address().text() + "; it is put back");
    }

    @Override
    public List<LogLine> sourceChanged(Notice.SourceChanged notice) {
        return info("adverts now come from " + Addresses.text(notice.to()));
    }

    @Override
    public List<LogLine> priorityChanged(Notice.PriorityChanged notice) {
        return info("Changing effective priority from " + notice.from() + " to " + notice.to());
    }

    @Override
    public List<LogLine> interfaceLost(Notice.InterfaceLost notice) {
        return info(notice.why());
    }

    @Override
    public List<LogLine> noPrimaryAddress(Notice.NoPrimaryAddress notice) {
        return warning("entering FAULT state (no " + notice.family().text() + " address for interface)");
    }

    @Override
    public List<LogLine> trackedFault(Notice.TrackedFault notice) {
        TrackedId id = notice.item().id();
        return switch (id.kind()) {
            case FILE ->
                Wording.line(
                        Part.VRRP, Severity.INFO, "(" + instance + "): tracked file " + id.name() + " now FAULT state");
            case INTERFACE, SCRIPT, PROCESS, BFD ->
                detail("tracked " + id.kind().name().toLowerCase(Locale.ROOT) + " " + id.name() + " is "
                        + (notice.item().reverse() ? "up" : "down"));
        };
    }

    @Override
    public List<LogLine> preemptDelayStarted(Notice.PreemptDelayStarted notice) {
        return detail(String.format(
                Locale.ROOT,
                "start preempt delay (%d.%06d)",
                notice.nanos() / 1_000_000_000L,
                notice.nanos() % 1_000_000_000L / 1000));
    }

    @Override
    public List<LogLine> preemptDelayStopped(Notice.PreemptDelayStopped notice) {
        return detail("stop preempt delay");
    }

    @Override
    public List<LogLine> masterStalled(Notice.MasterStalled notice) {
        return warning(String.format(
                Locale.ROOT,
                "its timer was %.1f ms late: another router must have taken over, so it steps back",
                notice.lateNanos() / 1e6));
    }

    @Override
    public List<LogLine> twoOwners(Notice.TwoOwners notice) {
        return warning("CONFIGURATION ERROR: local instance and a remote instance are both configured as address owner,"
                + " please fix - reducing local priority (the other one is "
                + Addresses.text(notice.source()) + ")");
    }

    @Override
    public List<LogLine> effectRetried(Notice.EffectRetried notice) {
        return warning("" + notice.reason() + "; trying again in " + notice.inNanos() / 1_000_000 + " ms");
    }

    @Override
    public List<LogLine> effectAbandoned(Notice.EffectAbandoned notice) {
        // An advert that fails is followed by the next, and the last one of all often meets an interface already down.
        Severity severity = notice.effect() instanceof Effect.SendAdvert ? Severity.DETAIL : Severity.ERROR;
        return Wording.line(Part.VRRP, severity, "(" + instance + ") " + notice.reason());
    }

    /** A timer noticed this late says something about the machine. */
    private static final long LATE_NANOS = 20_000_000L;

    private List<LogLine> info(String text) {
        return Wording.line(Part.VRRP, Severity.INFO, "(" + instance + ") " + text);
    }

    private List<LogLine> detail(String text) {
        return Wording.line(Part.VRRP, Severity.DETAIL, "(" + instance + ") " + text);
    }

    private List<LogLine> warning(String text) {
        return Wording.line(Part.VRRP, Severity.WARNING, "(" + instance + ") " + text);
    }
}
