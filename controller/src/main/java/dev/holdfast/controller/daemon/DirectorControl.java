package dev.holdfast.controller.daemon;

import dev.holdfast.controller.admin.Answer;
import dev.holdfast.controller.status.DirectorStatus;
import dev.holdfast.controller.status.DirectorStatus.RouterStatus;
import dev.holdfast.controller.status.StatusJson;
import dev.holdfast.controller.status.StatusText;
import dev.holdfast.controller.status.VirtualServerStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers what is asked of a running director by its control socket. Each part of it has a bounded time to say how it stands. */
final class DirectorControl implements Function<String, Answer> {
    private static final long PART_SECONDS = 2;
    private static final String FAILOVER = "failover ";

    private final Path configuration;
    private final Director director;
    private final Executor loop;
    private final Supplier<@Nullable String> refusal;
    private final long startedNanos = System.nanoTime();

    /**
     * For a director.
     *
     * @param loop runs a task on the loop's thread
     * @param refusal that the file is not what is in force, and why; null where it is; asked on any thread
     */
    DirectorControl(Path configuration, Director director, Executor loop, Supplier<@Nullable String> refusal) {
        this.refusal = refusal;
        this.configuration = configuration;
        this.director = director;
        this.loop = loop;
    }

    @Override
    public Answer apply(String request) {
        if (request.equals("status text")) {
            DirectorStatus status = status();
            return new Answer(status.isWell(), StatusText.of(status));
        }
        if (request.equals("status json")) {
            DirectorStatus status = status();
            return new Answer(status.isWell(), StatusJson.of(status));
        }
        if (request.startsWith(FAILOVER)) {
            return failOver(request.substring(FAILOVER.length()));
        }
        return new Answer(
                false, "unknown request '" + request + "' (expected status text, status json or failover INSTANCE)\n");
    }

    private Answer failOver(String instance) {
        try {
            Optional<String> refusal = ask(loop, () -> Optional.ofNullable(director.failOver(instance)));
            return refusal.map(why -> new Answer(false, why + "\n"))
                    .orElseGet(() -> new Answer(true, instance + " has stepped down\n"));
        } catch (TimeoutException e) {
            return new Answer(
                    false, silent("VRRP's loop") + "; " + instance + " steps down when it can, if it is master\n");
        }
    }

    private DirectorStatus status() {
        List<String> troubles = new ArrayList<>();
        RouterStatus routers = null;
        try {
            routers = ask(loop, director::routerStatus);
        } catch (TimeoutException e) {
            troubles.add(silent("VRRP's loop"));
        }
        List<VirtualServerStatus> servers = null;
        try {
            servers = ask(director::executeOnBalancer, director::serverStatus);
        } catch (TimeoutException e) {
            troubles.add(silent("the thread of IPVS"));
        }
        return new DirectorStatus(
                "Holdfast " + Version.text(),
                ProcessHandle.current().pid(),
                System.nanoTime() - startedNanos,
                configuration,
                routers,
                servers,
                troubles,
                Stream.of(refusal.get(), director.unavailability())
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static String silent(String part) {
        return part + " does not answer within " + PART_SECONDS + " seconds";
    }

    private static <T> T ask(Executor part, Supplier<T> question) throws TimeoutException {
        try {
            return CompletableFuture.supplyAsync(question, part).get(PART_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
