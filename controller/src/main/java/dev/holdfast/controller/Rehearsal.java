package dev.holdfast.controller;

import dev.holdfast.controller.cli.HoldfastCommand;
import dev.holdfast.controller.event.EventBus;
import dev.holdfast.controller.event.Part;
import dev.holdfast.controller.event.Severity;
import dev.holdfast.controller.log.LogView;
import dev.holdfast.controller.log.Logging;
import dev.holdfast.controller.loop.EventLoop;
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
import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/**
 * Uses what a director uses, without privileges and without touching the machine, so that the launcher's {@code
 * make-archive} records the classes. It talks to itself on the loopback address, and changes nothing.
 */
final class Rehearsal {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String CONFIGURATION = """
            global_defs {
                router_id rehearsal
            }
            vrrp_instance VI_1 {
                state BACKUP
                interface lo
                virtual_router_id 51
                priority 100
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
        loadOwnClasses();
        Path file = Files.createTempFile("holdfast-rehearsal", ".conf");
        try {
            Files.writeString(file, CONFIGURATION);
            HoldfastCommand.execute("check", "-f", file.toString());
            // A second start on the same file reaches everything up to the privileges this process may lack.
            HoldfastCommand.execute("--version");
        } finally {
            Files.delete(file);
        }
        log();
        loop();
        checkServers();
        System.exit(0);
    }

    private static void loadOwnClasses() throws IOException, ClassNotFoundException {
        // The class path is one jar, which names the others beside it.
        Path lib =
                Path.of(System.getProperty("java.class.path")).toAbsolutePath().getParent();
        try (var jars = Files.newDirectoryStream(lib, "*.jar")) {
            for (Path jar : jars) {
                loadOwnClasses(jar);
            }
        }
    }

    private static void loadOwnClasses(Path jar) throws IOException, ClassNotFoundException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (String name : file.stream().map(Object::toString).toList()) {
                if (name.startsWith("dev/holdfast/") && name.endsWith(".class") && !name.contains("package-info")) {
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
    }

    private static void log() {
        Logging.Target target = new Logging.Target(true, false, false, "daemon");
        try (EventBus bus = EventBus.start(Clock.systemUTC(), () -> List.of(new LogView(Logging.start(target))))) {
            bus.say(Part.DIRECTOR, Severity.INFO, "rehearsing");
        }
    }

    private static void loop() throws Exception {
        try (EventLoop loop = EventLoop.open();
                Rtnetlink rtnetlink = Rtnetlink.open()) {
            rtnetlink.links();
            rtnetlink.addresses();
            loop.timer(loop::stop).set(System.nanoTime());
            loop.execute(() -> {});
            loop.run();
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
                CheckEngine engine = new CheckEngine(listener, 1)) {
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
