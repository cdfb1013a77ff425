package dev.holdfast.controller;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.holdfast.linuxnet.socket.PacketSocket;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What ARCHITECTURE.md says of modules, packages and who may use what, checked on the compiled product code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
    /** Whatever reads or writes files, sockets or streams, tells the time, runs threads, logs or draws lots. */
    private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD = outsideWorld();

    private JavaClasses classes = new ClassFileImporter().importClasses(Set.of());

    @BeforeAll
    void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("dev.holdfast");
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(classes.stream().map(JavaClass::getPackageName))
                .contains(
                        "dev.holdfast.linuxnet.libc",
                        "dev.holdfast.vrrp.state",
                        "dev.holdfast.healthcheck.check",
                        "dev.holdfast.ipvs.netlink",
                        "dev.holdfast.controller.router");
        assertThat(classes.contain(PacketSocket.class)).isTrue();
        assertThat(classes.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void modulesHaveOnlyTheseArrows() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.holdfast..")
                .layer("linux-net")
                .definedBy("dev.holdfast.linuxnet..")
                .layer("vrrp")
                .definedBy("dev.holdfast.vrrp..")
                .layer("healthcheck")
                .definedBy("dev.holdfast.healthcheck..")
                .layer("ipvs-client")
                .definedBy("dev.holdfast.ipvs..")
                .layer("controller")
                .definedBy("dev.holdfast.controller..")
                .whereLayer("controller")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("vrrp")
                .mayOnlyBeAccessedByLayers("controller")
                .whereLayer("healthcheck")
                .mayOnlyBeAccessedByLayers("controller")
                .whereLayer("ipvs-client")
                .mayOnlyBeAccessedByLayers("controller")
                .whereLayer("linux-net")
                .mayOnlyBeAccessedByLayers("controller", "ipvs-client")
                .ensureAllClassesAreContainedInArchitecture()
                .check(classes);
    }

    @Test
    void jnaStaysInLibc() {
        onlyIn("com.sun.jna..", "dev.holdfast.linuxnet.libc..");
    }

    @Test
    void libcIsNotVisibleOutsideLinuxNet() {
        classes()
                .that()
                .resideInAPackage("dev.holdfast.linuxnet.libc..")
                .should()
                .onlyHaveDependentClassesThat(resideInAPackage("dev.holdfast.linuxnet.."))
                .check(classes);
    }

    @Test
    void nettyStaysInCheck() {
        onlyIn("io.netty..", "dev.holdfast.healthcheck.check..");
    }

    @Test
    void bouncyCastleStaysInCheck() {
        onlyIn("org.bouncycastle..", "dev.holdfast.healthcheck.check..");
    }

    @Test
    void typesafeConfigStaysInSettings() {
        onlyIn("com.typesafe.config..", "dev.holdfast.controller.settings..");
    }

    @Test
    void picocliStaysInCli() {
        onlyIn("picocli..", "dev.holdfast.controller.cli..");
    }

    @Test
    void commonsNetStaysInMail() {
        onlyIn("org.apache.commons.net..", "dev.holdfast.controller.mail..");
    }

    @Test
    void logbackAndSlf4jStayInLog() {
        // Those two start a log, and so name the Logback context that it hands on.
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.holdfast.controller.log..")
                .and()
                .areNotAssignableTo(Rehearsal.class)
                .and()
                .haveNameNotMatching("dev\\.holdfast\\.controller\\.cli\\.Running")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ch.qos.logback..", "org.slf4j..")
                .check(classes);
    }

    @Test
    void theVrrpProtocolIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.holdfast.vrrp..")
                .should()
                .dependOnClassesThat(OUTSIDE_WORLD)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("dev.holdfast.vrrp..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }

    @Test
    void healthCheckPolicyIsPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.holdfast.healthcheck..")
                .and()
                .resideOutsideOfPackage("dev.holdfast.healthcheck.check..")
                .should()
                .dependOnClassesThat(OUTSIDE_WORLD)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("dev.holdfast.healthcheck..")
                .and()
                .resideOutsideOfPackage("dev.holdfast.healthcheck.check..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }

    @Test
    void nothingStaticCanChange() {
        fields().that()
                .areStatic()
                .and(areNotMadeByTheCompiler())
                .should()
                .beFinal()
                .andShould(notHoldWhatCanChange())
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.holdfast.(**)").should().beFreeOfCycles().check(classes);
    }

    private void onlyIn(String library, String home) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(classes);
        assertThat(classes.that(resideInAPackage(home)).stream()
                        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
                        .anyMatch(dependency -> resideInAPackage(library).test(dependency.getTargetClass())))
                .as("%s uses %s; otherwise this rule guards nothing", home, library)
                .isTrue();
    }

    private static DescribedPredicate<JavaClass> outsideWorld() {
        Set<String> named = Set.of(
                "java.lang.Thread",
                "java.lang.ThreadLocal",
                "java.lang.Process",
                "java.lang.ProcessBuilder",
                "java.lang.Runtime",
                "java.net.Socket",
                "java.net.ServerSocket",
                "java.net.DatagramSocket",
                "java.net.NetworkInterface",
                "java.security.SecureRandom",
                "java.util.Random",
                "java.util.SplittableRandom",
                "java.util.Timer",
                "java.time.Clock");
        DescribedPredicate<JavaClass> packages = resideInAnyPackage(
                "java.io..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.util.concurrent.atomic..",
                "java.util.concurrent.locks..",
                "java.util.logging..",
                "java.util.random..",
                "org.slf4j..",
                "ch.qos.logback..");
        return DescribedPredicate.describe(
                "do I/O, tell the time, run threads, log or draw lots",
                target -> named.contains(target.getName())
                        || packages.test(target)
                        || (target.getPackageName().equals("java.util.concurrent")
                                && !target.getName().equals("java.util.concurrent.TimeUnit")));
    }

    private static DescribedPredicate<HasModifiers> areNotMadeByTheCompiler() {
        return DescribedPredicate.describe(
                "are not made by the compiler", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    /** A final field can still hold something that changes. */
    private static ArchCondition<JavaField> notHoldWhatCanChange() {
        Set<String> changing = Set.of(
                "java.util.ArrayList",
                "java.util.HashMap",
                "java.util.LinkedHashMap",
                "java.util.TreeMap",
                "java.util.HashSet",
                "java.util.ArrayDeque",
                "java.util.Queue",
                "java.util.Deque",
                "java.lang.ThreadLocal",
                "java.lang.StringBuilder",
                "java.nio.ByteBuffer");
        return new ArchCondition<>("not hold what can change") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                String type = field.getRawType().getName();
                boolean changes = changing.contains(type) || type.startsWith("java.util.concurrent.");
                String message = field.getFullName() + " is a " + type;
                events.add(new SimpleConditionEvent(field, !changes, message));
            }
        };
    }
}
