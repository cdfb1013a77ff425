package dev.holdfast.healthcheck.check;

import dev.holdfast.healthcheck.CheckNotice.LocalTrouble;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.MiscCheckSpec;
import dev.holdfast.healthcheck.PingCheckSpec;
import dev.holdfast.healthcheck.policy.ProbeResult;
import java.io.IOException;
import java.util.function.Consumer;

/** What checkers need of the system and this module cannot have: programs, sockets for ICMP, and socket options. */
public interface OutsideProbes {
    /** A probe that was begun. */
    interface Attempt {
        /** Ends it; what it would still find is not wanted. From the check thread. */
        void end();
    }

    /**
     * Runs a program.
     *
     * @param whenDone called at most once, on any thread
     */
    Attempt run(MiscCheckSpec spec, Consumer<ProbeResult> whenDone);

    /**
     * Sends an ICMP echo and waits for its answer.
     *
     * @param whenDone called at most once, on any thread
     */
    Attempt ping(PingCheckSpec spec, Consumer<ProbeResult> whenDone);

    /**
     * Sets what a target asks for on a socket that is neither bound nor connected: SO_BINDTODEVICE and SO_MARK, and whatever makes its
     * packets go to the target's virtual address.
     *
     * @param socket the number of its descriptor
     * @throws IOException what the system said; a {@link java.net.NoRouteToHostException} when there is no way to the server, which
     *     counts against it as it does when it is found out by connecting
     */
    void setOptions(int socket, CheckTarget target) throws IOException;

    /** Where there is nothing outside: no such probe can be made, which says nothing of the server. */
    OutsideProbes NONE = new OutsideProbes() {
        @Override
        public Attempt run(MiscCheckSpec spec, Consumer<ProbeResult> whenDone) {
            whenDone.accept(new ProbeResult.NotRun(LocalTrouble.INTERNAL, "no programs can be run here"));
            return () -> {};
        }

        @Override
        public Attempt ping(PingCheckSpec spec, Consumer<ProbeResult> whenDone) {
            whenDone.accept(new ProbeResult.NotRun(LocalTrouble.INTERNAL, "no ICMP can be sent here"));
            return () -> {};
        }

        @Override
        public void setOptions(int socket, CheckTarget target) throws IOException {
            throw new IOException("bind_if, fwmark and probe_vip cannot be had here");
        }
    };
}
