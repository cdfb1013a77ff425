package dev.holdfast.controller.daemon;

import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.socket.UnixDatagramSocket;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever started the process how it stands: a service manager as sd_notify(3) describes, and the launcher, which
 * waits at a pipe while the daemon goes into the background. Does nothing where there is neither.
 */
final class ServiceNotification {
    private final @Nullable String socketPath;

    private @Nullable String launcherPipe;

    /**
     * Nothing is told yet.
     *
     * @param socketPath the environment variable NOTIFY_SOCKET, or null
     * @param launcherPipe the environment variable HOLDFAST_READY, or null
     */
    ServiceNotification(@Nullable String socketPath, @Nullable String launcherPipe) {
        this.socketPath = socketPath;
        this.launcherPipe = launcherPipe;
    }

    void ready() {
        if (launcherPipe != null) {
            // Opened for reading as well, a pipe does not wait for a reader: the launcher may have been ended.
            try (RandomAccessFile pipe = new RandomAccessFile(launcherPipe, "rw")) {
                pipe.write("ready\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // The launcher was ended; nobody waits any more.
            }
            launcherPipe = null;
        }
        send("READY=1\nSTATUS=running");
    }

    void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    }

    void stopping() {
        send("STOPPING=1");
    }

    private void send(String state) {
        if (socketPath == null || socketPath.isEmpty()) {
            return;
        }
        try (UnixDatagramSocket socket = UnixDatagramSocket.connect(socketPath)) {
            socket.send(state.getBytes(StandardCharsets.UTF_8));
        } catch (LinuxException e) {
            // The service manager's own time-out is the report; the director goes on with its work.
        }
    }
}
