package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The lines of services(5): {@code http 80/tcp www # comment}. As for getservbyname(3), the first line that fits
 * counts.
 */
final class ServiceNames {
    private final List<Entry> entries = new ArrayList<>();

    ServiceNames(List<String> lines) {
        for (String line : lines) {
            int comment = line.indexOf('#');
            String[] fields =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+");
            int slash = fields.length < 2 ? -1 : fields[1].indexOf('/');
            if (slash > 0) {
                OptionalInt port = port(fields[1].substring(0, slash));
                if (port.isPresent()) {
                    List<String> names = new ArrayList<>(List.of(fields));
                    names.remove(1);
                    entries.add(new Entry(names, port.getAsInt(), fields[1].substring(slash + 1)));
                }
            }
        }
    }

    private record Entry(List<String> names, int port, String protocol) {}

    OptionalInt port(String name, TransportProtocol protocol) {
        for (Entry entry : entries) {
            if (entry.protocol().equals(protocol.toString()) && entry.names().contains(name)) {
                return OptionalInt.of(entry.port());
            }
        }
        return OptionalInt.empty();
    }

    @Nullable String name(int port, TransportProtocol protocol) {
        for (Entry entry : entries) {
            if (entry.port() == port && entry.protocol().equals(protocol.toString())) {
                return entry.names().get(0);
            }
        }
        return null;
    }

    private static OptionalInt port(String text) {
        var number = Numbers.read(text, 0, 65535);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }
}
