package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static dev.holdfast.examples.Director.Kind.KEEPALIVED;

import dev.holdfast.linuxnet.ThreadScheduling;
import dev.holdfast.linuxnet.testing.Bridge;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pair of directors beside a pair of keepalived, on the same machine in the same minutes.
 *
 * <ul>
 *   <li>{@code many [INSTANCES [SECONDS [ROUNDS]]]}: instances with adverts every second, 250 on each interface, because there are
 *       only 255 VRIDs for one; first one program's pair, then the other's.
 *   <li>{@code busy [SECONDS [ROUNDS [BURNERS]]]}: one instance with adverts every 10 ms while busy loops load the processors, both
 *       pairs at the same time. A takeover is false when the master lives.
 * </ul>
 */
public final class RouterBenchmark {
    private static final int INSTANCES_PER_LINK = 250;
    private static final int MASTER = 1;
    private static final int BACKUP = 2;
    private static final long SECOND = 1_000_000_000L;
    private static final double MILLIS = 1e6;
    /** Two slow processors: a start takes as long as it takes. */
    private static final long START_LIMIT = 120 * SECOND;

    private static final long SETTLE = 15 * SECOND;
    private static final long AFTER_RELOAD = 6 * SECOND;
    private static final int OWN_PRIORITY = 50;

    private final Samples samples = new Samples();

