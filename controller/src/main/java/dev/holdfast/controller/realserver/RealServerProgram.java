package dev.holdfast.controller.realserver;

import dev.holdfast.controller.json.JsonText;
import dev.holdfast.linuxnet.Capabilities;
import dev.holdfast.linuxnet.Capability;
import dev.holdfast.linuxnet.KernelModule;
import dev.holdfast.linuxnet.LinuxException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code holdfast realserver}: starts, stops and inspects VIPs on a real server. Works on the calling thread's network namespace. One
 * thread at a time.
 */
public final class RealServerProgram {
    /** Where what was there before is kept: gone after a reboot, as are the kernel's addresses and settings. */
    public static final String STATE_DIRECTORY = "/run/holdfast/realserver";

    private static final int OK = 0;
    private static final int FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;
    private final Path stateDirectory;

    /**
     * Prepares a run.
     *
     * @param out where scripts and findings go
     * @param err where messages go, each a line that begins with {@code holdfast realserver: }
     * @param stateDirectory where what was there before is kept, made when it is missing
     */
    public RealServerProgram(PrintStream out, PrintStream err, Path stateDirectory) {
        this.out = out;
        this.err = err;
        this.stateDirectory = stateDirectory;
    }

    /** Something that can fail in one line. */
    private interface Command {
        int run(KernelHost host) throws RealServerException, IOException;
    }

    /**
     * Starts VIPs: all of them, or, when a step fails, nothing.
     *
     * @param words the VIPs
     * @param tunnel for LVS-TUN instead of LVS-DR
     * @param script print what would be done, as a shell script, and do nothing
     * @return 0, or 1 when it could not be done
     */
    public int start(List<String> words, boolean tunnel, boolean script) {
        return run(host -> {
            List<Vip> vips = parse(words);
            if (vips.isEmpty()) {
                throw new RealServerException("no VIP (expected at least one address to start)");
            }
            Forwarding forwarding = tunnel ? Forwarding.TUNNEL : Forwarding.DIRECT_ROUTING;
            if (script) {
                HostState state = host.read();
                Plan plan = StartPlanner.plan(vips, forwarding, state, StateFile.peek(stateDirectory));
                List<String> modules = missingDevices(vips, forwarding, state).stream()
                        .map(Forwarding::moduleOf)
                        .toList();
                out.print(ShellScript.of(title("start", words, tunnel), modules, plan));
                return OK;
            }
            requirePrivilege();
            // Refused before a module is loaded for it.
            HostState found = host.read();
            StartPlanner.plan(vips, forwarding, found, StateFile.peek(stateDirectory));
            for (String ifName : missingDevices(vips, forwarding, found)) {
                makeDevice(host, ifName);
            }
            try (StateFile file = StateFile.open(stateDirectory)) {
                Remembered before = file.read();
                Plan plan = StartPlanner.plan(vips, forwarding, host.read(), before);
                file.write(plan.remembered());
                applyOrUndo(host, plan, file, before);
            }
            return OK;
        });
    }

    /**
     * Stops VIPs.
     *
     * @param words the VIPs; empty for all that were started
     * @param script print what would be done, as a shell script, and do nothing
     * @return 0, or 1 when it could not be done
     */
    public int stop(List<String> words, boolean script) {
        return run(host -> {
            List<Vip> vips = parse(words);
            if (script) {
                Plan plan = StopPlanner.plan(vips, host.read(), StateFile.peek(stateDirectory));
                out.print(ShellScript.of(title("stop", words, false), List.of(), plan));
                return OK;
            }
            requirePrivilege();
            try (StateFile file = StateFile.open(stateDirectory)) {
                Plan plan = StopPlanner.plan(vips, host.read(), file.read());
                plan.notes().forEach(this::say);
                // What fails here stays remembered, so that the next stop does the rest.
                for (Change change : plan.changes()) {
                    host.apply(change);
                }
                file.write(plan.remembered());
            }
            return OK;
        });
    }

