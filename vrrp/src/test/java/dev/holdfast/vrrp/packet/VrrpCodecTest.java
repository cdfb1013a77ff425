package dev.holdfast.vrrp.packet;

import static dev.holdfast.vrrp.packet.Ipv4Packets.GROUP;
import static dev.holdfast.vrrp.packet.Ipv4Packets.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VrrpCodecTest {
    private static final int IP_HEADER = 20;

    @Test
    void readsWhatKeepalivedSendsWithoutAuthentication() {
        List<byte[]> packets = Ipv4Packets.golden("v2-ipv4-noauth");

        assertThat(accepted(packets.get(0)))
                .isEqualTo(new ReceivedAdvert(
                        new Advert(VrrpVersion.V2, 51, 200, 100, List.of(address("10.77.0.100")), Authentication.NONE),
                        address("10.77.0.1"),
                        GROUP,
                        255));
        assertThat(accepted(packets.get(packets.size() - 1)).advert().priority())
                .isZero();
    }

    @Test
    void readsWhatKeepalivedSendsWithAPassword() {
        assertThat(accepted(Ipv4Packets.golden("v2-ipv4-pass").get(0)).advert())
                .isEqualTo(new Advert(
                        VrrpVersion.V2,
                        51,
                        200,
                        100,
                        List.of(address("10.77.0.100"), address("10.77.0.101")),
                        new Authentication.SimplePassword("1111".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void readsWhatKeepalivedSendsInVersion3() {
        assertThat(accepted(Ipv4Packets.golden("v3-ipv4").get(0)).advert())
                .isEqualTo(
                        new Advert(VrrpVersion.V3, 51, 200, 10, List.of(address("10.77.0.100")), Authentication.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2-ipv4-noauth", "v2-ipv4-pass", "v3-ipv4"})
    void rejectsEveryTruncation(String capture) {
        byte[] packet = Ipv4Packets.golden(capture).get(0);
        for (int length = 0; length < packet.length; length++) {
            assertThat(rejected(Arrays.copyOf(packet, length)).reason())
                    .as("cut to %d bytes", length)
                    .isEqualTo(RejectReason.TRUNCATED);

            byte[] shorter = Arrays.copyOf(packet, length);
            if (length >= IP_HEADER) {
                shorter[2] = 0;
                shorter[3] = (byte) length;
                assertThat(rejected(shorter).reason())
                        .as("cut to %d bytes with a header that says so", length)
                        .isEqualTo(length < IP_HEADER + 8 ? RejectReason.TRUNCATED : RejectReason.LENGTH);
            }
        }
    }

    @Test
    void decodeEncodeDecodeIsTheSame() {
        SplittableRandom random = seeded();
        for (int i = 0; i < 2_000; i++) {
            Advert advert = randomAdvert(random);
            byte[] pdu = VrrpCodec.encode(advert, address("192.0.2.1"), GROUP);
            ReceivedAdvert first = accepted(Ipv4Packets.packet(pdu, address("192.0.2.1"), GROUP, 255));
            assertThat(first.advert()).isEqualTo(advert);
            assertThat(VrrpCodec.encode(first.advert(), first.source(), first.destination()))
                    .isEqualTo(pdu);
        }
    }

    @Test
    void mutationsNeverThrow() {
        SplittableRandom random = seeded();
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] pdu = VrrpCodec.encode(randomAdvert(random), address("192.0.2.1"), GROUP);
            byte[] packet = Ipv4Packets.packet(pdu, address("192.0.2.1"), GROUP, 255);
            int changes = random.nextInt(1, 6);
            for (int change = 0; change < changes; change++) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(packet, random.nextInt(packet.length + 8));
            Decoded decoded = Ipv4Packets.decode(ByteBuffer.wrap(random.nextBoolean() ? packet : cut));
            accepted += decoded.match(new Decoded.Visitor<Integer>() {
                @Override
                public Integer accepted(Decoded.Accepted accepted) {
                    return 1;
                }

                @Override
                public Integer rejected(Decoded.Rejected rejected) {
                    assertThat(rejected.detail()).isNotEmpty();
                    return 0;
                }
            });
        }
        assertThat(accepted).as("most mutations are noticed").isLessThan(10_000);
    }

    @Test
    void leavesTheBufferAsItWas() {
        byte[] packet = Ipv4Packets.golden("v3-ipv4").get(0);
        ByteBuffer buffer = ByteBuffer.allocate(packet.length + 10).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        buffer.position(7).put(packet).flip().position(7);

        assertThat(Ipv4Packets.decode(buffer)).isInstanceOf(Decoded.Accepted.class);
        assertThat(buffer.position()).isEqualTo(7);
        assertThat(buffer.remaining()).isEqualTo(packet.length);
    }

    @Test
    void ignoresBytesAfterTheIpPacket() {
        byte[] packet = Ipv4Packets.golden("v3-ipv4").get(0);

        assertThat(Ipv4Packets.decode(ByteBuffer.wrap(Arrays.copyOf(packet, packet.length + 14))))
                .isInstanceOf(Decoded.Accepted.class);
    }

    @Test
    void readsBehindIpOptions() {
        byte[] packet = Ipv4Packets.golden("v3-ipv4").get(0);
        byte[] withOptions = ByteBuffer.allocate(packet.length + 4)
                .put(packet, 0, 20)
                .putInt(0x94040000)
                .put(packet, 20, packet.length - 20)
                .array();
        withOptions[0] = 0x46;
        withOptions[3] = (byte) withOptions.length;

        assertThat(Ipv4Packets.decode(ByteBuffer.wrap(withOptions))).isInstanceOf(Decoded.Accepted.class);
    }

    @Test
    void refusesToEncodeWhatTheWireCannotCarry() {
        assertThatThrownBy(() -> new Advert(VrrpVersion.V3, 51, 256, 100, List.of(), Authentication.NONE))
                .hasMessage("priority 256 (expected 0..255)");
        assertThatThrownBy(() -> new Advert(VrrpVersion.V2, 51, 100, 150, List.of(), Authentication.NONE))
                .hasMessage("advert interval 150 centiseconds (expected whole seconds in VRRPv2)");
        assertThatThrownBy(() -> new Advert(VrrpVersion.V3, 51, 100, 4096, List.of(), Authentication.NONE))
                .hasMessage("advert interval (centiseconds) 4096 (expected 0..4095)");
    }

    private static Advert randomAdvert(SplittableRandom random) {
        VrrpVersion version = random.nextBoolean() ? VrrpVersion.V2 : VrrpVersion.V3;
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = random.nextInt(4) == 0 ? 255 : random.nextInt(5); i > 0; i--) {
            addresses.add(address("10." + random.nextInt(256) + "." + random.nextInt(256) + ".1"));
        }
        byte[] password = new byte[random.nextInt(9)];
        for (int i = 0; i < password.length; i++) {
            password[i] = (byte) random.nextInt(256);
        }
        boolean v2 = version == VrrpVersion.V2;
        return new Advert(
                version,
                random.nextInt(1, 256),
                random.nextInt(256),
                v2 ? random.nextInt(256) * 100 : random.nextInt(1, 4096),
                addresses,
                v2 && random.nextBoolean() ? new Authentication.SimplePassword(password) : Authentication.NONE);
    }

    private static SplittableRandom seeded() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("-Dseed=" + seed);
        return new SplittableRandom(seed);
    }

    private static ReceivedAdvert accepted(byte[] packet) {
        Decoded decoded = Ipv4Packets.decode(ByteBuffer.wrap(packet));
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).advert();
    }

    private static Decoded.Rejected rejected(byte[] packet) {
        Decoded decoded = Ipv4Packets.decode(ByteBuffer.wrap(packet));
        assertThat(decoded).isInstanceOf(Decoded.Rejected.class);
        return (Decoded.Rejected) decoded;
    }
}
