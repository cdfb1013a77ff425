package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.AdvertRules;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * What a received advert does: RFC 3768 sections 6.4.2 and 6.4.3, RFC 9568 sections 6.4.2 and 6.4.3. An advert that does
 * not pass the instance's checks is reported and changes nothing, not even a timer.
 */
final class AdvertEventRules {
    private final Step step;

    AdvertEventRules(Step step) {
        this.step = step;
    }

    Transition received(ReceivedAdvert received) {
        if (step.role == Role.INITIALIZE || step.role == Role.FAULT) {
            return step.unchanged();
        }
        return AdvertRules.check(step.config, received, step.lastMaster).match(new Decoded.Visitor<>() {
            @Override
            public Transition accepted(Decoded.Accepted accepted) {
                return step.role == Role.MASTER ? asMaster(received) : asBackup(received);
            }

            @Override
            public Transition rejected(Decoded.Rejected rejected) {
                step.report(new Notice.AdvertRejected(received.source(), rejected.reason(), rejected.detail()));
                return step.unchanged();
            }
        });
    }

    private Transition asBackup(ReceivedAdvert received) {
        Advert advert = received.advert();
        InetAddress from = received.source();
        if (advert.priority() == 0) {
            step.report(new Notice.PriorityZeroReceived(from, step.role));
            step.timers = step.timers.withProtocol(Deadline.in(step.skewNanos(), step.now));
            return step.done();
        }
        if (preempts(advert.priority())) {
            step.report(new Notice.LowerPriorityAdvertDiscarded(from, advert.priority(), step.priority));
        } else {
            learnInterval(received);
            step.lastMaster = from;
            step.candidacy = step.candidacy.withWantsMaster(false);
            step.timers = step.timers.withProtocol(step.masterDownFromNow());
        }
        // Whoever advertises holds the addresses: adopted ones would now be there twice.
        step.removeHeldAddresses();
        return step.done();
    }

    /** Whether a backup ignores a master of that priority; starts and stops the delay before it does. */
    private boolean preempts(int theirs) {
        boolean never = (step.config.nopreempt() && !step.config.isOwner()) || step.candidacy.steppedDown();
        if (theirs >= step.priority || never) {
            if (step.candidacy.preemptAt().isSet()) {
                step.report(new Notice.PreemptDelayStopped());
                step.candidacy = step.candidacy.withPreemptAt(Deadline.NONE);
            }
            return false;
        }
        long delay = step.config.preemptDelayNanos();
        if (delay > 0 && !step.candidacy.preemptAt().isSet()) {
            step.report(new Notice.PreemptDelayStarted(delay));
            step.candidacy = step.candidacy.withPreemptAt(Deadline.in(delay, step.now));
        }
        return delay == 0 || step.candidacy.preemptAt().isDue(step.now);
    }

    private Transition asMaster(ReceivedAdvert received) {
        Advert advert = received.advert();
        InetAddress from = received.source();
        if (advert.priority() == 0) {
            // Somebody else was master as well, as after a split: what it has told the segment is wrong now.
            step.report(new Notice.PriorityZeroReceived(from, step.role));
            step.advertise();
            announceAgain();
            return step.done();
        }
        if (advert.priority() == step.priority && from.equals(step.source)) {
            step.report(new Notice.EqualPriorityFromOurAddress(from));
            return step.unchanged();
        }
        if (advert.priority() == InstanceConfig.OWNER_PRIORITY && step.priority == InstanceConfig.OWNER_PRIORITY) {
            // As keepalived does: the first to hear the other gives up being the owner, until it is configured or
            // started again.
            step.report(new Notice.TwoOwners(from));
            step.changePriority(InstanceConfig.OWNER_PRIORITY - 1);
        }
        if (advert.priority() > step.priority) {
            return yieldTo(received, new Notice.HigherPriorityAdvert(from, advert.priority(), step.priority));
        }
        if (advert.priority() == step.priority && isHigherThanOurs(from)) {
            return yieldTo(received, new Notice.EqualPriorityAdvert(from, step.priority));
        }
        forceElection(received);
        return step.done();
    }

    private Transition yieldTo(ReceivedAdvert received, Notice why) {
        step.report(why);
        if (step.config.higherPrioritySendAdvert()) {
            step.sendAdvert(step.priority);
        }
        learnInterval(received);
        step.lastMaster = received.source();
        step.enterBackup(Notice.Cause.BETTER_MASTER);
        return step.done();
    }

    private void forceElection(ReceivedAdvert received) {
        boolean answer = !step.config.lowerPriorityNoAdvert();
        step.report(new Notice.LowerPriorityAdvert(
                received.source(), received.advert().priority(), step.priority, answer));
        if (answer) {
            step.advertise();
        }
        announceAgain();
    }

    /**
     * Tells the segment once more where the addresses are: at once, but not twice in half an interval, so that whoever sends adverts
     * without end makes this one send no broadcasts without end; and again some time after the last of them.
     */
    private void announceAgain() {
        int count = step.config.garp().lowerPriorityRepeat();
        if (!step.toldAgainUntil.isSet() || step.toldAgainUntil.isDue(step.now)) {
            step.announce(step.config.allAddresses(), count);
            step.toldAgainUntil =
                    Deadline.in(ProtocolTimes.centisToNanos(step.config.advertIntervalCentis()) / 2, step.now);
        }
        if (count > 0 && step.config.garp().lowerPriorityDelayNanos() > 0) {
            step.timers = step.timers.withGarpLowerPriority(
                    Deadline.in(step.config.garp().lowerPriorityDelayNanos(), step.now));
        }
    }

    private void learnInterval(ReceivedAdvert received) {
        int theirs = received.advert().advertIntervalCentis();
        if (step.config.version() == VrrpVersion.V3 && theirs != step.masterIntervalCentis) {
            step.report(new Notice.IntervalLearned(received.source(), step.masterIntervalCentis, theirs));
            step.masterIntervalCentis = theirs;
        }
    }

    /** RFC 9568 section 6.4.3: addresses, of one family, compare as unsigned numbers in network byte order. */
    private boolean isHigherThanOurs(InetAddress from) {
        InetAddress ours = step.source;
        return ours == null || Arrays.compareUnsigned(from.getAddress(), ours.getAddress()) > 0;
    }
}
