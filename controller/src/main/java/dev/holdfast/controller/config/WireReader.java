package dev.holdfast.controller.config;

import dev.holdfast.controller.conf.Problems;
import dev.holdfast.controller.conf.Statement;
import dev.holdfast.controller.conf.SystemFacts;
import dev.holdfast.controller.config.vrrp.HmacSettings;
import dev.holdfast.controller.config.vrrp.PasswordSettings;
import dev.holdfast.controller.config.vrrp.Transport;
import dev.holdfast.controller.config.vrrp.VrrpInstanceSettings;
import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.HmacConfig;
import dev.holdfast.vrrp.packet.SecretKey;
import dev.holdfast.vrrp.packet.WireConfig;
import dev.holdfast.vrrp.packet.WireConfig.ChecksumRule;
import dev.holdfast.vrrp.packet.WireConfig.Peer;
import dev.holdfast.vrrp.packet.WireConfig.Seal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the record of how an instance's adverts travel, with the keys that are in files. */
final class WireReader {
    private static final int HIGHEST_TTL = 255;

    private final GlobalDefs globals;
    private final SystemFacts facts;
    private final Problems problems;

    WireReader(GlobalDefs globals, SystemFacts facts, Problems problems) {
        this.globals = globals;
        this.facts = facts;
        this.problems = problems;
    }

    /** How the adverts travel; null when a key is missing, which has been said then. */
    @Nullable WireConfig read(VrrpInstanceSettings instance, Statement block) {
        Transport transport = instance.transport();
        boolean unicast = transport.isUnicast();
        Seal seal = Seal.NONE;
        PasswordSettings password = instance.password();
        HmacSettings hmac = instance.hmac();
        if (hmac != null) {
            HmacConfig config = hmac(hmac, instance, block);
            if (config == null) {
                return null;
            }
            seal = Seal.hmac(config);
        } else if (password != null && password.header()) {
            seal = Seal.header(new SecretKey(password.bytes()));
        }
        Integer ttl = transport.unicastTtl();
        return new WireConfig(
                group(instance),
                unicast,
                unicast ? peers(transport) : List.of(),
                transport.checkSource(),
                unicast && ttl != null ? ttl : HIGHEST_TTL,
                checksum(instance),
                seal);
    }

    private InetAddress group(VrrpInstanceSettings instance) {
        InetAddress own = instance.transport().multicastGroup();
        InetAddress global = instance.ipv6()
                ? globals.vrrp().multicastGroup6()
                : globals.vrrp().multicastGroup4();
        return own != null
                ? own
                : global != null ? global : WireConfig.group(instance.ipv6() ? AddressFamily.IPV6 : AddressFamily.IPV4);
    }

    private static List<Peer> peers(Transport transport) {
        return transport.peers().stream()
                .map(peer -> new Peer(
                        peer.address(),
                        peer.leastTtl() == null ? 0 : peer.leastTtl(),
                        peer.mostTtl() == null ? HIGHEST_TTL : peer.mostTtl()))
                .toList();
    }

    private static ChecksumRule checksum(VrrpInstanceSettings instance) {
        Transport transport = instance.transport();
        if (instance.version() == VrrpVersion.V2 || instance.ipv6()) {
            return ChecksumRule.STANDARD;
        }
        if (transport.v3ChecksumAsV2()) {
            return ChecksumRule.AS_V2;
        }
        if (!transport.isUnicast()) {
            return ChecksumRule.STANDARD;
        }
        return switch (transport.oldChecksum()) {
            case DETECT -> ChecksumRule.DETECT;
            case ALWAYS -> ChecksumRule.OLD;
            case NEVER -> ChecksumRule.STANDARD;
        };
    }

    private @Nullable HmacConfig hmac(HmacSettings settings, VrrpInstanceSettings instance, Statement block) {
        Map<Integer, SecretKey> keys = new HashMap<>();
        for (HmacSettings.Key key : settings.keys()) {
            byte[] bytes = bytes(key);
            if (bytes.length < HmacSettings.LEAST_KEY_BYTES || bytes.length > HmacSettings.MOST_KEY_BYTES) {
                problems.remark(
                        block.at(0),
                        "instance-left-out",
                        "vrrp_instance " + instance.name() + " does not run: key " + key.id() + " of auth_hmac has "
                                + (bytes.length == 0
                                        ? "no bytes, or its file cannot be read"
                                        : bytes.length + " bytes"),
                        "32..64 bytes",
                        "running it without would make a second master");
                return null;
            }
            keys.put(key.id(), new SecretKey(bytes));
        }
        Integer window = settings.windowSeconds();
        return new HmacConfig(
                keys,
                settings.activeKey(),
                switch (settings.antiReplay()) {
                    case TIME -> HmacConfig.AntiReplay.TIME;
                    case MONOTONIC -> HmacConfig.AntiReplay.MONOTONIC;
                },
                window == null
                        ? HmacConfig.defaultWindowSeconds(instance.timing().advertIntervalCentis())
                        : window,
                switch (settings.mode()) {
                    case ENFORCE -> HmacConfig.Mode.ENFORCE;
                    case PERMISSIVE -> HmacConfig.Mode.PERMISSIVE;
                    case RECEIVE_ONLY -> HmacConfig.Mode.RECEIVE_ONLY;
                });
    }

    /** The key itself; no bytes when it cannot be had. A file may hold what the configuration may, and end its line. */
    private byte[] bytes(HmacSettings.Key key) {
        if (!key.isInFile()) {
            return value(key.text().getBytes(StandardCharsets.UTF_8));
        }
        Optional<byte[]> contents = facts.contents(key.text().substring("file:".length()));
        return contents.map(WireReader::withoutLineEnd).map(WireReader::value).orElse(new byte[0]);
    }

    private static byte[] withoutLineEnd(byte[] contents) {
        int length = contents.length;
        while (length > 0 && (contents[length - 1] == '\n' || contents[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(contents, length);
    }

    private static byte[] value(byte[] text) {
        String ascii = new String(text, StandardCharsets.ISO_8859_1);
        if (!ascii.startsWith("hex:")) {
            return text;
        }
        String digits = ascii.substring("hex:".length());
        return digits.matches("([0-9a-fA-F]{2})*") ? HexFormat.of().parseHex(digits) : new byte[0];
    }
}
