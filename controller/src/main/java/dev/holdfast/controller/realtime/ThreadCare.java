package dev.holdfast.controller.realtime;

import dev.holdfast.controller.config.global.ProcessSettings;
import dev.holdfast.controller.config.global.Processes;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.linuxnet.Capabilities;
import dev.holdfast.linuxnet.Capability;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.ProcessLimits;
import dev.holdfast.linuxnet.ThreadScheduling;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives threads the processor they need: keepalived's process of VRRP is the event loop's thread here, with the JVM's threads that it
 * waits for while memory is cleared; keepalived's process of checkers is the thread of IPVS with the one it starts.
 *
 * <p>Where the file says nothing of VRRP's priority, its threads become real-time ones of the lowest priority. Anything else that is
 * busy on the machine could otherwise hold an advert back for longer than a backup waits, whatever the niceness; and the loop sleeps
 * nearly always. {@code vrrp_priority 0} asks for ordinary threads. When a timer is too late nevertheless, {@code max_auto_priority}
 * lets the priority rise.
 *
 * <p>What the kernel does not allow is said in a line, and everything goes on without it.
 */
public final class ThreadCare {
    /** Above all that is ordinary, below whatever was made real-time on purpose. */
    static final int DEFAULT_REALTIME_PRIORITY = 1;

    /** The beginnings of the names of the JVM's threads that every other one waits for at times. */
    private static final List<String> JVM_THREADS = List.of("VM Thread", "GC Thread", "G1 ");

    private static final List<String> CHECK_THREADS = List.of("health-check");

    private final EventBus bus;
    private final Executor loop;

    private final ThreadName processName = ThreadName.ofProcess();
    private final ThreadName loopName = ThreadName.ofCallingThread();
    private final ThreadName checkerName = ThreadName.ofCallingThread();

    // The loop's.
    private @Nullable Processes settings;
    private List<Integer> vrrpThreads = List.of();
    private boolean inMemory;
    /** Whether the priority could not be raised when a timer was late; said once. */
    private boolean refused;

    // The thread of IPVS's.
    private @Nullable ProcessSettings checker;

    // Both the loop's and the thread's that tells of an overrun.
    private int realtimePriority;
    private boolean overrunning;
    private boolean suspended;

    /** One thing to do to a thread. */
    private interface Change {
        void make(int thread) throws LinuxException;
    }

    /**
     * Changes nothing yet.
     *
     * @param loop runs a task on the loop's thread
     */
    public ThreadCare(EventBus bus, Executor loop) {
        this.bus = bus;
        this.loop = loop;
    }

    /** Puts in force what concerns VRRP and the whole process; on the loop's thread, and again after a reload. */
    public void applyToLoop(Processes wanted) {
        Processes before = settings;
        if (wanted.equals(before)) {
            return;
        }
        settings = wanted;
        refused = false;
        name(processName, wanted.name(), wanted.defaultNames() ? "keepalived" : null);
        name(loopName, wanted.vrrp().name(), wanted.defaultNames() ? "keepalived_vrrp" : null);
        keepInMemory(wanted.vrrp().noSwap() || wanted.checker().noSwap());
        try {
            vrrpThreads = threads(JVM_THREADS);
            applyToThreads("vrrp", Part.VRRP, vrrpThreads, wanted.vrrp(), before == null ? null : before.vrrp());
        } catch (IOException e) {
            say(Severity.WARNING, "cannot read this program's threads: " + e.getMessage());
            return;
        }
        int priority = realtimePriority(wanted.vrrp());
        if (priority > 0 || wanted.checker().realtimePriority() != null) {
            limitRealtime();
        }
        scheduleVrrp(priority, isDefault(wanted.vrrp()));
    }

