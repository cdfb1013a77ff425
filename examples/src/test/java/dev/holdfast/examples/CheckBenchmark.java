package dev.holdfast.examples;

import dev.holdfast.examples.Director.Kind;
import dev.holdfast.linuxnet.testing.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checked real servers of Holdfast and of keepalived, one program after the other on the same kernel, which has to have IPVS. The servers
 * are one nginx that has all their addresses. That a check begins is seen on the wire, so it is known of each when it was due.
 */
public final class CheckBenchmark {
    private static final int SERVERS_OF_ONE = 50;
    private static final int OF_A_BYTE = 250;
    private static final int FAILING = 10;
    private static final int PORT = 80;
    private static final int RETRIES = 1;
    private static final int DELAY_BEFORE_RETRY_SECONDS = 1;
    /** What fails is silent: a check of it takes as long as it may. */
    private static final int CONNECT_TIMEOUT_SECONDS = 3;

    private static final long SECOND = 1_000_000_000L;
    /** An emulated machine: a start takes as long as it takes. */
    private static final long START_LIMIT = 300 * SECOND;

    private static final long LOOK_AGAIN_MILLIS = 50;
    /** A look at ten thousand entries takes a while in an emulated machine: at most one part in so many of the time is spent looking. */
    private static final int REST = 4;

    private static final double[] PERCENTS = {50, 90, 99, 99.9, 100};
    /** Of a delay_loop, how late checks may be to count as that. */
    private static final int[] LATENESSES_PERCENT = {1, 2, 5, 10, 20, 50};

    /** What is checked and how. */
    private enum Check {
        TCP("TCP_CHECK {\n"),
        HTTP("HTTP_GET {\nurl {\npath /\nstatus_code 200\n}\n");

        private final String block;

        Check(String block) {
            this.block = block;
        }
    }

    private final int servers;
    private final int delaySeconds;
    private final int seconds;
    private final Samples samples = new Samples();
    private final Path home;

    private CheckBenchmark(int servers, int delaySeconds, int seconds) throws IOException {
        this.servers = servers;
        this.delaySeconds = delaySeconds;
        this.seconds = seconds;
        home = Files.createTempDirectory("check-benchmark");
    }