    private RouterBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Programs.require();
        // What is measured here must not be this program's own delays.
        ThreadScheduling.makeRealtime(ThreadScheduling.callingThread(), OWN_PRIORITY);
        RouterBenchmark benchmark = new RouterBenchmark();
        String kind = arguments.length == 0 ? "" : arguments[0];
        switch (kind) {
            case "many" ->
                benchmark.many(argument(arguments, 1, 1000), argument(arguments, 2, 30), argument(arguments, 3, 3));
            case "busy" ->
                benchmark.busy(
                        argument(arguments, 1, 60),
                        argument(arguments, 2, 3),
                        argument(arguments, 3, 2 * Runtime.getRuntime().availableProcessors()));
            default -> throw new IllegalArgumentException("benchmark '" + kind + "' (expected many or busy)");
        }
        benchmark.samples.print();
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
    }

    // ---- many

    private void many(int instances, int seconds, int rounds) throws Exception {
        System.out.printf(
                "%d instances on %d interfaces, %d s; medians of %d rounds (least..most)%n",
                instances, links(instances), seconds, rounds);
        for (int round = 0; round < rounds; round++) {
            many(KEEPALIVED, instances, seconds);
            many(HOLDFAST, instances, seconds);
        }
    }

    private static int links(int instances) {
        return (instances + INSTANCES_PER_LINK - 1) / INSTANCES_PER_LINK;
    }

    private static String manyInstances(int instances, int priority, int changed) {
        StringBuilder text = new StringBuilder("global_defs {\n vrrp_version 3\n}\n");
        for (int i = 0; i < instances; i++) {
            int link = i / INSTANCES_PER_LINK;
            int vrid = i % INSTANCES_PER_LINK + 1;
            text.append("""
                    vrrp_instance V%d {
                     state BACKUP
                     interface eth%d
                     virtual_router_id %d
                     priority %d
                     advert_int 1
                     virtual_ipaddress {
                      10.%d.%d.%d/32
                     }
                    }
                    """.formatted(i, link, vrid, priority, 100 + link, i == changed ? 2 : 1, vrid));
        }
        return text.toString();
    }

    private void many(Director.Kind kind, int instances, int seconds) throws Exception {
        List<String> names = new ArrayList<>();
        List<Director> started = new ArrayList<>();
        try (NetworkNamespace a = NetworkNamespace.create();
                NetworkNamespace b = NetworkNamespace.create()) {
            for (int link = 0; link < links(instances); link++) {
                String name = "eth" + link;
                names.add(name);
                NetworkNamespace.connect(a, name, b, name);
                a.ip("address", "add", "10.77." + link + ".1/24", "dev", name);
                b.ip("address", "add", "10.77." + link + ".2/24", "dev", name);
            }
            try (HeardAdverts adverts = new HeardAdverts(b, names)) {
                measureMany(kind, instances, seconds, new NetworkNamespace[] {a, b}, adverts, started);
            } finally {
                started.forEach(Director::crash);
            }
        }
    }

    private void measureMany(
            Director.Kind kind,
            int instances,
            int seconds,
            NetworkNamespace[] hosts,
            HeardAdverts adverts,
            List<Director> started)
            throws Exception {
        Gaps heard = new Gaps();
        Director master = start(kind, hosts[0], "master", manyInstances(instances, 200, -1), started);
        adverts.listen(START_LIMIT, () -> heard.last.size() == instances, heard);
        if (heard.last.size() < instances) {
            throw new AssertionError(heard.last.size() + " masters of " + instances + "\n" + master.log());
        }
        samples.add("all are masters after, s", kind, (System.nanoTime() - master.startedNanos()) / 1e9);
        Director backup = start(kind, hosts[1], "backup", manyInstances(instances, 100, -1), started);
        adverts.listen(SETTLE, () -> false, (nanos, link, vrid, host) -> {});

        ProcessUse masterBefore = ProcessUse.of(master.pid());
        ProcessUse backupBefore = ProcessUse.of(backup.pid());
        Gaps gaps = new Gaps();
        adverts.listen(seconds * SECOND, () -> false, gaps);
        ProcessUse masterAfter = ProcessUse.of(master.pid());
        ProcessUse backupAfter = ProcessUse.of(backup.pid());
        samples.add("CPU of the master, ms each second", kind, perSecond(masterBefore, masterAfter, seconds));
        samples.add("CPU of the backup, ms each second", kind, perSecond(backupBefore, backupAfter, seconds));
        samples.add("memory of the master, PSS in MB", kind, masterAfter.pssKilobytes() / 1024.0);
        samples.add("memory of the backup, PSS in MB", kind, backupAfter.pssKilobytes() / 1024.0);
        samples.add("adverts of backups", kind, gaps.ofBackups);
        for (double percent : new double[] {50, 99, 99.9, 100}) {
            String what = percent == 100 ? "the worst" : percent + " %";
            samples.add("adverts late, " + what + ", ms", kind, Samples.percentile(gaps.millis, percent) - 1000);
        }

        ProcessUse beforeReload = ProcessUse.of(master.pid());
        master.reload(manyInstances(instances, 200, 6));
        Gaps reloading = new Gaps();
        adverts.listen(AFTER_RELOAD, () -> false, reloading);
        samples.add(
                "adverts late while one instance is reloaded, ms",
                kind,
                Samples.percentile(reloading.millis, 100) - 1000);
        samples.add("CPU of that reload and 6 s, ms", kind, (double)
                (ProcessUse.of(master.pid()).cpuMillis() - beforeReload.cpuMillis()));
    }

    private static double perSecond(ProcessUse before, ProcessUse after, int seconds) {
        return (after.cpuMillis() - before.cpuMillis()) / (double) seconds;
    }

    private static Director start(
            Director.Kind kind, NetworkNamespace namespace, String name, String configuration, List<Director> started)
            throws IOException {
        Path directory = Files.createTempDirectory("router-benchmark-" + kind.text() + "-" + name);
        Director director = Director.start(
                kind,
                Director.Half.VRRP,
                new Host(name, "", namespace),
                directory,
                configuration,
                Map.of("JAVA_OPTS", ""));
        started.add(director);
        return director;
    }

    /** The times between two adverts of the same master. */
    private static final class Gaps implements HeardAdverts.Listener {
        private final Map<Integer, Long> last = new HashMap<>();
        private final List<Double> millis = new ArrayList<>();
        private int ofBackups;

        @Override
        public void heard(long nanos, int link, int vrid, int host) {
            if (host != MASTER) {
                ofBackups++;
                return;
            }
            Long before = last.put(link << 8 | vrid, nanos);
            if (before != null) {
                millis.add((nanos - before) / MILLIS);
            }
        }
    }

    // ---- busy

    /** One program's pair, on a switch of its own. */
    private static final class Pair implements AutoCloseable {
        private final Director.Kind kind;
        private final Bridge bridge = Bridge.create();
        private final List<NetworkNamespace> hosts = new ArrayList<>();
        private final List<Director> directors = new ArrayList<>();
        private final Gaps gaps = new Gaps();
        private int falseTakeovers;
        private boolean takenOver;

        Pair(Director.Kind kind) throws IOException {
            this.kind = kind;
            for (int host = MASTER; host <= BACKUP; host++) {
                NetworkNamespace namespace = NetworkNamespace.create();
                hosts.add(namespace);
                bridge.attach(namespace, "eth0", "10.77.0." + host + "/24");
                start(
                        kind,
                        namespace,
                        host == MASTER ? "master" : "backup",
                        """
                        global_defs {
                         vrrp_version 3
                        }
                        vrrp_instance VI_1 {
                         state BACKUP
                         interface eth0
                         virtual_router_id 51
                         priority %d
                         advert_int 0.01
                         virtual_ipaddress {
                          10.77.0.100/24
                         }
                        }
                        """.formatted(host == MASTER ? 200 : 100),
                        directors);
            }
        }

        void heard(long nanos, int vrid, int host) {
            gaps.heard(nanos, 0, vrid, host);
            if (host == BACKUP && !takenOver) {
                falseTakeovers++;
            }
            takenOver = host == BACKUP;
        }

        @Override
        public void close() {
            directors.forEach(Director::crash);
            hosts.forEach(NetworkNamespace::close);
            bridge.close();
        }
    }

    private void busy(int seconds, int rounds, int burners) throws Exception {
        System.out.printf(
                "adverts every 10 ms, %d busy loops on %d processors, %d s; medians of %d rounds (least..most)%n",
                burners, Runtime.getRuntime().availableProcessors(), seconds, rounds);
        for (int round = 0; round < rounds; round++) {
            busyOnce(seconds, burners);
        }
    }

    private void busyOnce(int seconds, int burners) throws Exception {
        List<Process> load = new ArrayList<>();
        try (Pair theirs = new Pair(KEEPALIVED);
                Pair ours = new Pair(HOLDFAST);
                HeardAdverts adverts = new HeardAdverts(theirs.bridge.namespace(), List.of("br0"))) {
            adverts.add(ours.bridge.namespace(), "br0", 1);
            adverts.listen(SETTLE, () -> false, (nanos, link, vrid, host) -> {});
            for (int i = 0; i < burners; i++) {
                load.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            adverts.listen(seconds * SECOND, () -> false, (nanos, link, vrid, host) -> {
                (link == 0 ? theirs : ours).heard(nanos, vrid, host);
            });
            for (Pair pair : List.of(theirs, ours)) {
                samples.add("false takeovers", pair.kind, pair.falseTakeovers);
                samples.add("adverts of the master", pair.kind, pair.gaps.millis.size());
                for (double percent : new double[] {50, 99, 99.9, 100}) {
                    String what = percent == 100 ? "the longest" : percent + " %";
                    samples.add(
                            "between two adverts, " + what + ", ms",
                            pair.kind,
                            Samples.percentile(pair.gaps.millis, percent));
                }
            }
        } finally {
            load.forEach(Process::destroyForcibly);
        }
    }
}