    /** Puts in force what concerns checks and IPVS; on the thread of IPVS, before it starts others and again after a reload. */
    public void applyToCheckers(Processes wanted) {
        ProcessSettings before = checker;
        ProcessSettings now = wanted.checker();
        checker = now;
        name(checkerName, now.name(), wanted.defaultNames() ? "keepalived_ipvs" : null);
        if (now.equals(before)) {
            return;
        }
        try {
            List<Integer> threads = threads(CHECK_THREADS);
            applyToThreads("checker", Part.CHECKERS, threads, now, before);
            Integer realtime = now.realtimePriority();
            if (realtime != null) {
                change(
                        threads,
                        thread -> ThreadScheduling.makeRealtime(thread, realtime),
                        Part.CHECKERS,
                        "checker_rt_priority");
            } else if (before != null && before.realtimePriority() != null) {
                change(threads, ThreadScheduling::makeOrdinary, Part.CHECKERS, "checker_rt_priority");
            }
        } catch (IOException e) {
            say(Severity.WARNING, "cannot read this program's threads: " + e.getMessage());
        }
    }

    private void name(ThreadName which, @Nullable String given, @Nullable String otherwise) {
        try {
            which.set(given == null ? otherwise : given);
        } catch (IOException e) {
            say(Severity.WARNING, "cannot change the name of a thread (process_names): " + e.getMessage());
        }
    }

    /**
     * A timer of the loop fired this late; on the loop's thread. As keepalived does it: beyond {@code min_auto_priority_delay} VRRP
     * becomes real-time, and if it is, its priority rises by one, up to {@code max_auto_priority}.
     */
    public void late(long lateNanos) {
        Processes now = settings;
        if (now != null
                && !refused
                && lateNanos >= TimeUnit.MICROSECONDS.toNanos(now.automaticPriorityDelayMicros())
                && realtimePriority < now.mostAutomaticPriority()) {
            int priority = realtimePriority + 1;
            refused = !scheduleVrrp(priority, false);
            if (!refused) {
                say(
                        Severity.INFO,
                        "a timer was " + TimeUnit.NANOSECONDS.toMillis(lateNanos)
                                + " ms late: real-time priority raised to " + priority + " (at most "
                                + now.mostAutomaticPriority() + ", max_auto_priority)");
            }
        }
    }

    /**
     * A real-time thread used the processor for the time it may without waiting, or for another second after that: SIGXCPU. On any
     * thread but the loop's. When it is the loop, and it has not come to its next turn within that second, it gives the others
     * their share until it does: keepalived's process would be killed by the signal.
     */
    public synchronized void overran() {
        if (overrunning) {
            if (realtimePriority > 0 && !suspended) {
                suspended = true;
                change(vrrpThreads, ThreadScheduling::makeOrdinary, Part.VRRP, "vrrp_rlimit_rttime");
                say(
                        Severity.WARNING,
                        "VRRP has been busy for a second without waiting: no longer real-time until it has done "
                                + "(vrrp_rlimit_rttime)");
            }
            return;
        }
        overrunning = true;
        loop.execute(this::endOverrun);
    }

    private synchronized void endOverrun() {
        overrunning = false;
        limitRealtime();
        if (suspended) {
            suspended = false;
            scheduleVrrp(realtimePriority, false);
            say(Severity.INFO, "VRRP is real-time again");
        }
    }

    private static boolean isDefault(ProcessSettings vrrp) {
        return vrrp.realtimePriority() == null && vrrp.niceness() == null;
    }

    private static int realtimePriority(ProcessSettings vrrp) {
        Integer given = vrrp.realtimePriority();
        if (given != null) {
            return given;
        }
        return vrrp.niceness() == null ? DEFAULT_REALTIME_PRIORITY : 0;
    }

    /** Makes VRRP's threads real-time, or ordinary by 0; false where that is not allowed. */
    private synchronized boolean scheduleVrrp(int priority, boolean byDefault) {
        if (priority == 0 && realtimePriority == 0) {
            return true;
        }
        if (byDefault && !has(Capability.SYS_NICE)) {
            say(
                    Severity.INFO,
                    "not real-time, so that a busy machine can delay adverts: no CAP_SYS_NICE (vrrp_priority 0 asks for it)");
            return false;
        }
        boolean done = priority > 0
                ? change(
                        vrrpThreads,
                        thread -> ThreadScheduling.makeRealtime(thread, priority),
                        Part.VRRP,
                        byDefault ? "real-time by default; vrrp_priority 0 asks for none" : "vrrp_rt_priority")
                : change(vrrpThreads, ThreadScheduling::makeOrdinary, Part.VRRP, "vrrp_rt_priority");
        realtimePriority = done ? priority : 0;
        return done;
    }

