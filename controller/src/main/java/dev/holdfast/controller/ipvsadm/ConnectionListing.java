package dev.holdfast.controller.ipvsadm;

import dev.holdfast.ipvs.Connection;
import dev.holdfast.ipvs.Endpoint;
import dev.holdfast.ipvs.TransportProtocol;
import org.jspecify.annotations.Nullable;

/** The connection table, line by line as {@code ipvsadm -L -c} prints it. */
final class ConnectionListing {
    private static final int ADDRESS_WIDTH = 18;
    private static final int STATE_WIDTH = 11;
    /** The blanks of isspace(3); Java has more of them. */
    private static final String BLANKS = " \t\n\u000b\f\r";

    private final boolean persistence;
    private final AddressText addresses;

    ConnectionListing(ListFormat format, Names names) {
        this.persistence = format.persistence();
        this.addresses = new AddressText(format.numeric(), names);
    }

    String title() {
        return "IPVS connection entries\npro expire "
                + row("state", "source", "virtual")
                + (persistence
                        ? Cells.left("destination", ADDRESS_WIDTH) + " " + Cells.left("pe name", 16) + " pe_data\n"
                        : "destination\n");
    }

    String line(Connection connection) {
        TransportProtocol protocol = protocol(connection.protocol());
        long seconds = connection.expiresSeconds();
        String expires = twoDigits(seconds / 60) + ":" + twoDigits(seconds % 60);
        String destination = text(connection.destination(), protocol);
        String line = Cells.left(connection.protocol(), 3) + " " + Cells.left(expires, 6) + " "
                + row(connection.state(), text(connection.client(), protocol), text(connection.virtual(), protocol));
        Connection.Persistence kept = connection.persistence();
        String data = kept == null ? "" : firstWord(kept.data());
        if (persistence && kept != null && !data.isEmpty()) {
            return line + Cells.left(destination, 16) + " " + Cells.left(kept.engine(), ADDRESS_WIDTH) + " " + data
                    + "\n";
        }
        return line + destination + "\n";
    }

    private static String row(String state, String client, String virtual) {
        return Cells.left(state, STATE_WIDTH) + " " + Cells.left(client, ADDRESS_WIDTH) + " "
                + Cells.left(virtual, ADDRESS_WIDTH) + " ";
    }

    private String text(Endpoint endpoint, @Nullable TransportProtocol protocol) {
        return addresses.of(endpoint.address(), endpoint.port(), protocol);
    }

    /** The protocol of that name; null for {@code IP}, whose ports have no names. */
    private static @Nullable TransportProtocol protocol(String name) {
        for (TransportProtocol protocol : TransportProtocol.values()) {
            if (protocol.name().equals(name)) {
                return protocol;
            }
        }
        return null;
    }

    private static String twoDigits(long number) {
        return (number < 10 ? "0" : "") + number;
    }

    /** ipvsadm reads words, so of data with a blank it shows the beginning. */
    private static String firstWord(String data) {
        int start = 0;
        while (start < data.length() && BLANKS.indexOf(data.charAt(start)) >= 0) {
            start++;
        }
        int end = start;
        while (end < data.length() && BLANKS.indexOf(data.charAt(end)) < 0) {
            end++;
        }
        return data.substring(start, end);
    }
}
