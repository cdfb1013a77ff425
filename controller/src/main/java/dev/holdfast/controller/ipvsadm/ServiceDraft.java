package dev.holdfast.controller.ipvsadm;

import dev.holdfast.controller.ipvsadm.AddressReader.Read;
import dev.holdfast.controller.ipvsadm.UsageException.Kind;
import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceFlag;
import dev.holdfast.ipvs.ServiceKey;
import dev.holdfast.ipvs.ServiceKey.AddressService;
import dev.holdfast.ipvs.ServiceKey.FirewallMarkService;
import dev.holdfast.ipvs.TransportProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A virtual server as the options name it, one after the other; what an option means may depend on those before it. */
final class ServiceDraft {
    private static final String DEFAULT_SCHEDULER = "wlc";
    private static final int DEFAULT_PERSISTENCE_SECONDS = 360;
    private static final int WHOLE_IPV6 = 128;
    /** The kernel's names have room for this many characters; ipvsadm cuts longer ones. */
    private static final int KERNEL_NAME = 15;

    private static final String EXPECTED_FLAGS =
            "expected sh-fallback, sh-port, mh-fallback, mh-port, flag-1, flag-2 or flag-3";

    private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([+-]?[0-9]{1,9}).*");

    private final AddressReader addresses;
    private @Nullable TransportProtocol protocol;
    private @Nullable InetAddress address;
    private boolean bareIpv6;
    private int port;
    private int mark;
    private boolean ipv6;
    private String scheduler = "";
    private String schedulerFlags = "";
    private int persistenceSeconds;
    private int netmask = -1;
    private boolean onePacket;
    private @Nullable String engine;

    ServiceDraft(AddressReader addresses) {
        this.addresses = addresses;
    }

    void address(TransportProtocol newProtocol, String text) throws UsageException {
        protocol = newProtocol;
        Read read = addresses.read("virtual server", text, newProtocol);
        address = read.address();
        port = read.port();
        ipv6 = AddressFamily.of(read.address()) == AddressFamily.IPV6;
        bareIpv6 = ipv6 && !read.portGiven();
        if (ipv6) {
            netmask = WHOLE_IPV6;
        }
    }

    void firewallMark(String text) throws UsageException {
        mark = (int) Numbers.require("firewall mark", text, 1, 0xffffffffL);
        protocol = TransportProtocol.TCP;
    }

    void ipv6() throws UsageException {
        if (mark == 0) {
            throw UsageException.value("option -6 without a firewall mark before it (expected -f MARK -6)");
        }
        ipv6 = true;
        netmask = WHOLE_IPV6;
    }

    void scheduler(String name) {
        scheduler = name.length() > KERNEL_NAME ? name.substring(0, KERNEL_NAME) : name;
    }

    void schedulerFlags(String flags) {
        schedulerFlags = flags;
    }

    void persistent(@Nullable String seconds) throws UsageException {
        persistenceSeconds = seconds == null
                ? DEFAULT_PERSISTENCE_SECONDS
                : Numbers.requireInt("persistence timeout (seconds)", seconds, 1, Service.MAX_PERSISTENCE_SECONDS);
    }

    void netmask(String text) throws UsageException {
        if (ipv6) {
            // What follows the number is not looked at.
            Matcher number = LEADING_NUMBER.matcher(text);
            int length = number.matches() ? Integer.parseInt(number.group(1)) : 0;
            if (length < 1 || length > WHOLE_IPV6) {
                throw UsageException.value("IPv6 persistence mask " + text + " (expected a prefix length, 1..128)");
            }
            netmask = length;
        } else {
            Inet4Address mask = addresses.ipv4(text);
            if (mask == null) {
                throw UsageException.value("persistence mask " + text + " (expected a mask such as 255.255.255.0)");
            }
            netmask = ByteBuffer.wrap(mask.getAddress()).getInt();
        }
    }

    void onePacket() {
        onePacket = true;
    }

    void engine(String name) {
        engine = name.isEmpty() ? null : name;
    }

    @Nullable TransportProtocol protocol() {
        return protocol;
    }

    int port() {
        return port;
    }

    boolean hasMark() {
        return mark != 0;
    }

    AddressFamily family() {
        return ipv6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    }

    ServiceKey key() {
        if (hasMark()) {
            return new FirewallMarkService(mark, family());
        }
        if (protocol == null || address == null) {
            throw new IllegalStateException("no virtual server (the option's presence is checked before)");
        }
        return new AddressService(protocol, address, port);
    }

    Service service() throws UsageException {
        Set<ServiceFlag> flags = flags();
        if (!hasMark() && port == 0 && persistenceSeconds == 0) {
            throw UsageException.value("virtual server " + key() + " with no port or port 0 (expected 1..65535"
                    + (bareIpv6 ? " after an IPv6 address in brackets, [2001:db8::1]:80" : "")
                    + "; every port only with -p)");
        }
        if (onePacket && !hasMark() && protocol != TransportProtocol.UDP) {
            throw UsageException.value("option -o with " + protocol + " (expected -u or -f)");
        }
        try {
            return new Service(key(), schedulerOrDefault(), flags, persistenceSeconds, netmask, engine);
        } catch (IllegalArgumentException e) {
            throw new UsageException(Kind.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private String schedulerOrDefault() {
        return scheduler.isEmpty() ? DEFAULT_SCHEDULER : scheduler;
    }

    private Set<ServiceFlag> flags() throws UsageException {
        EnumSet<ServiceFlag> flags = EnumSet.noneOf(ServiceFlag.class);
        if (onePacket) {
            flags.add(ServiceFlag.ONE_PACKET);
        }
        if (schedulerFlags.isEmpty()) {
            return flags;
        }
        // Like strtok(3), which knows no empty words: "sh-port," is one flag.
        List<String> names = Stream.of(schedulerFlags.split(",", -1))
                .filter(name -> !name.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw UsageException.value("scheduler flags \"" + schedulerFlags + "\" (" + EXPECTED_FLAGS + ")");
        }
        for (String name : names) {
            ServiceFlag flag = ServiceFlag.named(name);
            if (flag == null) {
                throw UsageException.value("scheduler flag \"" + name + "\" (" + EXPECTED_FLAGS + ")");
            }
            if (!name.startsWith("flag-") && !name.startsWith(schedulerOrDefault() + "-")) {
                throw UsageException.value(
                        "scheduler flag " + name + " does not go with scheduler " + schedulerOrDefault());
            }
            flags.add(flag);
        }
        return flags;
    }
}
