package dev.holdfast.vrrp.packet;

import dev.holdfast.vrrp.AddressFamily;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one instance asks of an advert beyond being well formed (RFC 3768 and RFC 9568, section 7.1).
 *
 * <p>Where the RFCs say MAY, keepalived 2.2.7 decides, in all states alike: an advert whose addresses are not exactly the
 * instance's (in any order) is dropped, whatever its priority; a v2 advert with another interval is dropped; a v3 advert
 * with another interval is not, the interval is learned. Details are in keepalived's words.
 */
public final class AdvertRules {
    private AdvertRules() {}

    /** Checks everything, the addresses too. */
    public static Decoded check(InstanceConfig config, ReceivedAdvert received) {
        return check(config, received, null);
    }

    /**
     * Checks an advert.
     *
     * @param trustedMaster the sender of the last advert that passed, or null: with {@code skip_check_adv_addr} its
     *     addresses are not looked at again
     */
    public static Decoded check(InstanceConfig config, ReceivedAdvert received, @Nullable InetAddress trustedMaster) {
        Advert advert = received.advert();
        if (advert.version() != config.version()) {
            return rejected(
                    RejectReason.VERSION,
                    "wrong version. Received " + advert.version().number() + " and expect "
                            + config.version().number());
        }
        if (advert.vrid() != config.vrid()) {
            return rejected(RejectReason.VRID, "VRID " + advert.vrid() + " and expect " + config.vrid());
        }
        if (advert.authentication().type() != config.authentication().type()) {
            return rejected(
                    RejectReason.AUTH_TYPE,
                    "received a " + advert.authentication().type() + " auth, expecting "
                            + config.authentication().type() + "!");
        }
        // VRRPv2 over IPv6 has no room for a password (see VrrpCodec).
        if (config.family() == AddressFamily.IPV4 && !advert.authentication().equals(config.authentication())) {
            return rejected(RejectReason.AUTH_DATA, "received an invalid passwd!");
        }
        if (config.version() == VrrpVersion.V2 && advert.advertIntervalCentis() != config.advertIntervalCentis()) {
            return rejected(
                    RejectReason.ADVERT_INTERVAL,
                    "advertisement interval mismatch mine=" + config.advertIntervalCentis() / 100 + " sec rcv'd="
                            + advert.advertIntervalCentis() / 100 + " sec");
        }
        if (config.skipCheckAdvertAddresses() && received.source().equals(trustedMaster)) {
            return new Decoded.Accepted(received);
        }
        return checkAddresses(config, received);
    }

    private static Decoded checkAddresses(InstanceConfig config, ReceivedAdvert received) {
        Advert advert = received.advert();
        if (advert.addresses().size() != config.addresses().size()) {
            return rejected(
                    RejectReason.ADDRESS_COUNT,
                    "received an unexpected ip number count "
                            + advert.addresses().size() + ", expected "
                            + config.addresses().size() + "!");
        }
        if (isInOrder(config, advert)) {
            return new Decoded.Accepted(received);
        }
        Set<InetAddress> theirs = new HashSet<>(advert.addresses());
        for (VirtualAddress ours : config.addresses()) {
            if (!theirs.contains(ours.address())) {
                return rejected(
                        RejectReason.ADDRESS_LIST,
                        "ip address associated with VRID " + config.vrid() + " not present in MASTER advert: "
                                + ours.address().getHostAddress());
            }
        }
        return new Decoded.Accepted(received);
    }

    /** The usual case, found out without making anything. */
    private static boolean isInOrder(InstanceConfig config, Advert advert) {
        for (int i = 0; i < advert.addresses().size(); i++) {
            if (!advert.addresses().get(i).equals(config.addresses().get(i).address())) {
                return false;
            }
        }
        return true;
    }

    private static Decoded rejected(RejectReason reason, String detail) {
        return new Decoded.Rejected(reason, detail);
    }
}
