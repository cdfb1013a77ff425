package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The Debian package that the build makes. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class DebianPackageIT {

    private static final long LIMIT_SECONDS = 500;

    @Test
    void isInstalledRunUpgradedRemovedAndPurged() throws Exception {
        Programs.require();
        RealKernel.requireProgram("dpkg-deb");
        RealKernel.requireProgram("unshare");
        Programs.Outcome life = Programs.run(
                new ProcessBuilder(
                        "bash",
                        Programs.module()
                                .resolve("src/test/resources/debian-package.sh")
                                .toString(),
                        debianPackage().toString()),
                LIMIT_SECONDS);
        assertThat(life.output().lines().filter(line -> line.startsWith("right: ")))
                .as(life.output())
                .containsExactly(
                        "right: installed",
                        "right: manual",
                        "right: served",
                        "right: upgraded",
                        "right: without room",
                        "right: removed",
                        "right: purged");
        assertThat(life.status()).as(life.output()).isZero();
    }

    /** Its warnings count as well. */
    @Test
    void lintianFindsNothing() throws Exception {
        Programs.require();
        RealKernel.requireProgram("lintian");
        Programs.Outcome found = Programs.run(
                new ProcessBuilder(
                        "lintian",
                        "--allow-root",
                        "--fail-on",
                        "error,warning",
                        debianPackage().toString()),
                LIMIT_SECONDS);
        assertThat(found.status()).as(found.output()).isZero();
    }

    private static Path debianPackage() throws IOException {
        try (Stream<Path> made =
                Files.list(Programs.module().resolveSibling("controller").resolve("target"))) {
            List<Path> packages =
                    made.filter(file -> file.toString().endsWith("_all.deb")).toList();
            assertThat(packages)
                    .as("controller/target/holdfast_VERSION_all.deb (expected after `mvn package`)")
                    .hasSize(1);
            return packages.get(0);
        }
    }
}
