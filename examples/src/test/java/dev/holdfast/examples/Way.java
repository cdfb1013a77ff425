package dev.holdfast.examples;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.packet.AdvertWire;
import dev.holdfast.vrrp.packet.Decoded;
import dev.holdfast.vrrp.packet.IpPacket;
import dev.holdfast.vrrp.packet.SecretKey;
import dev.holdfast.vrrp.packet.WireConfig;
import dev.holdfast.vrrp.packet.WireState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A way in which adverts travel and are authenticated. All ways are instances of one configuration, between hosts whose addresses end in 1 and 2.
 *
 * @param vrid tells them apart
 * @param version of VRRP
 * @param ipv6 whether adverts go by IPv6
 * @param unicast whether they go to a peer
 * @param authentication {@code auth_type}, or nothing; only version 2 has any, and {@code AH} only over IPv4, elsewhere the line is
 *     complained about and changes nothing
 */
record Way(int vrid, int version, boolean ipv6, boolean unicast, String authentication) {

    /** Every one. */
    static final List<Way> ALL = all();

    private static final String PASSWORD = "secret7";

    private static List<Way> all() {
        List<Way> ways = new ArrayList<>();
        for (int version = 2; version <= 3; version++) {
            for (boolean ipv6 : new boolean[] {false, true}) {
                for (boolean unicast : new boolean[] {false, true}) {
                    for (String authentication : List.of("", "PASS", "AH")) {
                        ways.add(new Way(ways.size() + 1, version, ipv6, unicast, authentication));
                    }
                }
            }
        }
        return List.copyOf(ways);
    }

    /** Whether keepalived can be a peer: 2.2.7 dies of a password over IPv6, of its own adverts too. */
    boolean isForKeepalived() {
        return !(version == 2 && ipv6 && authentication.equals("PASS"));
    }

    /** Whether a third program knows it: version 2 over IPv6 is in no RFC, and tshark takes its checksum for one of IPv4. */
    boolean hasRfc() {
        return version == 3 || !ipv6;
    }

    /** The instance's name. */
    String name() {
        return "I" + vrid;
    }

    /** For people. */
    String text() {
        return "v" + version + " IPv" + (ipv6 ? 6 : 4) + (unicast ? " unicast" : " multicast")
                + (authentication.isEmpty() ? "" : " " + authentication);
    }

    /** The address that one of two hosts has at a time. */
    String vip() {
        return (ipv6 ? "2001:db8:1::" : "198.51.100.") + vrid;
    }

    /** The address of the host of that number. */
    private String host(int number) {
        return (ipv6 ? "2001:db8::" : "192.0.2.") + number;
    }

    /**
     * The instance of a host.
     *
     * @param us the number of the host
     * @param lines further ones
     */
    String instance(int priority, int us, String lines) {
        return """
                vrrp_instance %s {
                    state BACKUP
                    interface eth0
                    virtual_router_id %d
                    version %d
                    advert_int %s
                    priority %d
                    garp_master_delay 0
                    garp_master_repeat 1
                    %s
                    %s
                    %s
                    virtual_ipaddress {
                        %s
                        %s
                    }
                }
                """.formatted(
                        name(),
                        vrid,
                        version,
                        version == 2 ? "1" : "0.3",
                        priority,
                        unicast ? "unicast_src_ip " + host(us) + "\nunicast_peer {\n" + host(3 - us) + "\n}" : "",
                        authentication.isEmpty()
                                ? ""
                                : "authentication {\nauth_type " + authentication + "\nauth_pass " + PASSWORD + "\n}",
                        lines,
                        ipv6 ? "fe80::1:" + vrid + "/64" : "",
                        vip() + (ipv6 ? "/64" : "/32"));
    }

    /** How a host whose peer is that of this number takes such adverts. */
    WireConfig wire(int peer) {
        AddressFamily family = ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
        boolean header = version == 2 && !ipv6 && authentication.equals("AH");
        return new WireConfig(
                WireConfig.group(family),
                unicast,
                unicast ? List.of(WireConfig.Peer.of(address(host(peer)))) : List.of(),
                unicast,
                255,
                WireConfig.ChecksumRule.STANDARD,
                header
                        ? WireConfig.Seal.header(new SecretKey(PASSWORD.getBytes(StandardCharsets.US_ASCII)))
                        : WireConfig.Seal.NONE);
    }

    /** What a host makes of the advert in a frame when it is the first from its peer, which has that number. */
    Decoded open(Frame frame, int peer) {
        ByteBuffer ip = frame.ip();
        WireConfig config = wire(peer);
        return ipv6
                ? AdvertWire.open(config, WireState.INITIAL, ipv6Packet(ip), 0).decoded()
                : IpPacket.ipv4(
                        ip,
                        packet -> AdvertWire.open(config, WireState.INITIAL, packet, 0)
                                .decoded(),
                        rejected -> rejected);
    }

    /** As a raw socket tells of it (RFC 8200 section 3). */
    private static IpPacket ipv6Packet(ByteBuffer ip) {
        byte[] source = new byte[16];
        byte[] destination = new byte[16];
        ip.get(8, source).get(24, destination);
        try {
            return IpPacket.ipv6(
                    InetAddress.getByAddress(source),
                    InetAddress.getByAddress(destination),
                    ip.get(7) & 0xff,
                    ip.slice(40, ip.limit() - 40));
        } catch (UnknownHostException e) {
            throw new AssertionError("sixteen bytes are an address", e);
        }
    }

    private static InetAddress address(String numeric) {
        try {
            return InetAddress.getByName(numeric);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(numeric + " (expected a numeric address)", e);
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
