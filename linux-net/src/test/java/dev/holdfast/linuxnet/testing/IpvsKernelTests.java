package dev.holdfast.linuxnet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.linuxnet.KernelModule;
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
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Runs the tests tagged {@code ipvs-kernel} where IPVS is, in one JVM: on this machine's kernel if it has ip_vs, otherwise
 * in a virtual machine ({@code examples/lab/with-ipvs}). Each becomes a test here, red if it was red there. What is missing is
 * said as {@link RealKernel} says it.
 *
 * @param limitSeconds after which the tests are ended; the virtual machine is emulated, and its host may be busy
 * @param fewest how many tests there are at least, so that an empty report is not a green one
 * @param surroundings the beginning of a command line that gives the JVM behind it a network namespace of its own
 * @param jvmOptions further options of that JVM
 * @param selection the console launcher's options that select the tests
 */
public record IpvsKernelTests(
        int limitSeconds, int fewest, List<String> surroundings, List<String> jvmOptions, List<String> selection) {
    /**
     * Runs them.
     *
     * @param reports an empty directory
     */
    public Stream<DynamicTest> run(Path reports) throws Exception {
        RealKernel.requireNamespaces();
        RealKernel.requireProgram("ipvsadm");
        if (!kernelHasIpvs()) {
            RealKernel.requireProgram("qemu-system-x86_64");
        }
        Path output = reports.resolve("output.txt");
        int status = status(reports, output);
        List<DynamicTest> tests = new ArrayList<>(read(reports.resolve("TEST-junit-jupiter.xml"), status, output));
        // Red too when the runner itself failed.
        tests.add(dynamicTest("the tests ran to their end", () -> {
            assertThat(status).as("exit status; %s", Files.readString(output)).isZero();
            assertThat(tests).hasSizeGreaterThan(fewest);
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

    private static boolean kernelHasIpvs() {
        Path table = Path.of("/proc/net/ip_vs");
        return Files.exists(table) || (KernelModule.load("ip_vs").isEmpty() && Files.exists(table));
    }

    private int status(Path reports, Path output) throws IOException, InterruptedException {
        Path lab = lab();
        List<String> command = new ArrayList<>(List.of(lab.toString()));
        command.addAll(surroundings);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(), "org.junit.platform.console.ConsoleLauncher", "execute"));
        command.addAll(List.of("--disable-banner", "--disable-ansi-colors", "--include-tag", "ipvs-kernel"));
        command.addAll(selection);
        command.addAll(List.of("--reports-dir", reports.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LIMIT", Integer.toString(limitSeconds));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(limitSeconds + 60L, TimeUnit.SECONDS))
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
