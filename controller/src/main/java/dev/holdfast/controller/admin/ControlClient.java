package dev.holdfast.controller.admin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks a running director. */
public final class ControlClient {
    private static final long LIMIT_SECONDS = 10;

    private ControlClient() {}

    /**
     * Asks one question and waits for the answer, for ten seconds at most.
     *
     * @param request a line without its end
     * @param pidFile the director's
     * @throws ControlException if none answers
     */
    public static Answer ask(Path pidFile, String request) throws ControlException {
        Path path = ControlAddress.beside(pidFile);
        if (Files.notExists(path)) {
            throw new ControlException("no director is running with the PID file " + pidFile + ": there is no " + path
                    + " (-p names another)");
        }
        try (Connection director = Connection.of(
                SocketChannel.open(UnixDomainSocketAddress.of(path)), TimeUnit.SECONDS.toNanos(LIMIT_SECONDS))) {
            director.send(request + "\n");
            return answer(director.receiveAll(), path);
        } catch (ConnectException e) {
            throw new ControlException(
                    "no director is running with the PID file " + pidFile + ": nobody answers at " + path);
        } catch (SocketTimeoutException e) {
            throw new ControlException("no answer from " + path + " within " + LIMIT_SECONDS + " seconds");
        } catch (IOException e) {
            String hint = Files.isWritable(path) ? "" : " (expected root, or the user that the director runs as)";
            throw new ControlException("cannot ask at " + path + ": " + e.getMessage() + hint);
        }
    }

    private static Answer answer(String received, Path path) throws ControlException {
        int end = received.indexOf('\n');
        String verdict = end < 0 ? received : received.substring(0, end);
        return switch (verdict) {
            case "ok" -> new Answer(true, received.substring(end + 1));
            case "no" -> new Answer(false, received.substring(end + 1));
            default -> throw new ControlException("no answer from " + path + ": the connection was closed");
        };
    }
}
