package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.Word;
import dev.holdfast.controller.config.vrrp.Transport;
import dev.holdfast.controller.config.vrrp.Transport.OldChecksum;
import dev.holdfast.controller.config.vrrp.Transport.Peer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the keywords of an instance about how adverts travel. */
final class TransportReader {
    private static final int HIGHEST_TTL = 255;
    private static final List<String> NEED_PEERS =
            List.of("unicast_src_ip", "unicast_peer", "unicast_ttl", "check_unicast_src", "old_unicast_checksum");

    private final Statement block;
    private final Entries entries;
    private final Problems problems;

    TransportReader(Statement block, Entries entries, Problems problems) {
        this.block = block;
        this.entries = entries;
        this.problems = problems;
    }

    /** Whether the first peer, or else the source address, is IPv6; null when there is neither. */
    @Nullable Boolean ipv6() {
        for (String keyword : List.of("unicast_peer", "unicast_src_ip", "mcast_src_ip")) {
            for (Statement statement : entries.all(keyword)) {
                List<String> texts = keyword.equals("unicast_peer")
                        ? statement.children().stream().map(Statement::name).toList()
                        : List.of(statement.text(0));
                for (String text : texts) {
                    InetAddress address = Addresses.parse(Addresses.withoutPrefix(text));
                    if (address != null) {
                        return !(address instanceof Inet4Address);
                    }
                }
            }
        }
        return null;
    }

    /**
     * Reads them.
     *
     * @param ipv6 the instance's family
     * @param globals for what the instance does not say
     */
    Transport read(boolean ipv6, GlobalDefs globals) {
        List<Peer> peers = peers(ipv6);
        InetAddress source = null;
        for (String keyword : List.of("mcast_src_ip", "unicast_src_ip")) {
            for (Statement statement : entries.all(keyword)) {
                InetAddress given = address(statement.at(0), keyword, ipv6);
                source = given == null ? source : given;
            }
        }
        boolean faultWithoutPeers = entries.has("unicast_fault_no_peer");
        if (peers.isEmpty() && !faultWithoutPeers) {
            missingPeers();
        }
        boolean unicast = !peers.isEmpty() || faultWithoutPeers;
        boolean limited = peers.stream().anyMatch(peer -> peer.leastTtl() != null || peer.mostTtl() != null);
        return new Transport(
                source,
                entries.has("track_src_ip"),
                group(ipv6, peers),
                peers,
                unicast ? entries.integer("unicast_ttl") : null,
                limited
                        || (unicast
                                && (entries.has("check_unicast_src")
                                        || globals.vrrp().checkUnicastSource())),
                faultWithoutPeers,
                unicast ? oldChecksum() : OldChecksum.DETECT,
                entries.flag("v3_checksum_as_v2", globals.vrrp().v3ChecksumAsV2()));
    }

    private void missingPeers() {
        for (Statement statement : block.children()) {
            if (NEED_PEERS.contains(statement.name())) {
                problems.warning(
                        statement.word(),
                        "no-peers",
                        statement.name() + " without unicast_peer addresses",
                        "unicast_peer",
                        "multicast is used");
                return;
            }
        }
    }

    private @Nullable InetAddress group(boolean ipv6, List<Peer> peers) {
        InetAddress found = null;
        for (Statement statement : entries.all("mcast_dst_ip")) {
            InetAddress address = Addresses.parse(statement.text(0));
            boolean fits = address != null && address.isMulticastAddress() && address instanceof Inet4Address != ipv6;
            if (!fits) {
                problems.error(
                        statement.at(0),
                        "bad-address",
                        "mcast_dst_ip " + statement.text(0),
                        "a multicast address of IPv" + (ipv6 ? 6 : 4),
                        "it is ignored");
            } else if (!peers.isEmpty()) {
                problems.error(
                        statement.word(),
                        "no-multicast",
                        "mcast_dst_ip with unicast_peer",
                        "one of them",
                        "it is ignored");
            } else {
                found = address;
            }
        }
        return found;
    }

    private OldChecksum oldChecksum() {
        OldChecksum found = OldChecksum.DETECT;
        for (Statement statement : entries.all("old_unicast_checksum")) {
            if (statement.arguments().isEmpty()) {
                found = OldChecksum.ALWAYS;
            } else if (statement.text(0).equals("never")) {
                found = OldChecksum.NEVER;
            } else {
                String what = "old_unicast_checksum " + statement.text(0);
                problems.error(statement.at(0), "bad-value", what, "never or nothing", "it is ignored");
            }
        }
        return found;
    }

    private @Nullable InetAddress address(Word word, String keyword, boolean ipv6) {
        InetAddress address = Addresses.parse(Addresses.withoutPrefix(word.text()));
        if (address == null) {
            problems.error(word, "bad-address", keyword + " " + word, "an IPv4 or IPv6 address", "it is ignored");
            return null;
        }
        if (address instanceof Inet4Address == ipv6) {
            String expected = "an address of IPv" + (ipv6 ? 6 : 4) + ", as the instance's";
            problems.error(word, "address-family", keyword + " " + word, expected, "it is ignored");
            return null;
        }
        return address;
    }

    private List<Peer> peers(boolean ipv6) {
        List<Peer> peers = new ArrayList<>();
        for (Statement list : entries.all("unicast_peer")) {
            for (Statement line : list.children()) {
                InetAddress address = address(line.word(), "unicast_peer", ipv6);
                if (address != null) {
                    Peer peer = peer(line, address);
                    if (!peers.contains(peer)) {
                        peers.add(peer);
                    }
                }
            }
        }
        return peers;
    }

    private Peer peer(Statement line, InetAddress address) {
        Integer least = null;
        Integer most = null;
        List<Word> words = line.arguments();
        for (int i = 0; i < words.size(); i += 2) {
            Word option = words.get(i);
            boolean known = option.text().equals("min_ttl") || option.text().equals("max_ttl");
            if (!known || i + 1 == words.size()) {
                String expected = "min_ttl NUMBER or max_ttl NUMBER";
                problems.error(
                        option, "unknown-option", "option '" + option + "' of a peer", expected, "it is ignored");
                continue;
            }
            Word value = words.get(i + 1);
            OptionalLong ttl = Numbers.within(value.text(), 0, HIGHEST_TTL);
            if (ttl.isEmpty()) {
                problems.error(value, "bad-value", option + " " + value, "0..255", "it is ignored");
            } else if (option.text().equals("min_ttl")) {
                least = (int) ttl.getAsLong();
            } else {
                most = (int) ttl.getAsLong();
            }
        }
        if (least != null && most != null && least > most) {
            problems.warning(
                    line.word(),
                    "ttl-range",
                    "min_ttl " + least + " above max_ttl " + most,
                    "the lower one first",
                    "every advert is dropped");
        }
        return new Peer(address, least, most);
    }
}
