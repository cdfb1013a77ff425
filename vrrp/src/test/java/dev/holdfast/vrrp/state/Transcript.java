package dev.holdfast.vrrp.state;

import dev.holdfast.vrrp.Authentication;
import dev.holdfast.vrrp.GarpConfig;
import dev.holdfast.vrrp.InstanceConfig;
import dev.holdfast.vrrp.VirtualAddress;
import dev.holdfast.vrrp.VrrpVersion;
import dev.holdfast.vrrp.packet.Advert;
import dev.holdfast.vrrp.packet.Ipv4Packets;
import dev.holdfast.vrrp.packet.ReceivedAdvert;
import dev.holdfast.vrrp.track.TrackStatus;
import dev.holdfast.vrrp.track.TrackedId;
import dev.holdfast.vrrp.track.TrackedItem;
import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays the inputs of a transcript and writes the whole transcript anew. Lines that start with {@code >} are inputs, with
 * {@code config} the configuration, with {@code #} comments; every other line is output. Times are seconds since the start.
 */
final class Transcript {
    private static final TrackedId FILE = new TrackedId(TrackedId.Kind.FILE, "added");
    private static final long START = Long.MAX_VALUE - 1_000_000_000L;

    private final StringBuilder out = new StringBuilder();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private InstanceState state;
    private long now = START;

    /** The transcript with the outputs the machine gives now. */
    static String replay(String text) {
        Transcript transcript = new Transcript();
        for (String line : text.lines().toList()) {
            transcript.line(line);
        }
        return transcript.out.toString();
    }

    private void line(String line) {
        if (line.startsWith("config ")) {
            read(line.substring(7));
            state = VrrpMachine.initial(config());
            out.append(line).append('\n');
        } else if (line.startsWith(">")) {
            out.append('\n').append(line).append('\n');
            input(line.substring(1).trim());
        } else if (line.startsWith("#")) {
            out.append(state == null ? "" : "\n").append(line).append('\n');
        }
    }

    private void input(String input) {
        if (input.equals("wait")) {
            now = state.deadlineNanos();
        } else if (input.startsWith("after ")) {
            now += nanos(input.substring(6));
        }
        Transition transition = VrrpMachine.step(state, event(input), now);
        state = transition.state();
        out.append("  at ").append(seconds(now - START)).append('\n');
        transition
                .effects()
                .forEach(effect -> out.append("  ").append(text(effect)).append('\n'));
        out.append("  = ").append(state.role()).append(state.holdsAddresses() ? ", holds its addresses" : "");
        out.append(state.hasDeadline() ? ", deadline " + seconds(state.deadlineNanos() - START) : ", no deadline");
        out.append('\n');
    }

    private Event event(String input) {
        String[] words = input.split(" ", -1);
        String where = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "wait", "after" -> new Event.TimerFired();
            case "start" ->
                new Event.Started(
                        !where.equals("down"),
                        where.equals("down") || where.equals("unnumbered") ? null : Ipv4Packets.address(where),
                        words.length > 2);
            case "advert" -> new Event.AdvertReceived(advert(input));
            case "up" -> new Event.InterfaceUp(words.length > 1 ? Ipv4Packets.address(words[1]) : null);
            case "down" -> new Event.InterfaceDown("interface down");
            case "primary" -> new Event.PrimaryAddressChanged(Ipv4Packets.address(words[1]));
            case "vanished" -> new Event.AddressVanished(address(words[1]));
            case "adds" -> new Event.TrackedChanged(FILE, new TrackStatus.Value(Long.parseLong(words[1])));
            case "tracked" ->
                new Event.TrackedChanged(
                        new TrackedId(TrackedId.Kind.SCRIPT, words[1]), TrackStatus.Condition.valueOf(words[2]));
            case "failover" -> new Event.FailoverRequested();
            case "shutdown" -> new Event.ShutdownRequested();
            case "reconfigure" -> {
                read(input.substring(12));
                yield new Event.Reconfigured(config());
            }
            case "failed" ->
                new Event.EffectFailed(
                        words[1].equals("add")
                                ? new Effect.AddAddresses(state.config().allAddresses())
                                : new Effect.RemoveAddresses(state.config().allAddresses()),
                        "EPERM");
            default -> throw new IllegalArgumentException(input);
        };
    }

    private ReceivedAdvert advert(String input) {
        Map<String, String> values = pairs(input);
        InstanceConfig config = state.config();
        List<InetAddress> addresses = new ArrayList<>();
        if (values.containsKey("addresses")) {
            for (String address : values.get("addresses").split(",", -1)) {
                addresses.add(Ipv4Packets.address(address));
            }
        } else {
            addresses.addAll(config.advertisedAddresses());
        }
        Inet4Address from = Ipv4Packets.address(values.get("from"));
        Advert advert = new Advert(
                config.version(),
                config.vrid(),
                Integer.parseInt(values.get("priority")),
                Integer.parseInt(values.getOrDefault("centis", "" + config.advertIntervalCentis())),
                addresses,
                config.authentication());
        return new ReceivedAdvert(advert, from, Ipv4Packets.GROUP, 255);
    }

    private void read(String line) {
        settings.putAll(pairs(line));
    }

    private InstanceConfig config() {
        GarpConfig garp = GarpConfig.DEFAULTS;
        String refresh = settings.get("garp_refresh");
        if (refresh != null) {
            garp = new GarpConfig(5, garp.delayNanos(), 5, nanos(refresh), 1, garp.lowerPriorityDelayNanos(), 5);
        }
        String password = settings.get("password");
        return InstanceConfig.builder("VI_1", "eth0", 51)
                .version(settings.getOrDefault("version", "2").equals("2") ? VrrpVersion.V2 : VrrpVersion.V3)
                .basePriority(Integer.parseInt(settings.getOrDefault("priority", "100")))
                .advertIntervalCentis(Integer.parseInt(settings.getOrDefault("centis", "100")))
                .nopreempt(settings.getOrDefault("nopreempt", "no").equals("yes"))
                .lowerPriorityNoAdvert(
                        settings.getOrDefault("lower_prio_no_advert", "no").equals("yes"))
                .higherPrioritySendAdvert(
                        settings.getOrDefault("higher_prio_send_advert", "no").equals("yes"))
                .authentication(
                        password == null
                                ? Authentication.NONE
                                : new Authentication.SimplePassword(password.getBytes(StandardCharsets.UTF_8)))
                .addresses(Arrays.stream(settings.get("addresses").split(",", -1))
                        .map(Transcript::address)
                        .toList())
                .garp(garp)
                .preemptDelayNanos(nanos(settings.getOrDefault("preempt_delay", "0")))
                .timerExpiredBackup(Integer.parseInt(settings.getOrDefault("timer_expired_backup", "0")))
                .tracked(tracked())
                .build();
    }

    private List<TrackedItem> tracked() {
        List<TrackedItem> tracked = new ArrayList<>();
        tracked.add(new TrackedItem(FILE, 1, false));
        for (String script : settings.getOrDefault("scripts", "").split(",", -1)) {
            if (!script.isEmpty()) {
                String[] parts = script.split(":", -1);
                tracked.add(new TrackedItem(
                        new TrackedId(TrackedId.Kind.SCRIPT, parts[0]), Integer.parseInt(parts[1]), false));
            }
        }
        return tracked;
    }

    private static Map<String, String> pairs(String line) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                pairs.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return pairs;
    }

    private static VirtualAddress address(String text) {
        int slash = text.indexOf('/');
        return VirtualAddress.of(
                Ipv4Packets.address(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    private static long nanos(String seconds) {
        return new BigDecimal(seconds).movePointRight(9).longValueExact();
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).toPlainString() + " s";
    }

    private static String text(Effect effect) {
        return effect.match(new Effect.Visitor<>() {
            @Override
            public String sendAdvert(Effect.SendAdvert effect) {
                Advert advert = effect.advert();
                return "send advert priority=" + advert.priority() + " centis=" + advert.advertIntervalCentis()
                        + " addresses="
                        + advert.addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .toList()
                        + " from " + effect.source().getHostAddress();
            }

            @Override
            public String addAddresses(Effect.AddAddresses effect) {
                return "add " + text(effect.addresses());
            }

            @Override
            public String removeAddresses(Effect.RemoveAddresses effect) {
                return "remove " + text(effect.addresses());
            }

            @Override
            public String sendGratuitousArps(Effect.SendGratuitousArps effect) {
                return "gratuitous ARP " + effect.count() + " x " + text(effect.addresses());
            }

            @Override
            public String report(Effect.Report effect) {
                String text = effect.notice().toString();
                return effect.notice() instanceof Notice.EffectRetried retried
                        ? "report EffectRetried[attempt " + retried.attempt() + ", again in "
                                + seconds(retried.inNanos()) + "]"
                        : "report " + text.replace("=/", "=");
            }
        });
    }

    private static String text(List<VirtualAddress> addresses) {
        return addresses.stream().map(VirtualAddress::text).toList().toString();
    }
}