    private void applyToThreads(
            String prefix, Part part, List<Integer> threads, ProcessSettings wanted, @Nullable ProcessSettings before)
            throws IOException {
        boolean wasNice = before != null && before.niceness() != null;
        if (wanted.niceness() != null || wasNice) {
            int niceness = wanted.niceness() == null ? 0 : wanted.niceness();
            List<Integer> others = ThreadScheduling.ofThisProcess().stream()
                    .filter(thread -> threads.contains(thread.id()) && thread.niceness() != niceness)
                    .map(ThreadScheduling::id)
                    .toList();
            change(others, thread -> ThreadScheduling.setNiceness(thread, niceness), part, prefix + "_priority");
        }
        boolean wasBound = before != null && !before.cpus().isEmpty();
        if (!wanted.cpus().isEmpty() || wasBound) {
            // A process has the processors of its first thread, which nobody changes here.
            List<Integer> cpus = wanted.cpus().isEmpty()
                    ? ThreadScheduling.cpus((int) ProcessHandle.current().pid())
                    : wanted.cpus();
            change(threads, thread -> ThreadScheduling.setCpus(thread, cpus), part, prefix + "_cpu_affinity");
        }
    }

    /** The calling thread, and those of this process whose names begin so. */
    private static List<Integer> threads(List<String> names) throws IOException {
        Stream<Integer> named = ThreadScheduling.ofThisProcess().stream()
                .filter(thread -> names.stream().anyMatch(name -> thread.name().startsWith(name)))
                .map(ThreadScheduling::id);
        return Stream.concat(Stream.of(ThreadScheduling.callingThread()), named)
                .distinct()
                .toList();
    }

    /** Changes threads until the first failure, which is said; true without one. */
    private boolean change(List<Integer> threads, Change change, Part part, String keyword) {
        for (int thread : threads) {
            try {
                change.make(thread);
            } catch (LinuxException e) {
                bus.say(
                        part,
                        Severity.WARNING,
                        "cannot set " + e.getMessage() + " (" + keyword + "); going on without");
                return false;
            }
        }
        return true;
    }

    private void keepInMemory(boolean wanted) {
        try {
            if (!wanted && inMemory) {
                ProcessLimits.releaseMemory();
                inMemory = false;
            } else if (wanted && !inMemory && !has(Capability.IPC_LOCK)) {
                say(Severity.WARNING, "memory may be swapped: vrrp_no_swap and checker_no_swap need CAP_IPC_LOCK");
            } else if (wanted && !inMemory) {
                ProcessLimits.keepInMemory();
                inMemory = true;
            }
        } catch (LinuxException e) {
            say(Severity.WARNING, "memory may be swapped: " + e.getMessage());
        }
    }

    /** One limit for the process: the least of those whose threads are real-time. */
    private void limitRealtime() {
        Processes now = settings;
        if (now == null) {
            return;
        }
        long micros = now.checker().realtimePriority() == null
                ? now.vrrp().realtimeLimitMicros()
                : Math.min(now.vrrp().realtimeLimitMicros(), now.checker().realtimeLimitMicros());
        try {
            ProcessLimits.setRealtimeMicros(micros);
        } catch (LinuxException e) {
            say(Severity.WARNING, "cannot set " + e.getMessage() + " (vrrp_rlimit_rttime); going on without");
        }
    }

    private static boolean has(Capability capability) {
        try {
            return Capabilities.effective().contains(capability);
        } catch (IOException e) {
            // Without proc(5) nobody knows; the kernel will say.
            return true;
        }
    }

    private void say(Severity severity, String text) {
        bus.say(Part.VRRP, severity, text);
    }
}
