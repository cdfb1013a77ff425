package dev.holdfast.controller;

import dev.holdfast.controller.cli.HoldfastCommand;
import dev.holdfast.controller.cli.Question;
import dev.holdfast.healthcheck.CheckId;
import dev.holdfast.healthcheck.CheckListener;
import dev.holdfast.healthcheck.CheckNotice;
import dev.holdfast.healthcheck.CheckSpec;
import dev.holdfast.healthcheck.CheckTarget;
import dev.holdfast.healthcheck.CheckTiming;
import dev.holdfast.healthcheck.HttpCheckSpec;
import dev.holdfast.healthcheck.HttpProtocol;
import dev.holdfast.healthcheck.TcpCheckSpec;
import dev.holdfast.healthcheck.UrlSpec;
import dev.holdfast.healthcheck.Verdict;
import dev.holdfast.healthcheck.check.CheckEngine;
import dev.holdfast.healthcheck.check.OutsideProbes;
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/**
 * Uses what a director uses, so that the launcher's {@code make-archive} records the classes. In a network namespace of its
 * own, which the launcher gives it where it can, it runs a whole director until that is master; elsewhere it does what
 * needs no privilege. Outside that namespace it changes nothing, and talks only to itself on the loopback address.
 */
final class Rehearsal {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** The launcher gives the namespace's loopback interface that name, as no instance may be on lo. */
    private static final String CONFIGURATION = """
            global_defs {
                router_id rehearsal
            }
            vrrp_instance VI_1 {
                state BACKUP
                interface rehearsal0
                virtual_router_id 51
                priority 255
                advert_int 1
                authentication {
                    auth_type PASS
                    auth_pass 1111
                }
                virtual_ipaddress {
                    192.0.2.1/32
                }
            }
            virtual_server 192.0.2.1 80 {
                delay_loop 6
                lb_algo rr
                lb_kind DR
                protocol TCP
                real_server 192.0.2.2 80 {
                    TCP_CHECK {
                        connect_timeout 3
                        connect_port 80
                    }
                }
                real_server 192.0.2.3 80 {
                    HTTP_GET {
                        url {
                            path /
                            status_code 200
                        }
                    }
                }
            }
            """;

    private Rehearsal() {}

    /** Rehearses, and ends the process. */
    public static void main(String[] args) throws Exception {
        boolean isolated = "yes".equals(System.getenv("HOLDFAST_ISOLATED"));
        // The run below loads what a run loads, but for what only a kernel with IPVS leads to.
        loadOwnClasses(
                isolated
                        ? List.of("ipvs/", "controller/balance/", "controller/ipvsadm/", "controller/realserver/")
                        : List.of(""));
        checkServers();
        PrintStream realErrors = System.err;
        // Half of what a rehearsal says are errors that are no one's concern, such as a kernel without IPVS.
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        Path directory = Files.createTempDirectory("holdfast-rehearsal");
        Path file = directory.resolve("keepalived.conf");
        Path pid = directory.resolve("pid");
        try {
            Files.writeString(file, CONFIGURATION);
            HoldfastCommand.execute("check", "-f", file.toString());
            HoldfastCommand.execute("ipvs", "-Ln");
            HoldfastCommand.execute("realserver", "status", "192.0.2.2");
            if (isolated) {
                askAndEndWhenMaster(pid);
                if (HoldfastCommand.execute("run", "-D", "-f", file.toString(), "-p", pid.toString()) != 0) {
                    realErrors.write(said.toByteArray());
                }
            }
        } finally {
            Files.deleteIfExists(pid);
            Files.delete(file);
            Files.delete(directory);
        }
        System.exit(0);
    }

    private static void loadOwnClasses(List<String> packages) throws IOException, ClassNotFoundException {
        // The class path is one jar, which names the others beside it.
        Path lib =
                Path.of(System.getProperty("java.class.path")).toAbsolutePath().getParent();
        try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
            for (Path jar : jars) {
                loadOwnClasses(jar, packages);
            }
        }
    }

    private static void loadOwnClasses(Path jar, List<String> packages) throws IOException, ClassNotFoundException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String name : file.stream().map(Object::toString).toList()) {
                boolean wanted = packages.stream().anyMatch(start -> name.startsWith("dev/holdfast/" + start));
                if (wanted && name.endsWith(".class") && !name.contains("package-info")) {
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
    }

    /**
     * Asks the director how it stands, and sends this process the signal that ends it, once it holds its address or ten seconds are
     * over.
     */
    private static void askAndEndWhenMaster(Path pid) {
        Thread thread = new Thread(
                () -> {
                    try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                        InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
                        for (int i = 0;
                                i < 100
                                        && rtnetlink.addresses().stream()
                                                .noneMatch(one -> one.address().equals(address));
                                i++) {
                            TimeUnit.MILLISECONDS.sleep(100);
                        }
                        // Long enough for one more advert.
                        TimeUnit.MILLISECONDS.sleep(1500);
                        askAsMonitorsDo(pid);
                        new ProcessBuilder(
                                        "kill",
                                        "-TERM",
                                        Long.toString(ProcessHandle.current().pid()))
                                .start();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "rehearsal-end");
        thread.setDaemon(true);
        thread.start();
    }

    private static void askAsMonitorsDo(Path pid) {
        Question question = Question.of("status", "-p", pid.toString());
        if (question != null) {
            question.ask();
        }
    }

    private static void checkServers() throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        CountDownLatch answered = new CountDownLatch(2);
        CheckListener listener = new CheckListener() {
            @Override
            public void onNotice(CheckId id, CheckNotice notice) {
                answered.countDown();
            }

            @Override
            public void onVerdict(CheckId id, Verdict verdict) {}
        };
        try (ServerSocket server = new ServerSocket(0, 16, loopback);
                CheckEngine engine = new CheckEngine(listener, OutsideProbes.NONE, 1)) {
            Thread web = new Thread(() -> serve(server), "rehearsal-server");
            web.setDaemon(true);
            web.start();
            CheckTarget target = CheckTarget.of(loopback, server.getLocalPort());
            CheckTiming timing = new CheckTiming(SECOND, SECOND, 0, SECOND, 0, true, false);
            Map<CheckId, CheckSpec> checks = Map.of(
                    new CheckId("tcp"), new TcpCheckSpec(target, timing),
                    new CheckId("http"),
                            new HttpCheckSpec(
                                    target, timing, HttpProtocol.DEFAULT, List.of(UrlSpec.ofPath("/")), false));
            engine.start();
            engine.replace(checks);
            answered.await(10, TimeUnit.SECONDS);
        }
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    InputStream request = client.getInputStream()) {
                if (request.read() >= 0) {
                    client.getOutputStream()
                            .write("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                    .getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // The prober closed first, or the rehearsal is over.
            }
        }
    }
}
