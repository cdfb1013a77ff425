package dev.holdfast.vrrp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.state.Effect;
import dev.holdfast.vrrp.state.Event;
import dev.holdfast.vrrp.state.InstanceState;
import dev.holdfast.vrrp.state.Notice;
import dev.holdfast.vrrp.state.Role;
import dev.holdfast.vrrp.state.Transition;
import dev.holdfast.vrrp.state.VrrpMachine;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Damaged packets of every kind, all the way into the machine: nothing throws, and what is rejected changes nothing. {@code
 * -Dfuzz.packets=10000000} for the long run.
 */
class PacketFuzzTest {
    private static final int PACKETS = Integer.getInteger("fuzz.packets", 30_000);

    @Test
    void nothingThrowsAndNothingRejectedChangesAnything() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("-Dseed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Listener> listeners = new ArrayList<>();
        for (Golden golden : Golden.values()) {
            listeners.add(new Listener(golden, Role.BACKUP));
            listeners.add(new Listener(golden, Role.MASTER));
        }
        long accepted = 0;
        for (int i = 0; i < PACKETS; i++) {
            Listener listener = listeners.get(random.nextInt(listeners.size()));
            byte[] packet = damaged(listener.golden, random);
            try {
                accepted += listener.hear(packet) ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "-Dseed=" + seed + ", packet " + i + " of " + listener.golden + ": "
                                + HexFormat.of().formatHex(packet),
                        e);
            }
        }
        System.out.println("fuzzed " + PACKETS + " packets, " + accepted + " of them were adverts still");
        assertThat(accepted).as("most damage is noticed").isBetween(1L, PACKETS / 2L);
    }

    private static byte[] damaged(Golden golden, SplittableRandom random) {
        List<byte[]> packets = golden.packets();
        byte[] packet = packets.get(random.nextInt(packets.size())).clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                    packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
                }
            }
            case 1 -> packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> packet = Arrays.copyOf(packet, random.nextInt(golden.ipHeader(), packet.length + 64));
            case 3 -> {
                random.nextBytes(packet);
                packet[0] = (byte) (golden.isIpv6() ? 0x60 : 0x45);
            }
            default -> {
                // The damage is covered by a checksum that fits, where one is all there is.
                int at = golden.pdu();
                packet[random.nextInt(at, packet.length)] = (byte) random.nextInt(256);
                golden.mendChecksum(packet);
            }
        }
        return packet;
    }

    /** An instance that hears them. */
    private static final class Listener {
        private final Golden golden;
        private final long unixNanos;
        private final WireState wire = WireState.INITIAL;
        private InstanceState state;

        Listener(Golden golden, Role role) {
            this.golden = golden;
            unixNanos = golden.unixNanos(golden.packets().get(0));
            InetAddress ours = golden.isIpv6() ? Ipv4Packets.ipv6("fe80::b") : Ipv4Packets.address("10.77.0.2");
            boolean v2 = golden.name().startsWith("V2");
            InstanceConfig config = InstanceConfig.builder("VI_1", "eth0", 51)
                    .version(v2 ? VrrpVersion.V2 : VrrpVersion.V3)
                    .family(golden.config.family())
                    .advertIntervalCentis(v2 ? 100 : 10)
                    .basePriority(role == Role.MASTER ? 254 : 100)
                    .authentication(
                            golden == Golden.V2_IPV4_AH
                                    ? Authentication.HEADER
                                    : golden == Golden.V2_IPV4_PASS
                                            ? new Authentication.SimplePassword(new byte[] {'1', '1', '1', '1'})
                                            : Authentication.NONE)
                    .addresses(addresses(golden))
                    .build();
            state = VrrpMachine.step(VrrpMachine.initial(config), new Event.Started(true, ours, false), 0)
                    .state();
            if (role == Role.MASTER) {
                state = VrrpMachine.step(state, new Event.TimerFired(), state.deadlineNanos())
                        .state();
            }
            assertThat(state.role()).isEqualTo(role);
        }

        private static List<VirtualAddress> addresses(Golden golden) {
            if (golden.isIpv6()) {
                return List.of(
                        VirtualAddress.of(Ipv4Packets.ipv6("fe80::100"), 64),
                        VirtualAddress.of(Ipv4Packets.ipv6("2001:db8::100"), 64));
            }
            VirtualAddress first = VirtualAddress.of(Ipv4Packets.address("10.77.0.100"), 24);
            return golden == Golden.V2_IPV4_PASS
                    ? List.of(first, VirtualAddress.of(Ipv4Packets.address("10.77.0.101"), 24))
                    : List.of(first);
        }

        /** Whether it was an advert, for the wire. */
        boolean hear(byte[] packet) {
            AdvertWire.Opened opened = golden.open(golden.config, wire, packet, unixNanos);
            if (opened.decoded() instanceof Decoded.Accepted accepted) {
                Transition transition = VrrpMachine.step(state, new Event.AdvertReceived(accepted.advert()), 1);
                boolean refused = transition.effects().stream()
                        .anyMatch(effect -> effect instanceof Effect.Report report
                                && report.notice() instanceof Notice.AdvertRejected);
                if (refused) {
                    assertThat(transition.state()).isSameAs(state);
                }
                // The state stays the listener's: each packet meets a router in the role it was made for.
                return true;
            }
            assertThat(opened.state()).isSameAs(wire);
            return false;
        }
    }
}
