package dev.holdfast.controller.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.ipvs.IpvsTable;
import dev.holdfast.ipvs.netlink.IpvsClient;
import dev.holdfast.linuxnet.Errno;
import dev.holdfast.linuxnet.LinuxException;
import dev.holdfast.linuxnet.netlink.Attributes;
import dev.holdfast.linuxnet.netlink.FakeKernel;
import dev.holdfast.linuxnet.netlink.FakeKernel.Answer;
import dev.holdfast.linuxnet.netlink.GenericNetlink;
import dev.holdfast.linuxnet.netlink.MessageBuilder;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The part of the kernel's IPVS that keeps the table, as linux/ip_vs.h describes it: what was put in comes out again, and
 * what does not fit is refused with the kernel's error numbers. For any number of clients and threads.
 */
public final class IpvsKernel {
    /** Long enough for the slowest machine; a test that passes never waits that long. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int FAMILY = 30;
    private static final int NEW_SERVICE = 1;
    private static final int SET_SERVICE = 2;
    private static final int DEL_SERVICE = 3;
    private static final int GET_SERVICE = 4;
    private static final int NEW_DESTINATION = 5;
    private static final int SET_DESTINATION = 6;
    private static final int DEL_DESTINATION = 7;
    private static final int GET_DESTINATION = 8;
    private static final int GET_INFO = 15;
    private static final int ZERO = 16;
    private static final int FLUSH = 17;
    private static final int SET_INFO = 14;
    private static final int INFO_VERSION = 1;
    private static final int INFO_TABLE_SIZE = 2;
    private static final int SERVICE = 1;
    private static final int DESTINATION = 2;
    /** Address family, protocol, address, port and mark. */
    private static final int LAST_SERVICE_KEY = 5;

    /** A service: the attributes it was given, in hexadecimal, and its destinations' under their keys. */
    private record Row(String attributes, Map<String, String> destinations) {}

    private final Map<String, Row> services = new LinkedHashMap<>();
    private final List<Integer> changes = new ArrayList<>();
    private int refusals;

    /** A client of this kernel. */
    public IpvsClient client() throws LinuxException {
        return IpvsClient.over(FakeKernel.withFamily("IPVS", FAMILY, 1, this::answer));
    }

    /** The table as a client sees it. */
    public IpvsTable table() throws LinuxException {
        return client().table();
    }

    /** How many changes were asked for so far, refused ones included. */
    public synchronized int changes() {
        return changes.size();
    }

    /** Refuses that many of the next changes for want of memory. */
    public synchronized void refuse(int count) {
        refusals = count;
    }

    /** Waits until the table is this. */
    synchronized void await(IpvsTable wanted) throws LinuxException, InterruptedException {
        long start = System.nanoTime();
        while (!table().equals(wanted)) {
            long left = PATIENCE_NANOS - (System.nanoTime() - start);
            assertThat(left).as("the table is %s, not %s", table(), wanted).isPositive();
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized Answer answer(NetlinkMessage request) {
        try {
            return answer(FakeKernel.command(request), request);
        } catch (NetlinkException e) {
            throw new AssertionError("the request cannot be decoded", e);
        } finally {
            notifyAll();
        }
    }

    private Answer answer(int command, NetlinkMessage request) throws NetlinkException {
        if (command == GET_INFO) {
            return Answer.messages(new MessageBuilder(FAMILY, 0)
                    .u8(SET_INFO)
                    .u8(1)
                    .u16(0)
                    .u32(INFO_VERSION, 0x010201)
                    .u32(INFO_TABLE_SIZE, 4096)
                    .build());
        }
        if (command == FLUSH) {
            services.clear();
            return Answer.ok();
        }
        if (command == ZERO) {
            return Answer.ok();
        }
        if (command == GET_SERVICE) {
            return services(request);
        }
        String service = key(request, SERVICE, LAST_SERVICE_KEY);
        Row row = services.get(service);
        if (command == GET_DESTINATION) {
            return row == null
                    ? Answer.ok()
                    : Answer.messages(row.destinations().values().stream()
                            .map(destination -> message(NEW_DESTINATION, DESTINATION, destination))
                            .toList());
        }
        changes.add(command);
        if (refusals > 0) {
            refusals--;
            return Answer.error(Errno.ENOMEM);
        }
        return command <= GET_SERVICE
                ? changeService(command, service, row, request)
                : changeDestination(command, row, request);
    }

    /** Every service, or the one that is named. */
    private Answer services(NetlinkMessage request) throws NetlinkException {
        Attributes attributes = request.attributes(GenericNetlink.HEADER_LENGTH);
        if (!attributes.next()) {
            return Answer.messages(services.values().stream()
                    .map(row -> message(NEW_SERVICE, SERVICE, row.attributes()))
                    .toList());
        }
        Row row = services.get(key(request, SERVICE, LAST_SERVICE_KEY));
        return row == null
                ? Answer.error(Errno.ESRCH)
                : Answer.messages(message(NEW_SERVICE, SERVICE, row.attributes()));
    }

    private Answer changeService(int command, String key, Row row, NetlinkMessage request) throws NetlinkException {
        if (command == NEW_SERVICE) {
            if (row != null) {
                return Answer.error(Errno.EEXIST);
            }
            services.put(key, new Row(content(request, SERVICE), new LinkedHashMap<>()));
            return Answer.ok();
        }
        if (row == null) {
            return Answer.error(Errno.ESRCH);
        }
        switch (command) {
            case SET_SERVICE -> services.put(key, new Row(content(request, SERVICE), row.destinations()));
            case DEL_SERVICE -> services.remove(key);
            default -> throw new AssertionError("command " + command + " (expected one of 1..8)");
        }
        return Answer.ok();
    }

    private static Answer changeDestination(int command, Row row, NetlinkMessage request) throws NetlinkException {
        if (row == null) {
            return Answer.error(Errno.ESRCH);
        }
        // The family of the address comes with it, so the address and the port are the first two attributes.
        String key = key(request, DESTINATION, 2);
        boolean there = row.destinations().containsKey(key);
        if (there != (command != NEW_DESTINATION)) {
            return Answer.error(there ? Errno.EEXIST : Errno.ENOENT);
        }
        switch (command) {
            case NEW_DESTINATION, SET_DESTINATION -> row.destinations().put(key, content(request, DESTINATION));
            case DEL_DESTINATION -> row.destinations().remove(key);
            default -> throw new AssertionError("command " + command + " (expected one of 1..8)");
        }
        return Answer.ok();
    }

    private static String key(NetlinkMessage request, int nest, int lastKeyAttribute) throws NetlinkException {
        StringBuilder key = new StringBuilder();
        Attributes attributes = attribute(request, nest).nested();
        while (attributes.next()) {
            if (attributes.type() <= lastKeyAttribute) {
                key.append(HexFormat.of().formatHex(attributes.bytes())).append(' ');
            }
        }
        return key.toString();
    }

    private static String content(NetlinkMessage request, int type) throws NetlinkException {
        return HexFormat.of().formatHex(attribute(request, type).bytes());
    }

    private static Attributes attribute(NetlinkMessage request, int type) throws NetlinkException {
        Attributes attributes = request.attributes(GenericNetlink.HEADER_LENGTH);
        while (attributes.next()) {
            if (attributes.type() == type) {
                return attributes;
            }
        }
        throw new AssertionError("no attribute " + type + " in the request");
    }

    private static Request message(int command, int attribute, String content) {
        return new MessageBuilder(FAMILY, 0)
                .u8(command)
                .u8(1)
                .u16(0)
                .attribute(attribute, HexFormat.of().parseHex(content))
                .build();
    }
}
