package dev.holdfast.controller.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Runs {@link IpvsadmKernelTest} where IPVS is, in one JVM with a network namespace and host names of its own: on
 * this machine's kernel if it has ip_vs, otherwise in a virtual machine ({@code examples/lab/with-ipvs}). Each test
 * becomes a test here. Without root or the Debian packages they are left out and the reason is printed; with
 * {@code CI=true} that is a failure. The table of compared pairs goes to {@code target/ipvsadm-pairs.txt}.
 */
class KernelIpvsadmIT {
    /** In the lab's emulated machine the whole takes some minutes, and a loaded host makes that more. */
    private static final int LIMIT_SECONDS = 1500;

    @TestFactory
    Stream<DynamicTest> real_kernel(@TempDir Path reports) throws Exception {
        Path lab = lab();
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            String left = "left out: holdfast ipvs beside ipvsadm on a real kernel: " + obstacle.get();
            System.err.println(left);
            assertThat(System.getenv("CI")).as(left).isNotEqualTo("true");
            return abort(left);
        }
        Path output = reports.resolve("output.txt");
        int status = run(lab, reports, output);
        List<DynamicTest> tests = new ArrayList<>(read(reports.resolve("TEST-junit-jupiter.xml"), status, output));
        // Red too when the runner itself failed, and so that an empty report is not a green one.
        tests.add(dynamicTest("the tests ran to their end", () -> {
            assertThat(status).as("exit status; %s", Files.readString(output)).isZero();
            assertThat(tests).hasSizeGreaterThan(100);
        }));
        return tests.stream();
    }

    private static Path lab() {
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            Path lab = directory.resolve("examples/lab/with-ipvs");
            if (Files.isExecutable(lab)) {
                return lab;
            }
        }
        throw new AssertionError("no examples/lab/with-ipvs above " + start);
    }

    private static Optional<String> obstacle() throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("not root");
        }
        if (!onPath("ipvsadm")) {
            missing.add("no ipvsadm (Debian package ipvsadm)");
        }
        if (!kernelHasIpvs() && !onPath("qemu-system-x86_64")) {
            missing.add("no ip_vs in this kernel and no QEMU (Debian package qemu-system-x86)");
        }
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
    }

    private static boolean kernelHasIpvs() throws IOException, InterruptedException {
        Path table = Path.of("/proc/net/ip_vs");
        if (!Files.exists(table) && onPath("modprobe")) {
            new ProcessBuilder("modprobe", "ip_vs")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        return Files.exists(table);
    }

    private static boolean onPath(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static int run(Path lab, Path reports, Path output) throws IOException, InterruptedException {
        Path hosts = Files.writeString(reports.resolve("hosts"), Fixture.resource("hosts"));
        Path resolver = Files.writeString(reports.resolve("resolv.conf"), "");
        List<String> command = new ArrayList<>(List.of(lab.toString()));
        // The kernel checks real servers' addresses against the namespace's routes, of which there are none while lo is
        // down.
        command.addAll(List.of(
                "unshare",
                "--net",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /etc/hosts && mount --bind \"$1\" /etc/resolv.conf && shift"
                        + " && ip link set lo up && exec \"$@\"",
                hosts.toString(),
                resolver.toString()));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dipvsadm.pairs=" + Path.of("target", "ipvsadm-pairs.txt").toAbsolutePath(),
                "-cp",
                classPath(),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--include-tag",
                "ipvs-kernel",
                "--select-class",
                "dev.holdfast.controller.ipvsadm.IpvsadmKernelTest",
                "--reports-dir",
                reports.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LIMIT", Integer.toString(LIMIT_SECONDS));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS + 60L, TimeUnit.SECONDS))
                    .as("%s ended", lab)
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroy();
        }
    }

    /** Surefire and failsafe may put the class path into a jar's manifest and its text into this property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static List<DynamicTest> read(Path report, int status, Path output) throws Exception {
        if (!Files.exists(report)) {
            return List.of(dynamicTest(
                    "report",
                    () -> assertThat(report)
                            .as("exit status %d; %s", status, Files.readString(output))
                            .exists()));
        }
        NodeList cases = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            Optional<String> failure = Stream.of("failure", "error", "skipped")
                    .map(test::getElementsByTagName)
                    .filter(found -> found.getLength() > 0)
                    .map(found -> found.item(0))
                    .map(Node::getTextContent)
                    .findFirst();
            tests.add(dynamicTest(
                    test.getAttribute("name"),
                    () -> assertThat(failure).as(test.getAttribute("name")).isEmpty()));
        }
        return tests;
    }
}
