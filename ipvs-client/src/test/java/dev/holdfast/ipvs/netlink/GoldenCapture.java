package dev.holdfast.ipvs.netlink;

import dev.holdfast.linuxnet.netlink.Netlink;
import dev.holdfast.linuxnet.netlink.NetlinkException;
import dev.holdfast.linuxnet.netlink.NetlinkMessage;
import dev.holdfast.linuxnet.netlink.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What ipvsadm 1.31 and Linux 6.1 said to each other: {@code golden/ipvsadm.pcap}, made by {@code golden/capture} with the
 * commands of {@code golden/commands.txt}. The machine that made it was little-endian.
 *
 * @param exchanges requests with their answers, in order
 */
record GoldenCapture(List<Exchange> exchanges) {
    /** {@code pcap_file_header} and {@code pcap_pkthdr} of libpcap, and the cooked header of LINKTYPE_NETLINK. */
    private static final int FILE_HEADER = 24;

    private static final int PACKET_HEADER = 16;
    private static final int CAPTURED_LENGTH_AT = 8;
    private static final int COOKED_HEADER = 16;

    /**
     * @param request what ipvsadm sent
     * @param answers the messages of the family before the end of the dump or the acknowledgement
     * @param errno of the acknowledgement or of the end of the dump, 0 when all was well
     */
    record Exchange(NetlinkMessage request, List<NetlinkMessage> answers, int errno) {
        int command() {
            return Byte.toUnsignedInt(request.payload().get(0));
        }
    }

    /** The lines of {@code commands.txt}. */
    static List<String> commandLines() {
        return new String(resource("commands.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    static GoldenCapture read() throws NetlinkException {
        List<Exchange> exchanges = new ArrayList<>();
        NetlinkMessage request = null;
        List<NetlinkMessage> answers = new ArrayList<>();
        for (NetlinkMessage message : messages()) {
            if (message.hasFlag(Netlink.FLAG_REQUEST) && message.type() >= Netlink.FIRST_PROTOCOL_TYPE) {
                request = message;
                answers.clear();
            } else if (request != null && message.sequence() == request.sequence()) {
                if (message.type() == request.type()) {
                    answers.add(message);
                } else {
                    int error = message.payload().getInt(0);
                    exchanges.add(new Exchange(request, List.copyOf(answers), -error));
                    request = null;
                }
            }
        }
        return new GoldenCapture(List.copyOf(exchanges));
    }

    /** The exchanges that change the table, of which ipvsadm has one a command line. */
    List<Exchange> changes() {
        return exchanges.stream()
                .filter(exchange -> switch (exchange.command()) {
                    case IpvsProtocol.CMD_GET_INFO,
                            IpvsProtocol.CMD_GET_SERVICE,
                            IpvsProtocol.CMD_GET_DEST,
                            IpvsProtocol.CMD_GET_DAEMON,
                            IpvsProtocol.CMD_GET_CONFIG -> false;
                    default -> true;
                })
                .toList();
    }

    /** The first exchange with that command. */
    Exchange first(int command) {
        return exchanges.stream()
                .filter(exchange -> exchange.command() == command)
                .findFirst()
                .orElseThrow();
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** A message as the kernel would send it. */
    static NetlinkMessage message(int type, byte[] payload) {
        ByteBuffer datagram =
                ByteBuffer.allocate(PACKET_HEADER + payload.length).order(ByteOrder.nativeOrder());
        datagram.putInt(datagram.capacity())
                .putShort((short) type)
                .putShort((short) 0)
                .putInt(1)
                .putInt(0)
                .put(payload);
        try {
            return NetlinkMessage.readAll(datagram.flip()).get(0);
        } catch (NetlinkException e) {
            throw new AssertionError("a whole message is always read", e);
        }
    }

    static NetlinkMessage message(Request request) {
        return message(request.type(), bytes(request.payload()));
    }

    private static List<NetlinkMessage> messages() throws NetlinkException {
        ByteBuffer file = ByteBuffer.wrap(resource("ipvsadm.pcap")).order(ByteOrder.LITTLE_ENDIAN);
        file.position(FILE_HEADER);
        List<NetlinkMessage> messages = new ArrayList<>();
        while (file.hasRemaining()) {
            int length = file.getInt(file.position() + CAPTURED_LENGTH_AT);
            ByteBuffer datagram = file.slice(file.position() + PACKET_HEADER + COOKED_HEADER, length - COOKED_HEADER)
                    .order(ByteOrder.nativeOrder());
            messages.addAll(NetlinkMessage.readAll(datagram));
            file.position(file.position() + PACKET_HEADER + length);
        }
        return messages;
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Objects.requireNonNull(
                GoldenCapture.class.getResourceAsStream("/dev/holdfast/ipvs/golden/" + name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(name + " cannot be read", e);
        }
    }
}
