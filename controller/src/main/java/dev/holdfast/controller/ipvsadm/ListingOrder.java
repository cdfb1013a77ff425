package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.AddressFamily;
import dev.holdfast.ipvs.Destination;
import dev.holdfast.ipvs.DestinationStatus;
import dev.holdfast.ipvs.Service;
import dev.holdfast.ipvs.ServiceStatus;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ipvsadm's order of services and real servers. It compares by the difference in 32 bits of marks and of four bytes
 * of an address at a time, which overflows: 192.168.1.1 comes before 10.0.0.9, and three addresses may each come
 * before the next in a circle. So the result depends on how the sorting goes about it, and this is the C library's:
 * halves sorted, then merged, equal ones in their order. (Java's own sort may refuse such an order.)
 */
final class ListingOrder {
    private ListingOrder() {}

    static List<ServiceStatus> services(List<ServiceStatus> services) {
        return sorted(services, (a, b) -> compare(a.service(), b.service()));
    }

    static List<DestinationStatus> destinations(List<DestinationStatus> destinations) {
        return sorted(destinations, (a, b) -> compare(a.destination(), b.destination()));
    }

    private static int compare(Service a, Service b) {
        Place first = Place.of(a);
        Place second = Place.of(b);
        int order = first.mark - second.mark;
        order = order != 0 ? order : first.family.number() - second.family.number();
        order = order != 0 ? order : first.protocol - second.protocol;
        order = order != 0 ? order : compare(first.family, bytes(first.address), bytes(second.address));
        return order != 0 ? order : first.port - second.port;
    }

    private static int compare(Destination a, Destination b) {
        int order = compare(AddressFamily.of(a.address()), bytes(a.address()), bytes(b.address()));
        return order != 0 ? order : a.port() - b.port();
    }

    private static int compare(AddressFamily family, byte[] a, byte[] b) {
        int order = 0;
        for (int i = 0; order == 0 && i < family.addressLength(); i += 4) {
            order = word(a, i) - word(b, i);
        }
        return order;
    }

    private static int word(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
    }

    /** 16 bytes, as the kernel's union of both families has them. */
    private static byte[] bytes(@Nullable InetAddress address) {
        byte[] all = new byte[16];
        byte[] own = address == null ? new byte[0] : address.getAddress();
        System.arraycopy(own, 0, all, 0, own.length);
        return all;
    }

    /** What a service is sorted by; a firewall-mark service has neither protocol, address nor port. */
    private record Place(
            int mark,
            AddressFamily family,
            int protocol,
            @Nullable InetAddress address,
            int port) {
        static Place of(Service service) {
            return service.key()
                    .match(
                            key -> new Place(0, key.family(), key.protocol().number(), key.address(), key.port()),
                            key -> new Place(key.mark(), key.family(), 0, null, 0));
        }
    }

    private static <T> List<T> sorted(List<T> items, Comparator<T> comparator) {
        if (items.size() < 2) {
            return items;
        }
        int half = items.size() / 2;
        List<T> first = sorted(items.subList(0, half), comparator);
        List<T> second = sorted(items.subList(half, items.size()), comparator);
        List<T> merged = new ArrayList<>(items.size());
        int i = 0;
        int j = 0;
        while (i < first.size() && j < second.size()) {
            boolean firstGoes = comparator.compare(first.get(i), second.get(j)) <= 0;
            merged.add(firstGoes ? first.get(i++) : second.get(j++));
        }
        merged.addAll(first.subList(i, first.size()));
        merged.addAll(second.subList(j, second.size()));
        return merged;
    }
}
