package dev.holdfast.controller.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A director's socket and those who ask it, well or badly. */
@Timeout(60)
@SuppressWarnings("try") // a socket that answers needs nobody to refer to it
class ControlSocketTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private Path pidFile = Path.of("");
    private Path path = Path.of("");
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<RuntimeException> errors = new CopyOnWriteArrayList<>();

    @BeforeEach
    void name() {
        pidFile = directory.resolve("holdfast.pid");
        path = directory.resolve("holdfast.sock");
    }

    private Answer answer(String request) {
        asked.add(request);
        if (request.equals("throw")) {
            throw new IllegalStateException("broken");
        }
        return new Answer(!request.equals("refuse"), "ä " + request + "\nsecond line\n");
    }

    private ControlSocket open(long clientNanos) throws ControlException {
        return ControlSocket.open(path, this::answer, errors::add, clientNanos);
    }

    @Test
    void answersOneAfterTheOther() throws Exception {
        try (ControlSocket ignored = open(LONG)) {
            assertThat(ControlClient.ask(pidFile, "status ö")).isEqualTo(new Answer(true, "ä status ö\nsecond line\n"));
            assertThat(ControlClient.ask(pidFile, "refuse").ok()).isFalse();
            assertThat(ControlClient.ask(pidFile, "throw").text()).contains("broken");
            assertThat(errors).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertThat(path).doesNotExist();
        assertThatThrownBy(() -> ControlClient.ask(pidFile, "status"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("no director is running with the PID file " + pidFile);
    }

    @Test
    void answersOfAnyLengthArrive() throws Exception {
        String text = "x".repeat(5_000_000);
        try (ControlSocket ignored = ControlSocket.open(path, request -> new Answer(true, text), errors::add)) {
            assertThat(ControlClient.ask(pidFile, "status").text()).isEqualTo(text);
        }
    }

    @Test
    void clientsThatSayNothingOrTooMuchHaveTheirTime() throws Exception {
        try (ControlSocket ignored = open(SHORT);
                SocketChannel silent = connect();
                SocketChannel half = connect();
                SocketChannel endless = connect();
                SocketChannel gone = connect()) {
            half.write(bytes("status"));
            endless.write(bytes("x".repeat(ControlSocket.LONGEST_REQUEST + 1)));
            gone.close();
            assertThat(ControlClient.ask(pidFile, "status").ok()).isTrue();
            // The one behind them is answered because these were let go.
            assertThat(silent.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(asked).doesNotContain("x".repeat(ControlSocket.LONGEST_REQUEST + 1));
        }
    }

    @Test
    void clientThatDoesNotListenHasItsTime() throws Exception {
        // More than the socket holds, and for the one who listens no matter of a second on a busy machine.
        String text = "x".repeat(1_000_000);
        try (ControlSocket ignored =
                        ControlSocket.open(path, request -> new Answer(true, text), errors::add, 15 * SHORT);
                SocketChannel deaf = connect()) {
            deaf.write(bytes("status\n"));
            assertThat(ControlClient.ask(pidFile, "status").text()).hasSize(text.length());
        }
    }

    @Test
    void socketOfAProcessThatIsGoneIsReplaced() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        assertThatThrownBy(() -> ControlClient.ask(pidFile, "status"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("nobody answers at " + path);
        try (ControlSocket ignored = open(LONG)) {
            assertThat(ControlClient.ask(pidFile, "status").ok()).isTrue();
        }
    }

    @Test
    void socketsInUseAndOtherFilesStay() throws Exception {
        try (ControlSocket ignored = open(LONG)) {
            assertThatThrownBy(() -> open(LONG))
                    .isInstanceOfSatisfying(
                            ControlException.class, e -> assertThat(e.isInUse()).isTrue())
                    .hasMessageContaining("answers");
            assertThat(ControlClient.ask(pidFile, "status").ok()).isTrue();
        }
        Files.writeString(path, "mine");
        assertThatThrownBy(() -> open(LONG))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("no socket");
        assertThat(path).hasContent("mine");
    }

    @Test
    void pathThatIsTooLongIsOneLine() {
        Path far = directory.resolve("x".repeat(200) + ".sock");
        assertThatThrownBy(() -> ControlSocket.open(far, this::answer, errors::add))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining(far + ": ");
    }

    @Test
    void theSocketIsBesideThePidFile() {
        assertThat(ControlAddress.beside(Path.of("/run/holdfast.pid"))).isEqualTo(Path.of("/run/holdfast.sock"));
        assertThat(ControlAddress.beside(Path.of("/run/vrrp"))).isEqualTo(Path.of("/run/vrrp.sock"));
        assertThat(ControlAddress.beside(Path.of("a.pid"))).isEqualTo(Path.of("a.sock"));
    }

    private SocketChannel connect() throws Exception {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
