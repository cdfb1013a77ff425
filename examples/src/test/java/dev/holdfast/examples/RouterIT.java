package dev.holdfast.examples;

import static dev.holdfast.examples.Director.Kind.HOLDFAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.linuxnet.rtnetlink.Rtnetlink;
import dev.holdfast.linuxnet.socket.RawIpv4Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two directors, and what happens to the interfaces and addresses under them. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class RouterIT {

    private static final String VIP = "192.0.2.100";
    private static final List<String> VIPS = List.of(VIP + "/32");
    private static final int HIGH = 200;
    private static final int LOW = 100;
    private static final int GARP_REPEAT = 5;
    private static final int BAD_PACKETS = 3000;

    private static String conf(int priority, String... lines) {
        return Protocol.V3.instance("VI_1", 51, priority, VIPS, lines);
    }

    /** Host a with the higher priority holds the address, host b would take over. */
    private static final class Pair {
        private final Director master;
        private final Director backup;

        Pair(Stage stage, String... lines) {
            master = stage.start(HOLDFAST, stage.a(), conf(HIGH, lines));
            stage.awaitLogged(master, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), VIP);
            backup = stage.start(HOLDFAST, stage.b(), conf(LOW, lines));
            stage.awaitLogged(backup, "\\(VI_1\\) Entering BACKUP STATE");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"link set down", "cable pulled"})
    void interfaceDownHandsOverAndUpTakesBack(String how) {
        try (Stage stage = new Stage("router " + how)) {
            Pair pair = new Pair(stage);
            boolean pulled = how.equals("cable pulled");

            if (pulled) {
                stage.unplug(stage.a(), true);
            } else {
                stage.a().ip("link", "set", "eth0", "down");
            }
            stage.awaitLogged(pair.master, "\\(VI_1\\) Entering FAULT STATE");
            stage.awaitLogged(pair.backup, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.b(), VIP);
            assertThat(pair.master.logged("Netlink reports eth0 down")).isTrue();

            long since = System.nanoTime();
            if (pulled) {
                stage.unplug(stage.a(), false);
            } else {
                stage.a().ip("link", "set", "eth0", "up");
            }
            stage.awaitLogged(
                    pair.master, "Entering FAULT STATE(?s:.*)Netlink reports eth0 up(?s:.*)Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), VIP);
            awaitAnnounced(stage, stage.a(), since);
            stage.awaitLogged(pair.backup, "\\(VI_1\\) Master received advert from 192.0.2.1 with higher priority 200");
            assertThat(pair.master.stop()).isZero();
            stage.awaitOnlyHolder(stage.b(), VIP);
        }
    }

    @Test
    void instanceWithoutAnInterfaceGoesWhereItsPeerIs() {
        try (Stage stage = new Stage("router without an interface")) {
            String higher = withoutInterface(HIGH, stage.a(), stage.b());
            Director master = stage.start(HOLDFAST, stage.a(), higher);
            stage.awaitOnlyHolder(stage.a(), VIP);
            Director backup = stage.start(HOLDFAST, stage.b(), withoutInterface(LOW, stage.b(), stage.a()));
            stage.awaitLogged(backup, "\\(VI_1\\) Entering BACKUP STATE");

            master.crash();
            stage.awaitLogged(backup, "\\(VI_1\\) Entering MASTER STATE");
            assertThat(stage.b().holds(VIP)).isTrue();
            master = stage.start(HOLDFAST, stage.a(), higher);
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.awaitLogged(backup, "\\(VI_1\\) Master received advert from 192.0.2.1 with higher priority 200");

            assertThat(master.stop()).isZero();
            stage.awaitOnlyHolder(stage.b(), VIP);
            assertThat(backup.stop()).isZero();
            stage.awaitNoHolder(VIP);
        }
    }

    private static String withoutInterface(int priority, Host from, Host to) {
        return Protocol.V3
                .instance(
                        "VI_1",
                        51,
                        priority,
                        List.of(VIP + "/32 dev eth0"),
                        "unicast_src_ip " + from.address(),
                        "unicast_peer {\n" + to.address() + "\n}")
                .replace("    interface eth0\n", "");
    }

    @Test
    void deletedInterfaceThatIsMadeAgainIsTakenUp() {
        try (Stage stage = new Stage("router interface made again")) {
            Pair pair = new Pair(stage);

            stage.a().ip("link", "delete", "eth0");
            stage.awaitLogged(pair.master, "\\(VI_1\\) Entering FAULT STATE");
            stage.awaitOnlyHolder(stage.b(), VIP);

            long since = System.nanoTime();
            stage.makeInterfaceAgain(stage.a());
            stage.awaitOnlyHolder(stage.a(), VIP);
            awaitAnnounced(stage, stage.a(), since);
            stage.awaitAdverts(stage.a(), since, 5);
            assertThat(stage.holders(VIP)).containsExactly(stage.a());
            assertThat(pair.master.stop()).isZero();
            stage.awaitOnlyHolder(stage.b(), VIP);
        }
    }

    @Test
    void renamedInterfaceIsLeftWithAGoodbyeAndWithoutTheAddress() {
        try (Stage stage = new Stage("router interface renamed")) {
            Pair pair = new Pair(stage);
            Assumptions.assumeTrue(renames(stage.a(), "eth0", "lan0"), "this kernel renames no interface that is up");

            stage.awaitLogged(pair.master, "\\(VI_1\\) Entering FAULT STATE");
            stage.awaitOnlyHolder(stage.b(), VIP);
            awaitGoodbyes(stage, 1);
            assertThat(stage.a().addresses()).containsExactly("lan0 inet 192.0.2.1/24 scope global lan0");

            assertThat(renames(stage.a(), "lan0", "eth0")).isTrue();
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(pair.master.stop()).isZero();
            stage.awaitOnlyHolder(stage.b(), VIP);
            awaitGoodbyes(stage, 2);
        }
    }

    /** False where the kernel wants it down first, as Linux before 6.2 does. */
    private static boolean renames(Host host, String from, String to) {
        return Programs.run(host, List.of("ip", "link", "set", from, "name", to))
                        .status()
                == 0;
    }

    /** The process sees neither the interface's end nor its beginning, but both at once. */
    @Test
    void interfaceThatIsMadeAgainWhileTheProcessStandsStillIsTakenUpByEveryInstance() {
        try (Stage stage = new Stage("router interface made again unseen")) {
            String other = "192.0.2.102";
            Director director = stage.start(HOLDFAST, stage.a(), two(HIGH, other));
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.awaitOnlyHolder(stage.a(), other);

            director.signal("STOP");
            stage.await("the process stands still", director::isPaused);
            stage.a().ip("link", "delete", "eth0");
            stage.makeInterfaceAgain(stage.a());
            long since = System.nanoTime();
            director.signal("CONT");

            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.awaitOnlyHolder(stage.a(), other);
            for (int vrid : new int[] {51, 52}) {
                stage.await(
                        "adverts of VRID " + vrid,
                        () -> !stage.recorder()
                                .adverts(advert -> advert.vrid() == vrid && advert.nanos() - since >= 0)
                                .isEmpty());
            }
            // And it hears again.
            stage.start(HOLDFAST, stage.b(), two(HIGH + 1, other));
            stage.awaitOnlyHolder(stage.b(), VIP);
            stage.awaitOnlyHolder(stage.b(), other);
            assertThat(director.stop()).isZero();
        }
    }

    private static String two(int priority, String other) {
        return conf(priority) + Protocol.V3.instance("VI_2", 52, priority, List.of(other + "/32"));
    }

    /** A crash left the VIP, and then networking was restarted: to the kernel the host's own address is secondary to the VIP. */
    @Test
    void addressOfTheHostThatIsSecondaryToTheVirtualOneIsUsedAndKept() {
        try (Stage stage = new Stage("router secondary address")) {
            stage.a().namespace().run("sh", "-c", "echo 0 > /proc/sys/net/ipv4/conf/eth0/promote_secondaries");
            stage.a().ip("address", "flush", "dev", "eth0");
            stage.a().ip("address", "add", VIP + "/24", "dev", "eth0");
            stage.a().ip("address", "add", "192.0.2.1/24", "dev", "eth0");
            assertThat(stage.a().addresses()).contains("eth0 inet 192.0.2.1/24 scope global secondary eth0");

            Director director =
                    stage.start(HOLDFAST, stage.a(), Protocol.V3.instance("VI_1", 51, HIGH, List.of(VIP + "/24")));

            stage.awaitLogged(director, "\\(VI_1\\) the addresses are here already");
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitAdverts(stage.a(), director.startedNanos(), 3);
            assertThat(removals(stage)).isEmpty();
            assertThat(director.stop()).isZero();
            assertThat(stage.a().addresses()).containsExactly("eth0 inet 192.0.2.1/24 scope global eth0");
        }
    }

    /** Anybody on the segment can send bad packets, without knowing a password. */
    @Test
    void floodOfBadPacketsIsCountedRatherThanTold() throws Exception {
        try (Stage stage = new Stage("router flood")) {
            Director director = stage.start(HOLDFAST, stage.a(), conf(HIGH));
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            String told = "(?m)^.*\\(VI_1\\) Invalid VRRPv3 checksum.*$";
            stage.b().namespace().runInside(() -> {
                try (Rtnetlink rtnetlink = Rtnetlink.open();
                        RawIpv4Socket socket = RawIpv4Socket.open(
                                "eth0", rtnetlink.link("eth0").orElseThrow().index(), 112)) {
                    for (int i = 0; i < BAD_PACKETS; i++) {
                        sendBadPacket(socket);
                    }
                    stage.await("a count of what was not shown", () -> {
                        sendBadPacket(socket);
                        return director.logged("the last of \\d+ like it that were not shown");
                    });
                }
            });

            assertThat(Pattern.compile(told).matcher(director.log()).results()).hasSizeBetween(10, 100);
            assertThat(stage.holders(VIP)).containsExactly(stage.a());
            assertThat(director.log()).containsOnlyOnce("Entering MASTER STATE");
        }
    }

    private static void sendBadPacket(RawIpv4Socket socket) {
        try {
            InetAddress from = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 2});
            InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, 18});
            // Version 3, an advert, VRID 51, and no valid checksum.
            socket.send(new byte[] {0x31, 51, 100, 0, 0, 30, 1, 1}, (Inet4Address) from, (Inet4Address) group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitGoodbyes(Stage stage, int count) {
        stage.await(
                count + " goodbyes of a",
                () -> stage.recorder()
                                .adverts(advert -> advert.priority() == 0
                                        && advert.source().equals(stage.a().address()))
                                .size()
                        == count);
    }

    @Test
    void addressThatSomebodyDeletesIsPutBackAndAnnounced() {
        try (Stage stage = new Stage("router address deleted")) {
            Pair pair = new Pair(stage);
            long since = System.nanoTime();

            stage.a().ip("address", "delete", VIP + "/32", "dev", "eth0");

            stage.awaitLogged(pair.master, "\\(VI_1\\) somebody removed 192.0.2.100/32.*; it is put back");
            stage.awaitOnlyHolder(stage.a(), VIP);
            awaitAnnounced(stage, stage.a(), since);
            assertThat(pair.backup.logged("Entering MASTER STATE")).isFalse();
        }
    }

    @Test
    void crashedMasterThatStartsAloneKeepsItsAddressThroughout() {
        try (Stage stage = new Stage("router adopted alone")) {
            Director first = stage.start(HOLDFAST, stage.a(), conf(HIGH));
            stage.awaitLogged(first, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), VIP);
            first.crash();

            Director again = stage.start(HOLDFAST, stage.a(), conf(HIGH));

            stage.awaitLogged(again, "\\(VI_1\\) the addresses are here already");
            stage.awaitLogged(again, "\\(VI_1\\) Entering MASTER STATE");
            awaitAnnounced(stage, stage.a(), again.startedNanos());
            assertThat(stage.holders(VIP)).containsExactly(stage.a());
            assertThat(stage.recorder().changes())
                    .noneMatch(change -> !change.added() && change.address().startsWith(VIP + "/"));
        }
    }

    @Test
    void crashedMasterThatFindsAnotherLetsGoOfItsAddress() {
        try (Stage stage = new Stage("router adopted beside another")) {
            Pair pair = new Pair(stage, "nopreempt");
            pair.master.crash();
            stage.awaitLogged(pair.backup, "\\(VI_1\\) Entering MASTER STATE");
            stage.await(
                    "the old master's address is there still",
                    () -> stage.holders(VIP).size() == 2);

            Director again = stage.start(HOLDFAST, stage.a(), conf(HIGH, "nopreempt"));

            stage.awaitLogged(again, "\\(VI_1\\) Entering BACKUP STATE");
            stage.awaitOnlyHolder(stage.b(), VIP);
            stage.awaitAdverts(stage.b(), System.nanoTime(), 5);
            assertThat(stage.recorder().advertsFrom(stage.a().address(), again.startedNanos()))
                    .isEmpty();
            assertThat(again.logged("Entering MASTER STATE")).isFalse();
        }
    }

    @Test
    void advertsFollowTheInterfacesPrimaryAddress() {
        try (Stage stage = new Stage("router primary address")) {
            Pair pair = new Pair(stage);
            // Otherwise the kernel deletes the secondary addresses together with the primary one.
            stage.a().namespace().run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/eth0/promote_secondaries");
            stage.a().ip("address", "add", "192.0.2.7/24", "dev", "eth0");
            long since = System.nanoTime();

            stage.a().ip("address", "delete", "192.0.2.1/24", "dev", "eth0");

            stage.await(
                    "adverts come from 192.0.2.7",
                    () -> stage.recorder().advertsFrom("192.0.2.7", since).size() >= 5);
            stage.awaitLogged(pair.master, "\\(VI_1\\) adverts now come from 192.0.2.7");
            assertThat(stage.holders(VIP)).containsExactly(stage.a());

            stage.a().ip("address", "delete", "192.0.2.7/24", "dev", "eth0");
            stage.awaitLogged(pair.master, "\\(VI_1\\) Entering FAULT STATE");
            stage.awaitOnlyHolder(stage.b(), VIP);

            stage.a().ip("address", "add", "192.0.2.1/24", "dev", "eth0");
            stage.awaitOnlyHolder(stage.a(), VIP);
            stage.awaitAdverts(stage.a(), System.nanoTime(), 5);
            assertThat(stage.holders(VIP)).containsExactly(stage.a());
        }
    }

    @Test
    void sigtermSaysGoodbyeBeforeItLetsGo() {
        try (Stage stage = new Stage("router goodbye")) {
            Director director = stage.start(HOLDFAST, stage.a(), conf(HIGH));
            stage.awaitLogged(director, "\\(VI_1\\) Entering MASTER STATE");
            stage.awaitOnlyHolder(stage.a(), VIP);
            assertThat(director.pidFile()).hasContent(director.pid() + "");
            long since = System.nanoTime();

            assertThat(director.stop()).isZero();

            stage.await(
                    "a goodbye",
                    () -> stage.recorder()
                                    .adverts(advert -> advert.priority() == 0)
                                    .size()
                            == 1);
            stage.await("a removed address", () -> removals(stage).size() == 1);
            long goodbye = stage.recorder()
                    .adverts(advert -> advert.priority() == 0)
                    .get(0)
                    .nanos();
            assertThat(goodbye - since).isPositive();
            assertThat(removals(stage).get(0).nanos() - goodbye).isPositive();
            assertThat(stage.a().addresses()).containsExactly("eth0 inet 192.0.2.1/24 scope global eth0");
            assertThat(director.pidFile()).doesNotExist();
            assertThat(director.log()).contains("(VI_1) sent 0 priority", "Stopped Holdfast");
            assertThat(director.log()).doesNotContain("ERROR");
        }
    }

    private static List<Recorder.AddressChange> removals(Stage stage) {
        return stage.recorder().changes().stream()
                .filter(change -> !change.added() && change.address().startsWith(VIP + "/"))
                .toList();
    }

    private static void awaitAnnounced(Stage stage, Host host, long since) {
        String mac = host.mac();
        stage.await(
                "gratuitous ARP of " + host,
                () -> stage.recorder().gratuitousArps(mac, VIP, since).size() >= GARP_REPEAT);
    }
}