    /**
     * Says what is right and what is wrong.
     *
     * @param words the VIPs; empty for those that were started or are where VIPs are
     * @param tunnel whether LVS-TUN is meant where no VIP says so by its place
     * @param json as JSON
     * @return 0 when all is right, 1 when something is wrong
     */
    public int status(List<String> words, boolean tunnel, boolean json) {
        return run(host -> {
            Remembered before = StateFile.peek(stateDirectory);
            HostState state = host.read();
            List<Vip> named = parse(words);
            List<Vip> vips = named.isEmpty() ? Inspector.vipsOf(state, before) : named;
            List<Finding> findings = vips.isEmpty()
                    ? List.of(Finding.wrong("realserver", "no VIP was started here, and none is on lo (expected one)"))
                    : Inspector.inspect(vips, tunnel, state, Services.read(), before);
            boolean right = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.WRONG);
            out.print(json ? json(findings, right) : text(findings));
            return right ? OK : FAILED;
        });
    }

    private int run(Command command) {
        try (KernelHost host = KernelHost.open()) {
            int status = command.run(host);
            if (out.checkError()) {
                say("the output could not be written");
                return FAILED;
            }
            return status;
        } catch (RealServerException e) {
            say(e.line());
        } catch (IOException e) {
            say(e instanceof LinuxException ? String.valueOf(e.getMessage()) : reason(e));
        }
        return FAILED;
    }

    private static List<Vip> parse(List<String> words) throws RealServerException {
        Set<Vip> vips = new LinkedHashSet<>();
        for (String word : words) {
            vips.add(Vip.parse(word));
        }
        return new ArrayList<>(vips);
    }

    private static void requirePrivilege() throws RealServerException, IOException {
        if (!Capabilities.effective().contains(Capability.NET_ADMIN)) {
            throw new RealServerException("needs the capability CAP_NET_ADMIN, which root has");
        }
    }

    /** The tunnel devices the VIPs need and the kernel does not have. */
    private static Set<String> missingDevices(List<Vip> vips, Forwarding forwarding, HostState state) {
        Set<String> missing = new LinkedHashSet<>();
        for (Vip vip : vips) {
            String ifName = forwarding.interfaceOf(vip);
            if (state.link(ifName).isEmpty()) {
                missing.add(ifName);
            }
        }
        return missing;
    }

    private static void makeDevice(KernelHost host, String ifName) throws RealServerException, IOException {
        String module = Forwarding.moduleOf(ifName);
        boolean loaded = KernelModule.load(module).isEmpty();
        if (host.read().link(ifName).isEmpty()) {
            throw new RealServerException("no interface " + ifName
                    + (loaded
                            ? " in this network namespace although module " + module
                                    + " is loaded (expected sysctl net.core.fb_tunnels_only_for_init_net 0)"
                            : ", and module " + module + " cannot be loaded (expected a kernel with " + module
                                    + ": modprobe " + module + ")"));
        }
    }

    private static void applyOrUndo(KernelHost host, Plan plan, StateFile file, Remembered before)
            throws RealServerException {
        Deque<Change> done = new ArrayDeque<>();
        try {
            for (Change change : plan.changes()) {
                host.apply(change);
                done.push(change);
            }
        } catch (IOException e) {
            try {
                for (Change change : done) {
                    host.apply(change.inverse());
                }
                file.write(before);
            } catch (IOException undo) {
                throw new RealServerException(
                        reason(e) + "; what was done could not be undone: " + reason(undo)
                                + " (holdfast realserver stop)",
                        e);
            }
            throw new RealServerException(reason(e) + "; nothing was changed", e);
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage() == null ? e : e.getMessage());
    }

    private static String title(String command, List<String> words, boolean tunnel) {
        return "holdfast realserver " + command + (tunnel ? " --tun" : "")
                + (words.isEmpty() ? "" : " " + String.join(" ", words));
    }

    private static String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(String.format(
                    Locale.ROOT, "%-5s  %s: %s%n", finding.level().word(), finding.subject(), finding.text()));
        }
        return text.toString();
    }

    private static String json(List<Finding> findings, boolean right) {
        JsonText json = new JsonText().openObject().member("ok", right).openArray("findings");
        for (Finding finding : findings) {
            json.openObject()
                    .member("level", finding.level().word())
                    .member("subject", finding.subject())
                    .member("text", finding.text())
                    .closeObject();
        }
        return json.closeArray().closeObject().take();
    }

    private void say(String message) {
        err.println("holdfast realserver: " + message);
    }
}
