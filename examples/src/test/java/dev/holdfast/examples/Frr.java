package dev.holdfast.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * FRR's VRRP on a host: zebra, which sees to interfaces, and vrrpd, by themselves and with files of their own, as no service of the
 * machine. Virtual router 51 of either family, on macvlan interfaces over eth0 as FRR's manual asks for.
 */
final class Frr implements AutoCloseable {

    static final int VRID = 51;

    private static final Path PROGRAMS = Path.of("/usr/lib/frr");
    private static final String USER = "frr";
    private static final long LIMIT_SECONDS = 30;

    /** For instance {@code [VRID 51] [IPv6] Backup -> Master}. */
    private static final Pattern STATE =
            Pattern.compile("\\[VRID " + VRID + "] \\[(IPv[46])] (?:Initialize|Backup|Master) -> (\\w+)");

    private final Host host;
    private final Path directory;
    private final Path logs;
    private final List<Path> allLogs = new ArrayList<>();
    private @Nullable Process vrrpd;

    private Frr(Host host, Path directory, Path logs) {
        this.host = host;
        this.directory = directory;
        this.logs = logs;
    }

    /** Whether it is installed. */
    static boolean isInstalled() {
        return Files.isExecutable(PROGRAMS.resolve("vrrpd")) && Files.isExecutable(PROGRAMS.resolve("zebra"));
    }

    /** Makes the host's interfaces for it, and has zebra run; vrrpd, once started, advertises every 0.3 s. */
    static Frr on(Stage stage, Host host, int priority, String ipv4, List<String> ipv6) {
        addInterface(host, "vrrp4", "00:00:5e:00:01", List.of(ipv4 + "/24"));
        addInterface(
                host,
                "vrrp6",
                "00:00:5e:00:02",
                ipv6.stream().map(address -> address + "/64").toList());
        List<String> lines = new ArrayList<>(
                List.of("version 3", "priority " + priority, "advertisement-interval 300", "ip " + ipv4));
        ipv6.forEach(address -> lines.add("ipv6 " + address));
        StringBuilder text = new StringBuilder("debug vrrp\ninterface eth0\n");
        lines.forEach(line ->
                text.append(" vrrp ").append(VRID).append(' ').append(line).append('\n'));
        try {
            // It gives up root, and may not be allowed into the build's directories.
            Path directory = Files.createTempDirectory("frr");
            Files.writeString(directory.resolve("vrrpd.conf"), text);
            Files.writeString(directory.resolve("zebra.conf"), "");
            UserPrincipal user =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
            for (Path path : List.of(directory, directory.resolve("vrrpd.conf"), directory.resolve("zebra.conf"))) {
                Files.setOwner(path, user);
            }
            Frr frr = new Frr(host, directory, stage.emptyDirectory("frr"));
            frr.run("zebra", frr.logs.resolve("zebra.log"));
            stage.await("zebra listens", () -> Files.exists(directory.resolve("zserv.api")));
            return frr;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addInterface(Host host, String name, String mac, List<String> addresses) {
        host.ip("link", "add", name, "link", "eth0", "type", "macvlan", "mode", "bridge");
        String vrid = String.format(Locale.ROOT, "%02x", VRID);
        host.ip("link", "set", name, "address", mac + ":" + vrid, "addrgenmode", "random");
        for (String address : addresses) {
            host.ip(
                    address.contains(":")
                            ? new String[] {"address", "add", address, "dev", name, "nodad"}
                            : new String[] {"address", "add", address, "dev", name});
        }
        host.ip("link", "set", name, "up");
    }

    private Process run(String program, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of("-u", USER, "-g", USER, "-P", "0", "--log", "stdout", "--log-level", "debug"));
        command.addAll(List.of("-f", directory.resolve(program + ".conf").toString()));
        command.addAll(List.of("-i", directory.resolve(program + ".pid").toString()));
        command.addAll(List.of("-z", directory.resolve("zserv.api").toString()));
        command.addAll(List.of("--vty_socket", directory.toString()));
        Process process = host.namespace()
                .start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
        process.getOutputStream().close();
        return process;
    }

    /** Starts vrrpd. */
    void start() {
        try {
            Path log = Files.createTempFile(logs, "vrrpd-", ".log");
            allLogs.add(log);
            vrrpd = run("vrrpd", log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends vrrpd as a crash does. */
    void crash() {
        Process running = Objects.requireNonNull(vrrpd);
        running.destroyForcibly();
        awaitEnd(running);
    }

    /** Ends vrrpd politely. */
    void stop() {
        Process running = Objects.requireNonNull(vrrpd);
        running.destroy();
        awaitEnd(running);
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("FRR did not end within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All that vrrpd has logged. */
    String log() {
        StringBuilder text = new StringBuilder();
        for (Path log : allLogs) {
            text.append(read(log));
        }
        return text.toString();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the virtual routers of both families are in that state, for instance {@code Master}. */
    boolean isBoth(String state) {
        String ipv4 = "";
        String ipv6 = "";
        Matcher matcher = STATE.matcher(read(allLogs.get(allLogs.size() - 1)));
        while (matcher.find()) {
            if (matcher.group(1).equals("IPv4")) {
                ipv4 = matcher.group(2);
            } else {
                ipv6 = matcher.group(2);
            }
        }
        return ipv4.equals(state) && ipv6.equals(state);
    }

    /** Removes its files; its programs end with the host. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "frr on " + host;
    }
}
