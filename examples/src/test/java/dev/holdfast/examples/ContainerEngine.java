package dev.holdfast.examples;

import dev.holdfast.linuxnet.testing.RealKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/**
 * The Docker engine that the machine has, at {@code DOCKER_HOST} or Docker's usual socket, with the images that the tests need: built once
 * in a run, when a test asks for them by a parameter. A test is skipped, and says why, where no engine answers.
 */
final class ContainerEngine implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ContainerEngine.class);

    /**
     * The images' names.
     *
     * @param holdfast the program of this build
     * @param peers what it meets: Debian with the packages of examples/lab/peers.packages
     * @param base what {@code holdfast} is made on
     */
    record Images(String holdfast, String peers, String base) {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Images.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RealKernel.require(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers (at DOCKER_HOST or Docker's usual socket; examples/lab/with-docker brings one up)");
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Images.class, key -> build(), Images.class);
    }

    private static Images build() {
        Path project = Programs.module().getParent();
        if (!Files.isDirectory(project.resolve("controller/target/holdfast/lib"))) {
            throw new AssertionError("no controller/target/holdfast/lib (expected after `mvn package`)");
        }
        String base = image("HOLDFAST_BASE_IMAGE").orElse("debian:bookworm-slim");
        Map<String, String> arguments = new HashMap<>(Map.of("COMPILE", "no", "BASE", base));
        image("HOLDFAST_JDK_IMAGE").ifPresent(jdk -> arguments.put("JDK", jdk));
        ImageFromDockerfile holdfast = new ImageFromDockerfile()
                .withFileFromPath("Dockerfile", project.resolve("Dockerfile"))
                .withBuildArgs(arguments);
        for (String path : new String[] {
            "controller/bin/holdfast",
            "controller/src/package/container",
            "controller/src/package/holdfast.conf",
            "controller/target/holdfast/lib"
        }) {
            holdfast.withFileFromPath(path, project.resolve(path));
        }
        Optional<String> peers = image("HOLDFAST_PEERS_IMAGE");
        return new Images(name(holdfast), peers.orElseGet(() -> name(peers(project, base))), base);
    }

    /** Where a registry is reached, and Debian's packages. */
    private static ImageFromDockerfile peers(Path project, String base) {
        return new ImageFromDockerfile()
                .withFileFromPath("peers.packages", project.resolve("examples/lab/peers.packages"))
                .withDockerfileFromBuilder(
                        builder -> builder.from(base)
                                .copy("peers.packages", "/")
                                .run(
                                        "apt-get -q update && grep -v '^#' /peers.packages"
                                                + " | DEBIAN_FRONTEND=noninteractive xargs apt-get -q -y --no-install-recommends install"));
    }

    private static Optional<String> image(String variable) {
        return Optional.ofNullable(System.getenv(variable));
    }

    private static String name(Future<String> image) {
        try {
            return image.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("build an image", e);
        }
    }
}
