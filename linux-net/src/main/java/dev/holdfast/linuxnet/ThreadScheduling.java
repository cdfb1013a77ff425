package dev.holdfast.linuxnet;

import dev.holdfast.linuxnet.libc.Libc;
import dev.holdfast.linuxnet.libc.NativeBuffer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the kernel schedules single threads of this process: sched(7). Linux keeps niceness, policy and processors for each thread,
 * and {@code pid_t} arguments of the calls name one.
 *
 * <p>Niceness and processors are handed on to what a thread starts.
 *
 * @param id the thread's number
 * @param name its name, of which the kernel keeps 15 bytes
 * @param niceness -20..19
 * @param realtimePriority 1..99, or 0 for a thread that is not real-time
 */
public record ThreadScheduling(int id, String name, int niceness, int realtimePriority) {

    /** The most real-time priority there is: sched(7). */
    public static final int HIGHEST_REALTIME_PRIORITY = 99;

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String ALLOWED_CPUS = "Cpus_allowed_list:";
    private static final Path CALLING_THREAD = Path.of("/proc/thread-self");

    // linux/sched.h
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_RR = 2;
    private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
    /** {@code CPU_SETSIZE} of sched.h, in bytes. */
    private static final int CPU_SET_BYTES = 128;

    // Fields of /proc/PID/stat after the name, which is in brackets and may hold anything: proc(5), numbered from 3
    // there.
    private static final int NICENESS_FIELD = 19 - 3;
    private static final int REALTIME_PRIORITY_FIELD = 40 - 3;

    /**
     * The calling thread's number.
     *
     * @throws IOException when proc(5) is not mounted
     */
    public static int callingThread() throws IOException {
        return Integer.parseInt(
                Files.readSymbolicLink(CALLING_THREAD).getFileName().toString());
    }

    /**
     * Every thread of this process, in no order.
     *
     * @throws IOException when proc(5) is not mounted
     */
    public static List<ThreadScheduling> ofThisProcess() throws IOException {
        List<ThreadScheduling> threads = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(THREADS)) {
            for (Path entry : entries) {
                ThreadScheduling thread = read(entry);
                if (thread != null) {
                    threads.add(thread);
                }
            }
        }
        return threads;
    }

    /** Null when the thread has ended. */
    private static @Nullable ThreadScheduling read(Path entry) throws IOException {
        String stat;
        try {
            stat = Files.readString(entry.resolve("stat"));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // A thread that ends between open(2) and read(2) is ESRCH, for which Java has no exception of its own.
            if (Files.exists(entry)) {
                throw e;
            }
            return null;
        }
        int nameEnd = stat.lastIndexOf(')');
        String[] fields = stat.substring(nameEnd + 2).split(" ", REALTIME_PRIORITY_FIELD + 2);
        return new ThreadScheduling(
                Integer.parseInt(entry.getFileName().toString()),
                stat.substring(stat.indexOf('(') + 1, nameEnd),
                Integer.parseInt(fields[NICENESS_FIELD]),
                Integer.parseInt(fields[REALTIME_PRIORITY_FIELD]));
    }

    /**
     * Makes a thread real-time ({@code SCHED_RR}): it runs before every ordinary thread of the machine. Threads and processes that
     * it starts are ordinary ones ({@code SCHED_RESET_ON_FORK}), and of niceness 0 if it has less.
     *
     * @param thread its number
     * @param priority 1..99
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_NICE}, or in a control group without real-time share;
     *     {@code ESRCH} when it has ended
     */
    public static void makeRealtime(int thread, int priority) throws LinuxException {
        if (priority < 1 || priority > HIGHEST_REALTIME_PRIORITY) {
            throw new IllegalArgumentException("real-time priority " + priority + " (expected 1..99)");
        }
        schedule(thread, SCHED_RR | SCHED_RESET_ON_FORK, priority, "real-time priority " + priority);
    }

    /** Ends {@link #makeRealtime}; the thread's niceness counts again. */
    public static void makeOrdinary(int thread) throws LinuxException {
        schedule(thread, SCHED_OTHER, 0, "ordinary scheduling");
    }

    private static void schedule(int thread, int policy, int priority, String what) throws LinuxException {
        NativeBuffer parameter = NativeBuffer.allocate(Integer.BYTES);
        parameter.bytes().putInt(0, priority);
        int result = Libc.sched_setscheduler(thread, policy, parameter);
        LinuxException.check(result, what + " for thread " + thread);
    }

    /**
     * Sets a thread's niceness; the lower, the more of the processors it gets.
     *
     * @param thread its number
     * @param niceness -20..19
     * @throws LinuxException {@code EACCES} or {@code EPERM} without {@code CAP_SYS_NICE} where it becomes lower; {@code ESRCH} when
     *     the thread has ended
     */
    public static void setNiceness(int thread, int niceness) throws LinuxException {
        LinuxException.check(
                Libc.setThreadPriority(thread, niceness), "niceness " + niceness + " for thread " + thread);
    }

    /**
     * The processors a thread may run on, in order.
     *
     * @throws IOException when it has ended, or proc(5) is not mounted
     */
    public static List<Integer> cpus(int thread) throws IOException {
        String list = Files.readString(THREADS.resolve(thread + "/status"))
                .lines()
                .filter(line -> line.startsWith(ALLOWED_CPUS))
                .findFirst()
                .orElseThrow(() -> new IOException("no line " + ALLOWED_CPUS + " in the status of thread " + thread))
                .substring(ALLOWED_CPUS.length())
                .strip();
        List<Integer> cpus = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", 2);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    /**
     * Lets a thread run on these processors only.
     *
     * @param thread its number
     * @param cpus numbers from 0 to 1023, at least one
     * @throws LinuxException {@code EINVAL} when none of them is there and allowed; {@code ESRCH} when the thread has ended
     */
    public static void setCpus(int thread, Collection<Integer> cpus) throws LinuxException {
        NativeBuffer set = NativeBuffer.allocate(CPU_SET_BYTES);
        for (int cpu : cpus) {
            int at = cpu / Long.SIZE * Long.BYTES;
            set.bytes().putLong(at, set.bytes().getLong(at) | 1L << cpu % Long.SIZE);
        }
        LinuxException.check(Libc.sched_setaffinity(thread, set), "processors " + cpus + " for thread " + thread);
    }
}