    public static void main(String[] arguments) throws Exception {
        Programs.require();
        CheckBenchmark benchmark =
                new CheckBenchmark(number(arguments, 0, 1000), number(arguments, 1, 1), number(arguments, 2, 20));
        int rounds = number(arguments, 3, 1);
        System.out.printf(
                "%d servers, a check of each every %d s, %d s; medians of %d rounds (least..most)%n",
                benchmark.servers, benchmark.delaySeconds, benchmark.seconds, rounds);
        for (int round = 0; round < rounds; round++) {
            for (Check check : Check.values()) {
                for (Kind kind : List.of(Kind.KEEPALIVED, Kind.HOLDFAST)) {
                    System.err.printf("round %d, %s, %s%n", round + 1, check, kind.text());
                    benchmark.measure(kind, check);
                }
            }
        }
        benchmark.samples.print();
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return index < arguments.length ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private static String server(int number) {
        return "10.90." + number / OF_A_BYTE + "." + (number % OF_A_BYTE + 1);
    }

    private String configuration(Check check) {
        StringBuilder text = new StringBuilder("global_defs {\nrouter_id lb\n}\n");
        for (int first = 0; first < servers; first += SERVERS_OF_ONE) {
            int service = first / SERVERS_OF_ONE;
            text.append("virtual_server 10.91.%d.%d %d {\ndelay_loop %d\nlb_algo rr\nlb_kind DR\nprotocol TCP\n"
                    .formatted(service / OF_A_BYTE, service % OF_A_BYTE + 1, PORT, delaySeconds));
            for (int i = first; i < Math.min(servers, first + SERVERS_OF_ONE); i++) {
                text.append("real_server %s %d {\n%sconnect_timeout %d\nretry %d\ndelay_before_retry %d\n}\n}\n"
                        .formatted(
                                server(i),
                                PORT,
                                check.block,
                                CONNECT_TIMEOUT_SECONDS,
                                RETRIES,
                                DELAY_BEFORE_RETRY_SECONDS));
            }
            text.append("}\n");
        }
        return text.toString();
    }

    private void measure(Kind kind, Check check) throws Exception {
        try (NetworkNamespace balancer = NetworkNamespace.create();
                NetworkNamespace host = NetworkNamespace.create()) {
            NetworkNamespace.connect(balancer, "eth0", host, "eth0");
            balancer.ip("address", "add", "10.77.0.1/16", "dev", "eth0");
            host.ip("address", "add", "10.77.0.2/16", "dev", "eth0");
            host.ip("route", "add", "local", "10.90.0.0/16", "dev", "lo");
            balancer.ip("route", "add", "10.90.0.0/16", "via", "10.77.0.2");
            // A connection that is closed holds its port for a minute.
            balancer.run("sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1");
            webServer(host);
            Director director = Director.start(
                    kind,
                    Director.Half.VIRTUAL_SERVERS,
                    new Host("lb", "10.77.0.1", balancer),
                    Files.createTempDirectory(home, kind.text()),
                    configuration(check),
                    Map.of());
            try {
                measure(director, check, balancer, host);
            } finally {
                if (director.isRunning()) {
                    director.crash();
                }
            }
        }
    }

    private void webServer(NetworkNamespace host) throws Exception {
        Path directory = Files.createTempDirectory(home, "nginx");
        Path file = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/pid;
                error_log /dev/null;
                events { worker_connections 60000; }
                http { access_log off; server { listen 80 backlog=60000; location / { return 200 "ok"; } } }
                """.formatted(directory));
        Process nginx = host.start(new ProcessBuilder("nginx", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile()));
        if (!await(
                START_LIMIT, () -> host.run("ss", "-Hltn", "sport = :" + PORT).contains(":" + PORT))) {
            throw new AssertionError("nginx does not listen (running: " + nginx.isAlive() + ")\n"
                    + Files.readString(directory.resolve("log")));
        }
    }

    private void measure(Director director, Check check, NetworkNamespace balancer, NetworkNamespace host)
            throws Exception {
        Kind kind = director.kind();
        String name = check.name() + ": ";
        if (!await(START_LIMIT, () -> destinations(balancer, line -> true) == servers)) {
            throw new AssertionError("not all servers are in the table\n" + director.log());
        }
        samples.add(
                name + "all are in the table after, s",
                kind,
                (System.nanoTime() - director.startedNanos()) / (double) SECOND);
        // Each has been checked then, and what is slow only once is over.
        Thread.sleep(TimeUnit.SECONDS.toMillis(2L * delaySeconds + 5));

        Path capture = home.resolve(kind.text() + "-" + check + ".pcap");
        Process tcpdump = host.start(new ProcessBuilder(
                        "tcpdump",
                        "-i",
                        "eth0",
                        "-n",
                        "-s",
                        "64",
                        "-B",
                        "16384",
                        "-Z",
                        "root",
                        "-w",
                        capture.toString(),
                        "tcp dst port " + PORT + " and tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("tcpdump.log").toFile()));
        if (!await(START_LIMIT, () -> Files.exists(capture) && Files.size(capture) > 0)) {
            throw new AssertionError(Files.readString(home.resolve("tcpdump.log")));
        }
        ProcessUse before = ProcessUse.of(director.pid());
        long start = System.nanoTime();
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        ProcessUse after = ProcessUse.of(director.pid());
        double took = (System.nanoTime() - start) / (double) SECOND;
        tcpdump.destroy();
        tcpdump.waitFor();

        Arrivals arrivals = Arrivals.read(capture);
        double checks = arrivals.count();
        samples.add(name + "checks a second", kind, checks / took);
        samples.add(name + "CPU of a check, us", kind, (after.cpuMillis() - before.cpuMillis()) * 1000.0 / checks);
        samples.add(name + "CPU, ms each second", kind, (after.cpuMillis() - before.cpuMillis()) / took);
        samples.add(name + "memory, PSS in MB", kind, after.pssKilobytes() / 1024.0);
        samples.add(name + "servers checked", kind, arrivals.sources());
        List<Double> late = arrivals.gapsMillis().stream()
                .map(gap -> gap - TimeUnit.SECONDS.toMillis(delaySeconds))
                .toList();
        for (double percent : PERCENTS) {
            String what = percent == 100 ? "the worst" : percent + " %";
            samples.add(name + "checks late, " + what + ", ms", kind, Samples.percentile(late, percent));
        }
        histogram(name, kind, late);
        removal(name, director, balancer, host);
        samples.add(name + "entries left after the stop", kind, stopped(director, balancer));
    }

    /** How many of the checks were later than a part of their delay_loop. */
    private void histogram(String name, Kind kind, List<Double> late) {
        for (int percent : LATENESSES_PERCENT) {
            double limit = TimeUnit.SECONDS.toMillis(delaySeconds) * percent / 100.0;
            long count = late.stream().filter(millis -> millis > limit).count();
            samples.add(
                    "%slater than %d %% of the delay, of 1000".formatted(name, percent),
                    kind,
                    late.isEmpty() ? Double.NaN : 1000.0 * count / late.size());
        }
    }

    /** Some servers fail at once, and each has to leave the table within a delay, the time limits, and its retries. */
    private void removal(String name, Director director, NetworkNamespace balancer, NetworkNamespace host)
            throws Exception {
        Set<String> failing = new HashSet<>();
        for (int i = 0; i < FAILING; i++) {
            int number = i * (servers / FAILING);
            host.ip("route", "add", "unreachable", server(number) + "/32", "table", "local");
            failing.add(String.format(Locale.ROOT, "%02X%02X", number / OF_A_BYTE, number % OF_A_BYTE + 1));
        }
        long failed = System.nanoTime();
        boolean gone = await(
                START_LIMIT,
                () -> destinations(
                                balancer, line -> failing.stream().anyMatch(hex -> line.contains("0A5A" + hex + ":")))
                        == 0);
        double took = (System.nanoTime() - failed) / (double) SECOND;
        double allowed = delaySeconds + (1 + RETRIES) * CONNECT_TIMEOUT_SECONDS + RETRIES * DELAY_BEFORE_RETRY_SECONDS;
        samples.add(name + FAILING + " failed servers removed after, s", director.kind(), gone ? took : Double.NaN);
        samples.add(
                name + "of what delay and retries allow, %", director.kind(), gone ? took / allowed * 100 : Double.NaN);
    }

    private static double stopped(Director director, NetworkNamespace balancer) throws Exception {
        director.stop();
        return destinations(balancer, line -> true);
    }

    private static long destinations(NetworkNamespace balancer, Predicate<String> wanted) throws Exception {
        return balancer.inside(() -> {
            try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/net/ip_vs"))) {
                return lines.filter(line -> line.contains("->") && line.contains(":0050"))
                        .filter(wanted)
                        .count();
            }
        });
    }

    /** A condition that may need the kernel or a program. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static boolean await(long limitNanos, Condition condition) throws Exception {
        long start = System.nanoTime();
        long before = start;
        while (!condition.holds()) {
            if (System.nanoTime() - start > limitNanos) {
                return false;
            }
            long look = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
            Thread.sleep(Math.max(LOOK_AGAIN_MILLIS, look * REST));
            before = System.nanoTime();
        }
        return true;
    }

    /** When packets came, by where they went. */
    private record Arrivals(Map<Integer, List<Double>> millisByAddress) {
        private static final int FILE_HEADER = 24;
        private static final int RECORD_HEADER = 16;
        private static final int ADDRESS_AT = 14 + 16;

        /** Reads a capture of tcpdump's: the classic format with microseconds, in this machine's order. */
        static Arrivals read(Path capture) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(capture)).order(ByteOrder.nativeOrder());
            Map<Integer, List<Double>> found = new HashMap<>();
            int at = FILE_HEADER;
            while (at + RECORD_HEADER <= bytes.limit()) {
                double millis = bytes.getInt(at) * 1000.0 + bytes.getInt(at + 4) / 1000.0;
                int length = bytes.getInt(at + 8);
                if (at + RECORD_HEADER + length > bytes.limit()) {
                    break;
                }
                int address = bytes.getInt(at + RECORD_HEADER + ADDRESS_AT);
                found.computeIfAbsent(address, key -> new ArrayList<>()).add(millis);
                at += RECORD_HEADER + length;
            }
            return new Arrivals(found);
        }

        int count() {
            return millisByAddress.values().stream().mapToInt(List::size).sum();
        }

        int sources() {
            return millisByAddress.size();
        }

        /** The times between two packets to the same address. */
        List<Double> gapsMillis() {
            return millisByAddress.values().stream()
                    .flatMap(times -> IntStream.range(1, times.size()).mapToObj(i -> times.get(i) - times.get(i - 1)))
                    .collect(Collectors.toList());
        }
    }
}
