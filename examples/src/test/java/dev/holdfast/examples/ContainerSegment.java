package dev.holdfast.examples;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;

/**
 * A network of a test's own in the Docker engine, with a container that watches the wire and asks who has an address. Closing it removes
 * all of it.
 */
final class ContainerSegment implements AutoCloseable {

    /** Two slow cores, several tests at a time. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(90);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Started again, it takes a process that has its predecessor's number for that. */
    private static final String KEEPALIVED =
            "rm -rf /run/keepalived* && exec keepalived -n -l -D -P -f /etc/keepalived/keepalived.conf";

    private static final String CONFIGURATION = "/etc/keepalived/keepalived.conf";
    private static final Pattern ADVERT = Pattern.compile(
            "([\\d.]+) (\\S+) > 01:00:5e:00:00:12, .* ([\\d.]+) > 224\\.0\\.0\\.18: .*, prio (\\d+),.*");

    private final ContainerEngine.Images images;
    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> containers = new ArrayList<>();
    private final GenericContainer<?> watcher;

    /**
     * An advert that the watcher saw.
     *
     * @param seconds since 1970
     * @param mac the sender's hardware address
     */
    record Advert(double seconds, String mac, String source, int priority) {}

    ContainerSegment(ContainerEngine.Images images) {
        this.images = images;
        try {
            watcher = peer("tcpdump", "-Z", "root", "-lenn", "-tt", "-i", "eth0", "vrrp or arp");
            await("the watcher", () -> watcher.getLogs().contains("listening on eth0"));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** An address of the network that Docker gives to no container so soon. */
    String vip(int last) {
        String subnet = docker().inspectNetworkCmd()
                .withNetworkId(network.getId())
                .exec()
                .getIpam()
                .getConfig()
                .get(0)
                .getSubnet();
        return subnet.replaceFirst("\\.\\d+/.*", "." + last);
    }

    /** A container of the other image that runs a program. */
    GenericContainer<?> peer(String... command) {
        return start(images.peers(), container -> container.withCommand(command));
    }

    /** A keepalived, for VRRP alone. */
    GenericContainer<?> keepalived(String configuration) {
        return start(
                images.peers(),
                container -> container
                        .withCommand("sh", "-c", KEEPALIVED)
                        .withCopyToContainer(Transferable.of(configuration), CONFIGURATION)
                        .withCreateContainerCmdModifier(
                                command -> command.getHostConfig().withCapAdd(Capability.NET_ADMIN)));
    }

    /** A Holdfast as README says, with that configuration in it. */
    GenericContainer<?> holdfast(String configuration) {
        return holdfast(container -> container.withCopyToContainer(Transferable.of(configuration), CONFIGURATION));
    }

    /** A Holdfast with that directory of this machine as its /etc/keepalived. */
    GenericContainer<?> holdfast(Path directory) {
        return holdfast(container -> container.withCreateContainerCmdModifier(command ->
                command.getHostConfig().withBinds(new Bind(directory.toString(), new Volume("/etc/keepalived")))));
    }

    private GenericContainer<?> holdfast(Consumer<GenericContainer<?>> more) {
        return start(images.holdfast(), container -> {
            container.withCommand("run", "-D").withCreateContainerCmdModifier(command -> {
                command.getHostConfig()
                        .withInit(true)
                        .withCapAdd(Capability.NET_ADMIN, Capability.SYS_NICE, Capability.IPC_LOCK);
                // The image's own question, but asked more often than every half minute.
                command.withHealthcheck(new HealthCheck()
                        .withInterval(TimeUnit.SECONDS.toNanos(5))
                        .withTimeout(TimeUnit.SECONDS.toNanos(20))
                        .withRetries(2));
            });
            more.accept(container);
        });
    }

    private GenericContainer<?> start(String image, Consumer<GenericContainer<?>> more) {
        GenericContainer<?> container = new GenericContainer<>(image).withNetwork(network);
        more.accept(container);
        containers.add(container);
        container.start();
        return container;
    }

    /** Kills it as a crash does. */
    void kill(GenericContainer<?> container) {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    /** Sends a signal to its first process, as {@code docker kill -s} does. */
    void signal(GenericContainer<?> container, String signal) {
        docker().killContainerCmd(container.getContainerId()).withSignal(signal).exec();
    }

    /** Starts one again that has ended. */
    void startAgain(GenericContainer<?> container) {
        docker().startContainerCmd(container.getContainerId()).exec();
    }

    /** What the engine says of it now. */
    InspectContainerResponse inspect(GenericContainer<?> container) {
        return docker().inspectContainerCmd(container.getContainerId()).exec();
    }

    String address(GenericContainer<?> container) {
        return onNetwork(container).getIpAddress();
    }

    private com.github.dockerjava.api.model.ContainerNetwork onNetwork(GenericContainer<?> container) {
        return inspect(container)
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next();
    }

    /** Its health in the engine's word. */
    String health(GenericContainer<?> container) {
        return inspect(container).getState().getHealth().getStatus();
    }

    /** What a shell in a container writes, which has to end with 0. */
    String shell(GenericContainer<?> container, String script) {
        try {
            Container.ExecResult result = container.execInContainer("sh", "-c", script);
            if (result.getExitCode() != 0) {
                throw new AssertionError(script + ": exit status " + result.getExitCode() + "\n" + result);
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The time on the adverts' scale. */
    double now() {
        return System.currentTimeMillis() / 1e3;
    }

    /** Every advert on the wire since then. */
    List<Advert> adverts(double sinceSeconds) {
        return watched()
                .map(ADVERT::matcher)
                .filter(Matcher::matches)
                .map(seen -> new Advert(
                        Double.parseDouble(seen.group(1)),
                        seen.group(2),
                        seen.group(3),
                        Integer.parseInt(seen.group(4))))
                .filter(advert -> advert.seconds() >= sinceSeconds)
                .toList();
    }

    /** Waits until the last three adverts since then are all of this container, and it answers for the address, having announced it. */
    void awaitHolder(GenericContainer<?> container, String address, double sinceSeconds) {
        String source = address(container);
        await(source + " as the only sender of adverts", () -> {
            List<Advert> adverts = adverts(sinceSeconds);
            return adverts.size() >= 3
                    && adverts.subList(adverts.size() - 3, adverts.size()).stream()
                            .allMatch(advert -> advert.source().equals(source));
        });
        List<Advert> seen = adverts(sinceSeconds);
        String mac = seen.get(seen.size() - 1).mac();
        Pattern announced = Pattern.compile("[\\d.]+ " + mac + " > ff:ff:ff:ff:ff:ff, .*ARP.* who-has "
                + Pattern.quote(address) + " .*tell " + Pattern.quote(address) + ",.*");
        await(mac + " announcing " + address, () -> watched().anyMatch(announced.asMatchPredicate()));
        await(mac + " answering for " + address, () -> {
            String answer = shell(watcher, "arping -c 2 -w 3 -I eth0 " + address + " || true");
            return answer.toLowerCase(java.util.Locale.ROOT).contains("[" + mac + "]")
                    && answer.lines()
                            .filter(line -> line.contains("reply from"))
                            .allMatch(line ->
                                    line.toLowerCase(java.util.Locale.ROOT).contains(mac));
        });
    }

    private Stream<String> watched() {
        return watcher.getLogs().lines();
    }

    /** Waits until a line of its log contains a match of the expression. */
    void awaitLogged(GenericContainer<?> container, String expression) {
        awaitLogged(container, expression, 1);
    }

    /** Waits until there are so many such lines. */
    void awaitLogged(GenericContainer<?> container, String expression, int times) {
        Pattern pattern = Pattern.compile(expression);
        await(
                times + " lines with " + expression,
                () -> container
                                .getLogs()
                                .lines()
                                .filter(line -> pattern.matcher(line).find())
                                .count()
                        >= times);
    }

    /** Waits for a condition. */
    void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError(
                        "not within " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NANOS) + " s: " + what + "\n" + logs());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private String logs() {
        StringBuilder all = new StringBuilder();
        for (GenericContainer<?> container : containers) {
            List<String> lines = container.getLogs().lines().toList();
            all.append("--- ")
                    .append(String.join(" ", container.getCommandParts()))
                    .append('\n');
            lines.subList(Math.max(0, lines.size() - 30), lines.size())
                    .forEach(line -> all.append(line).append('\n'));
        }
        return all.toString();
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    @Override
    public void close() {
        for (GenericContainer<?> container : containers) {
            container.stop();
        }
        network.close();
    }
}
